package io.github.accountlock.app.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The form of a request as options. What may be in them, the server says. */
final class RequestForm {

    private static final Map<String, String> FIELDS = new LinkedHashMap<>();

    static {
        FIELDS.put("--provider", "provider");
        FIELDS.put("--region", "region");
        FIELDS.put("--instance", "instanceId");
        FIELDS.put("--account", "accountName");
        FIELDS.put("--reason", "reason");
        FIELDS.put("--ticket", "ticket");
        FIELDS.put("--urgency", "urgency");
        FIELDS.put("--lock-from", "lockFrom");
        FIELDS.put("--until", "lockUntil");
        FIELDS.put("--lock-for", "lockFor");
        FIELDS.put("--window", "lockStart");
        FIELDS.put("--times", "windowTimes");
        FIELDS.put("--for", "lockDuration");
        FIELDS.put("--at-end", "atEnd");
        FIELDS.put("--on-failure", "onFailure");
        FIELDS.put("--password-valid-until", "passwordValidUntil");
        FIELDS.put("--remove-foreign-lock", "removeForeignLock");
        FIELDS.put("--hold", "hold");
        FIELDS.put("--file", "accounts");
    }

    private static final List<String> NEEDED = List.of("--provider", "--region", "--instance", "--account", "--reason");
    private static final Set<String> LOCK_ONLY = Set.of(
            "--lock-from",
            "--until",
            "--lock-for",
            "--window",
            "--for",
            "--at-end",
            "--on-failure",
            "--password-valid-until");
    private static final Set<String> UNLOCK_ONLY = Set.of("--remove-foreign-lock", "--hold");
    private static final Set<String> LIST_ONLY = Set.of("--file", "--times");
    private static final Set<String> ONE_ACCOUNT_ONLY =
            Set.of("--provider", "--region", "--instance", "--account", "--urgency", "--password-valid-until");
    private static final List<String> NEEDED_OF_A_LIST = List.of("--file", "--reason");
    private static final Map<String, Set<String>> STRANGE = Map.of(
            "lock", with(UNLOCK_ONLY, LIST_ONLY),
            "unlock", with(LOCK_ONLY, LIST_ONLY),
            "list", with(UNLOCK_ONLY, ONE_ACCOUNT_ONLY));

    private RequestForm() {}

    static Set<String> options(String... others) {
        return Stream.concat(FIELDS.keySet().stream(), Stream.of(others)).collect(Collectors.toSet());
    }

    /** The option behind a field that the server complains of, or the field itself. */
    static String option(String field) {
        return FIELDS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(field))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(field);
    }

    private static Set<String> with(Set<String> some, Set<String> others) {
        return Stream.of(some, others).flatMap(Set::stream).collect(Collectors.toSet());
    }

    /** The key of the process that takes it. */
    static String process(String subject) {
        return subject.equals("list") ? "account-lock-bulk" : "account-" + subject;
    }

    /**
     * What is sent to the server.
     *
     * @param in what is piped in, for a list
     * @throws Trouble naming every option that is missing, or that such a request does not have
     */
    static ObjectNode variables(Arguments asked, InputStream in) {
        List<String> needed = asked.subject().equals("list") ? NEEDED_OF_A_LIST : NEEDED;
        List<String> missing =
                needed.stream().filter(option -> !asked.has(option)).toList();
        if (!missing.isEmpty()) {
            throw Trouble.usage("request " + asked.subject() + ": " + String.join(", ", missing)
                    + (missing.size() == 1 ? " is" : " are") + " missing.");
        }
        Set<String> strange = STRANGE.get(asked.subject());
        List<String> wrong = new ArrayList<>();
        ObjectNode variables = JsonNodeFactory.instance.objectNode();
        FIELDS.forEach((option, field) -> asked.option(option).ifPresent(value -> {
            if (strange.contains(option)) {
                wrong.add(option);
            }
            variables.putObject(field).put("value", option.equals("--window") ? "window:" + value : value);
        }));
        if (wrong.isEmpty()) {
            asked.option("--file")
                    .ifPresent(file -> variables.putObject("accounts").put("value", text(file, in)));
        }
        if (!wrong.isEmpty()) {
            throw Trouble.usage(
                    "request " + asked.subject() + ": " + String.join(", ", wrong) + " does not go with it.");
        }
        return variables;
    }

    private static String text(String file, InputStream in) {
        try {
            return file.equals("-")
                    ? new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file));
        } catch (IOException | InvalidPathException unreadable) {
            throw Trouble.usage("--file: " + file + " cannot be read as UTF-8 text.");
        }
    }
}
