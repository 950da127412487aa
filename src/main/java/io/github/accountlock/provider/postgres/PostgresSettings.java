package io.github.accountlock.provider.postgres;

import io.github.accountlock.provider.http.Settings;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The section {@code postgresql}.
 *
 * @param instances by the names under which requests know them
 * @param endSessions whether a lock also ends the account's open sessions
 * @param problems everything that is wrong; only without any is the rest usable
 */
record PostgresSettings(Map<String, PostgresInstance> instances, boolean endSessions, List<String> problems) {

    private static final String INSTANCES = "instances.";

    static PostgresSettings read(Map<String, String> values) {
        Map<String, String> general = new TreeMap<>();
        Map<String, Map<String, String>> sections = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        values.forEach((name, value) -> {
            String[] parts = name.split("\\.", -1);
            if (!name.startsWith(INSTANCES)) {
                general.put(name, value);
            } else if (parts.length == 3 && parts[1].matches("[a-z0-9]+(-[a-z0-9]+){0,9}")) {
                sections.computeIfAbsent(parts[1], any -> new TreeMap<>()).put(parts[2], value);
            } else {
                problems.add(
                        name + ": allowed are instances.<name>.<setting>, the name of lower-case letters, digits and"
                                + " hyphens (settings: " + known() + ")");
            }
        });
        Settings settings = new Settings(general, Set.of("end-sessions"));
        boolean endSessions =
                settings.choice("end-sessions", List.of("false", "true")).equals("true");
        problems.addAll(settings.problems());
        Map<String, PostgresInstance> instances = new TreeMap<>();
        sections.forEach((name, section) -> {
            List<String> wrong = new ArrayList<>();
            instances.put(name, PostgresInstance.read(section, wrong));
            wrong.forEach(problem -> problems.add(INSTANCES + name + "." + problem));
        });
        if (instances.isEmpty()) {
            problems.add(INSTANCES + "<name>.url: is missing; name at least one server (settings: " + known() + ")");
        } else if (problems.isEmpty() && !driverIsThere()) {
            problems.add(INSTANCES + "*.url: no JDBC driver for PostgreSQL is on the class path; put"
                    + " org.postgresql:postgresql beside the plugin");
        }
        return new PostgresSettings(instances, endSessions, problems);
    }

    private static String known() {
        return PostgresInstance.NAMES.stream().sorted().collect(Collectors.joining(", "));
    }

    private static boolean driverIsThere() {
        try {
            return DriverManager.getDriver("jdbc:postgresql:") != null;
        } catch (SQLException none) {
            return false;
        }
    }

    Set<String> regions() {
        return instances.values().stream()
                .map(PostgresInstance::region)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
