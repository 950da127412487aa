package io.github.accountlock.provider.postgres;

import io.github.accountlock.domain.Secret;
import io.github.accountlock.provider.http.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One server, as the configuration names it. Prints no password.
 *
 * @param region where it stands, in the company's own words
 * @param url of JDBC, without user and password
 * @param user the role that may alter others
 * @param passwordFile read before every connection, so that a secret can be renewed; empty where the password is given
 */
record PostgresInstance(
        String region, String url, String user, Optional<Secret> password, Optional<Path> passwordFile) {

    static final Set<String> NAMES = Set.of("url", "user", "password", "password-file", "region", "tls");

    private static final Pattern URL =
            Pattern.compile("jdbc:postgresql:(?://(?<hosts>[^/?]*)/)?[^?]*(?:\\?(?<more>.*))?");
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1])(:\\d+)?");
    private static final Pattern VERIFIED = Pattern.compile("(.*&)?sslmode=verify-(full|ca)(&.*)?");
    private static final Pattern SECRET =
            Pattern.compile("(.*&)?(user|password|sslpassword)=.*", Pattern.CASE_INSENSITIVE);

    static PostgresInstance read(Map<String, String> values, List<String> problems) {
        Settings settings = new Settings(values, NAMES);
        problems.addAll(settings.problems());
        String url = required(settings, "url", problems);
        String tls = settings.text("tls").orElse("verified");
        if (!Set.of("verified", "not-required").contains(tls)) {
            problems.add("tls: must be one of verified, not-required");
        }
        wrongUrl(url, tls.equals("verified")).ifPresent(sentence -> problems.add("url: " + sentence));
        Optional<Path> file = settings.text("password-file").map(Path::of);
        Optional<Secret> password = settings.text("password").map(Secret::new);
        if (file.isPresent() == password.isPresent()) {
            problems.add("password: give either it or password-file");
        } else if (file.isPresent() && !Files.isReadable(file.get())) {
            problems.add("password-file: the file is missing or cannot be read");
        }
        String region = settings.text("region").orElse("local");
        if (!region.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            problems.add("region: allowed are lower-case letters, digits and hyphens, for example berlin-2");
        }
        return new PostgresInstance(region, url, required(settings, "user", problems), password, file);
    }

    private static String required(Settings settings, String name, List<String> problems) {
        Optional<String> value = settings.text(name);
        if (value.isEmpty()) {
            problems.add(name + ": is missing");
        }
        return value.orElse("");
    }

    /** Half a sentence without the value, which might hold a secret. */
    private static Optional<String> wrongUrl(String url, boolean verified) {
        Matcher parts = URL.matcher(url);
        if (url.isEmpty()) {
            return Optional.empty();
        }
        if (!parts.matches()) {
            return Optional.of("is not a JDBC address such as jdbc:postgresql://db.example.com:5432/postgres");
        }
        String more = Optional.ofNullable(parts.group("more")).orElse("");
        if (SECRET.matcher(more).matches() || url.contains("@")) {
            return Optional.of("must not carry user or password; they are settings of their own");
        }
        boolean here = parts.group("hosts") == null
                || List.of(parts.group("hosts").split(",")).stream()
                        .allMatch(host -> LOOPBACK.matcher(host).matches());
        return here || !verified || VERIFIED.matcher(more).matches()
                ? Optional.empty()
                : Optional.of(
                        "must say sslmode=verify-full (or verify-ca), for whoever sits between could log in in our"
                                + " place; set tls to not-required where the network is trusted");
    }

    /** @throws IOException if the file with the password cannot be read */
    Properties login() throws IOException {
        Properties login = new Properties();
        login.setProperty("user", user);
        login.setProperty(
                "password",
                password.isPresent()
                        ? password.get().reveal()
                        : Files.readString(passwordFile.orElseThrow()).strip());
        return login;
    }
}
