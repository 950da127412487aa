package io.github.accountlock.app;

import io.github.accountlock.autoconfigure.AccountLockAutoConfiguration;
import io.github.accountlock.engine.AccountLockSettings;
import io.github.accountlock.engine.StartRefused;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** Before anything is opened: everything that is missing or unsafe, in one message. */
final class StartCheck implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        List<String> problems = problems(context.getEnvironment());
        if (!problems.isEmpty()) {
            throw new StartRefused(
                    problems,
                    "Set what is named above. To try it without keys and without a database: profile demo"
                            + " (SPRING_PROFILES_ACTIVE=demo).");
        }
    }

    static List<String> problems(Environment environment) {
        List<String> problems = new ArrayList<>();
        if (!environment.acceptsProfiles(Profiles.of("demo"))) {
            String url = environment.getProperty("spring.datasource.url", "");
            if (!url.startsWith("jdbc:postgresql:")) {
                problems.add("spring.datasource.url (SPRING_DATASOURCE_URL): "
                        + (url.isBlank() ? "is missing" : "is not a PostgreSQL address")
                        + "; allowed is for example jdbc:postgresql://db:5432/accountlock.");
            }
            required(environment, problems, "spring.datasource.username", "SPRING_DATASOURCE_USERNAME");
            required(environment, problems, "spring.datasource.password", "SPRING_DATASOURCE_PASSWORD");
            required(environment, problems, "camunda.bpm.admin-user.id", "ACCOUNT_LOCK_ADMIN_USER");
            required(environment, problems, "camunda.bpm.admin-user.password", "ACCOUNT_LOCK_ADMIN_PASSWORD");
            weakAdmin(environment, problems);
            for (String cookies : List.of(
                    "camunda.bpm.webapp.session-cookie.enable-secure-cookie",
                    "camunda.bpm.webapp.csrf.enable-secure-cookie")) {
                expected(environment, problems, cookies, "true");
            }
            expected(environment, problems, "camunda.bpm.webapp.header-security.hsts-disabled", "false");
        }
        expected(environment, problems, "camunda.bpm.authorization.enabled", "true");
        expected(environment, problems, "camunda.bpm.history-level", "full");
        problems.addAll(AccountLockSettings.problems(AccountLockAutoConfiguration.settings(environment)));
        return problems;
    }

    private static void required(Environment environment, List<String> problems, String property, String variable) {
        if (environment.getProperty(property, "").isBlank()) {
            problems.add(property + " (" + variable + "): is missing.");
        }
    }

    private static void expected(Environment environment, List<String> problems, String property, String value) {
        String found = environment.getProperty(property, "");
        if (!found.equalsIgnoreCase(value)) {
            problems.add(property + ": is \"" + found + "\", which is not safe; allowed is " + value + ".");
        }
    }

    private static void weakAdmin(Environment environment, List<String> problems) {
        String id = environment.getProperty("camunda.bpm.admin-user.id", "");
        String password = environment.getProperty("camunda.bpm.admin-user.password", "");
        if (!id.isBlank() && !id.matches("[A-Za-z0-9]+")) {
            problems.add("camunda.bpm.admin-user.id (ACCOUNT_LOCK_ADMIN_USER): only letters and digits are allowed.");
        }
        if (!password.isBlank() && (password.equals(id) || password.length() < 12)) {
            problems.add("camunda.bpm.admin-user.password (ACCOUNT_LOCK_ADMIN_PASSWORD):"
                    + " is too easy; at least 12 characters that are not the user's name are needed.");
        }
    }
}
