package io.github.accountlock.app.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Somebody at a terminal. */
public final class CommandLine {

    private final Map<String, String> environment;
    private final String typed;

    private CommandLine(Map<String, String> environment, String typed) {
        this.environment = Map.copyOf(environment);
        this.typed = typed;
    }

    public record Answer(int code, String out, String err) {}

    /** A person of the demo. */
    public static CommandLine of(URI server, String person) {
        return in(Map.of(
                "ACCOUNT_LOCK_URL", server.toString(), "ACCOUNT_LOCK_USER", person, "ACCOUNT_LOCK_PASSWORD", person));
    }

    public static CommandLine in(Map<String, String> environment) {
        return new CommandLine(environment, "");
    }

    public CommandLine with(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new CommandLine(more, typed);
    }

    public CommandLine typing(String answer) {
        return new CommandLine(environment, answer + "\n");
    }

    public Answer run(String word, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = new ClientCommand(
                        environment,
                        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(word, List.of(arguments));
        return new Answer(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Every code with its word. */
    public static Map<Integer, String> exits() {
        return Arrays.stream(Exit.values())
                .collect(Collectors.toMap(Exit::code, Exit::word, (one, other) -> one, TreeMap::new));
    }

    public static int exitOf(String outcome) {
        return Exit.of(outcome).code();
    }

    public static Set<String> options() {
        return Arrays.stream(Verb.values())
                .flatMap(verb -> verb.options().stream())
                .collect(Collectors.toSet());
    }
}
