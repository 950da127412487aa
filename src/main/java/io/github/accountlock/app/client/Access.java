package io.github.accountlock.app.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import okhttp3.Credentials;
import okhttp3.HttpUrl;

/**
 * Where the server is, and who asks it. Never part of a message.
 *
 * @param authorization the header, read anew for each call: whoever renews a token in its file need not start again
 */
record Access(HttpUrl url, Supplier<String> authorization) {

    private static final String LOOPBACK = "localhost|127(\\.\\d{1,3}){3}|::1";

    /** @throws Trouble if something is missing, or would go where others can read it */
    static Access of(Arguments asked, Map<String, String> environment) {
        HttpUrl url = url(asked.option("--url")
                .or(() -> set(environment, "ACCOUNT_LOCK_URL"))
                .orElseThrow(() -> Trouble.usage("Say where Account Lock Flow is: --url, or ACCOUNT_LOCK_URL.")));
        if (!url.isHttps() && !url.host().matches(LOOPBACK) && !asked.has("--plain-http")) {
            throw Trouble.usage("Without TLS everybody on the way to " + url.host()
                    + " could read the token: say https, or --plain-http if you know better.");
        }
        Access access = new Access(url, authorization(asked, environment));
        access.authorization.get();
        return access;
    }

    private static HttpUrl url(String text) {
        HttpUrl url = HttpUrl.parse(text.strip());
        if (url == null) {
            throw Trouble.usage("The URL is not an address; https://account-lock.example.com is one.");
        }
        if (!url.username().isEmpty() || !url.password().isEmpty() || url.query() != null || url.fragment() != null) {
            throw Trouble.usage("The URL must not have a user, a password, or anything behind its path.");
        }
        return url;
    }

    private static Supplier<String> authorization(Arguments asked, Map<String, String> environment) {
        List<Supplier<String>> options = Stream.of(
                        asked.option("--token-file").map(Access::tokenOf),
                        asked.option("--login-file").map(Access::loginOf))
                .flatMap(Optional::stream)
                .toList();
        List<Supplier<String>> variables = Stream.of(
                        set(environment, "ACCOUNT_LOCK_TOKEN").map(token -> always(bearer(token))),
                        set(environment, "ACCOUNT_LOCK_TOKEN_FILE").map(Access::tokenOf),
                        set(environment, "ACCOUNT_LOCK_LOGIN_FILE").map(Access::loginOf),
                        set(environment, "ACCOUNT_LOCK_USER")
                                .map(user ->
                                        always(basic(user, environment.getOrDefault("ACCOUNT_LOCK_PASSWORD", "")))))
                .flatMap(Optional::stream)
                .toList();
        List<Supplier<String>> given = options.isEmpty() ? variables : options;
        if (given.isEmpty()) {
            throw new Trouble(
                    Exit.NOT_ALLOWED,
                    "Say who you are: ACCOUNT_LOCK_TOKEN, --token-file, or ACCOUNT_LOCK_USER and ACCOUNT_LOCK_PASSWORD.");
        }
        if (given.size() > 1) {
            throw Trouble.usage("There is more than one token or login; it is not clear who you are.");
        }
        return given.get(0);
    }

    private static Supplier<String> always(String authorization) {
        return () -> authorization;
    }

    private static Supplier<String> tokenOf(String file) {
        return () -> bearer(content(file));
    }

    private static Supplier<String> loginOf(String file) {
        return () -> {
            String[] pair = content(file).split(":", 2);
            if (pair.length < 2) {
                throw Trouble.usage(file + " is not a login; a line user:password is one.");
            }
            return basic(pair[0], pair[1]);
        };
    }

    private static String bearer(String token) {
        if (!token.strip().matches("[\\x21-\\x7e]+")) {
            throw Trouble.usage("The token is empty or has characters that no token has.");
        }
        return "Bearer " + token.strip();
    }

    private static String basic(String user, String password) {
        return Credentials.basic(user, password, StandardCharsets.UTF_8);
    }

    private static String content(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException | InvalidPathException unreadable) {
            throw Trouble.usage(file + " cannot be read.");
        }
    }

    /** What a pipeline sets to nothing is not set. */
    private static Optional<String> set(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
