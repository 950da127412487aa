package io.github.accountlock.notify;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything under {@code account-lock.notify}: how people are told. Without a mail server and without a webhook nobody is.
 *
 * @param baseUrl where people find the web applications, for links; without a slash at its end
 * @param templates a folder whose files take the place of ours
 * @param zone for people who have named none
 * @param lockEndsBefore how long before the end of a temporary lock people are told
 * @param webhooks by name
 */
public record NotifySettings(
        String baseUrl,
        Optional<Path> templates,
        ZoneId zone,
        Duration lockEndsBefore,
        Optional<MailServer> mail,
        Map<String, Hook> webhooks) {

    private static final String TEMPLATES = "com.samskivert.mustache.Mustache";
    private static final String MAILER = "org.springframework.mail.javamail.JavaMailSenderImpl";
    private static final int SHORTEST_SECRET = 16;

    private static final Set<String> KNOWN = Set.of(
            "base-url",
            "templates",
            "zone",
            "lock-ends-before",
            "mail.host",
            "mail.port",
            "mail.username",
            "mail.password",
            "mail.from",
            "mail.encryption");

    private static final Set<String> OF_A_HOOK = Set.of("url", "secret", "format");

    /**
     * A mail server.
     *
     * @param encryption {@code starttls}, {@code tls} or {@code none}
     */
    public record MailServer(String host, int port, String username, String password, String from, String encryption) {

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /**
     * Where notices are posted to.
     *
     * @param secret signs them
     * @param chat whether the body is the line of text that chat rooms take
     */
    public record Hook(String url, String secret, boolean chat) {

        @Override
        public String toString() {
            return url.replaceAll("(://[^/]*).*", "$1");
        }
    }

    /** Whether anybody is told anything. */
    public boolean isOn() {
        return mail.isPresent() || !webhooks.isEmpty();
    }

    /** @param all names without {@code account-lock.notify.}; {@link #problems} is empty */
    public static NotifySettings from(Map<String, String> all) {
        Map<String, Hook> webhooks = new LinkedHashMap<>();
        hooks(all)
                .forEach((name, hook) -> webhooks.put(
                        name,
                        new Hook(
                                hook.get("url"),
                                hook.get("secret"),
                                hook.getOrDefault("format", "json").equals("chat"))));
        String encryption = all.getOrDefault("mail.encryption", "starttls");
        return new NotifySettings(
                all.getOrDefault("base-url", "").replaceAll("/+$", ""),
                Optional.ofNullable(all.get("templates")).map(Path::of),
                ZoneId.of(all.getOrDefault("zone", "UTC")),
                Duration.parse(all.getOrDefault("lock-ends-before", "PT1H")),
                Optional.ofNullable(all.get("mail.host"))
                        .map(host -> new MailServer(
                                host,
                                Integer.parseInt(
                                        all.getOrDefault("mail.port", encryption.equals("tls") ? "465" : "587")),
                                all.getOrDefault("mail.username", ""),
                                all.getOrDefault("mail.password", ""),
                                all.get("mail.from"),
                                encryption)),
                webhooks);
    }

    /** Everything that is wrong, one sentence each. */
    public static List<String> problems(Map<String, String> all) {
        List<String> problems = new ArrayList<>();
        Map<String, Map<String, String>> hooks = hooks(all);
        for (String name : all.keySet()) {
            if (!KNOWN.contains(name) && !name.matches("webhooks\\.[^.]+\\.(" + String.join("|", OF_A_HOOK) + ")")) {
                problems.add("account-lock.notify." + name + ": is not a setting; known are "
                        + String.join(", ", new TreeSet<>(KNOWN))
                        + ", webhooks.NAME.url, webhooks.NAME.secret, webhooks.NAME.format.");
            }
        }
        boolean on = all.containsKey("mail.host") || !hooks.isEmpty();
        if (on && !isWeb(all.getOrDefault("base-url", ""))) {
            problems.add("account-lock.notify.base-url: must say where people find the web applications, for example"
                    + " https://locks.example.com.");
        }
        if (all.containsKey("mail.host") && !all.getOrDefault("mail.from", "").contains("@")) {
            problems.add("account-lock.notify.mail.from: must be the address that mail comes from.");
        }
        if (on && !isThere(TEMPLATES)) {
            problems.add("account-lock.notify: needs Mustache beside the plugin (com.samskivert:jmustache).");
        }
        if (all.containsKey("mail.host") && !isThere(MAILER)) {
            problems.add("account-lock.notify.mail: needs Spring Mail beside the plugin"
                    + " (org.springframework.boot:spring-boot-starter-mail).");
        }
        if (!all.getOrDefault("mail.port", "1").matches("[1-9][0-9]{0,4}")) {
            problems.add("account-lock.notify.mail.port: \"" + all.get("mail.port") + "\" is not a port.");
        }
        if (!all.getOrDefault("mail.encryption", "none").matches("starttls|tls|none")) {
            problems.add("account-lock.notify.mail.encryption: allowed are starttls, tls and none.");
        }
        check("zone", () -> ZoneId.of(all.getOrDefault("zone", "UTC")), "is not a time zone", all, problems);
        check(
                "lock-ends-before",
                () -> Duration.parse(all.getOrDefault("lock-ends-before", "PT1H")),
                "is not a duration; allowed is ISO 8601, for example PT1H",
                all,
                problems);
        if (all.containsKey("templates") && !Files.isDirectory(Path.of(all.get("templates")))) {
            problems.add("account-lock.notify.templates: there is no folder " + all.get("templates") + ".");
        }
        hooks.forEach((name, hook) -> {
            String setting = "account-lock.notify.webhooks." + name + ".";
            if (!isWeb(hook.getOrDefault("url", ""))) {
                problems.add(setting + "url: must be an address that begins with http:// or https://.");
            }
            if (hook.getOrDefault("secret", "").length() < SHORTEST_SECRET) {
                problems.add(setting + "secret: must have at least " + SHORTEST_SECRET
                        + " characters; the receiver checks the signature with it.");
            }
            if (!hook.getOrDefault("format", "json").matches("json|chat")) {
                problems.add(setting + "format: allowed are json and chat.");
            }
        });
        return problems;
    }

    private static void check(
            String name, Runnable read, String wrong, Map<String, String> all, List<String> problems) {
        try {
            read.run();
        } catch (DateTimeException notOne) {
            problems.add("account-lock.notify." + name + ": \"" + all.get(name) + "\" " + wrong + ".");
        }
    }

    private static boolean isThere(String type) {
        try {
            Class.forName(type, false, NotifySettings.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError missing) {
            return false;
        }
    }

    private static boolean isWeb(String address) {
        try {
            URI uri = URI.create(address);
            return uri.getHost() != null && uri.getScheme().matches("https?");
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    private static Map<String, Map<String, String>> hooks(Map<String, String> all) {
        Map<String, Map<String, String>> hooks = new TreeMap<>();
        all.forEach((name, value) -> {
            String[] parts = name.split("\\.");
            if (parts.length == 3 && parts[0].equals("webhooks")) {
                hooks.computeIfAbsent(parts[1], any -> new TreeMap<>()).put(parts[2], value);
            }
        });
        return hooks;
    }
}
