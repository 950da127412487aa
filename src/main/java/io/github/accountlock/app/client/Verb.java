package io.github.accountlock.app.client;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A command: what stands behind its word, and its own options. */
enum Verb {
    REQUEST("request", "lock|unlock|list", "lock, unlock or list", RequestForm.options("--wait", "--timeout")),
    STATUS("status", Verb.ID, Verb.AN_ID, Set.of()),
    APPROVE("approve", Verb.ID, Verb.AN_ID, Set.of("--digest", "--reason", "--timeout")),
    REJECT("reject", Verb.ID, Verb.AN_ID, Set.of("--digest", "--reason", "--timeout")),
    WITHDRAW("withdraw", Verb.ID, Verb.AN_ID, Set.of("--reason")),
    LIST("list", "", "nothing", Set.of("--waiting", "--decided")),
    WAIT("wait", Verb.ID, Verb.AN_ID, Set.of("--timeout"));

    private static final String ID = "[A-Za-z0-9-]{1,64}";
    private static final String AN_ID = "the id of a request";
    private static final Set<String> EVERYWHERE =
            Set.of("--url", "--token-file", "--login-file", "--plain-http", "--json");

    private final String word;
    private final Pattern subject;
    private final String subjectInWords;
    private final Set<String> options;

    Verb(String word, String subject, String subjectInWords, Set<String> options) {
        this.word = word;
        this.subject = Pattern.compile(subject);
        this.subjectInWords = subjectInWords;
        this.options = options;
    }

    static Optional<Verb> of(String word) {
        return Arrays.stream(values()).filter(verb -> verb.word.equals(word)).findFirst();
    }

    String word() {
        return word;
    }

    boolean takes(String subject) {
        return this.subject.matcher(subject).matches();
    }

    String subjectInWords() {
        return subjectInWords;
    }

    Set<String> options() {
        return Stream.of(options, EVERYWHERE).flatMap(Set::stream).collect(Collectors.toSet());
    }
}
