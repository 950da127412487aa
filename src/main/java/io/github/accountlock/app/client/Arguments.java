package io.github.accountlock.app.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was asked on the command line.
 *
 * @param subject the id of a request; {@code lock} or {@code unlock} where one is asked for; empty for a list
 */
record Arguments(Verb verb, String subject, Map<String, String> options) {

    static final String USAGE = """
            account-lock is java -jar account-lock-flow-exec.jar, or the script of that name. Commands and their options:

              request lock|unlock --provider P --region R --instance I --account A --reason TEXT [--ticket T]
                      [--urgency normal|emergency] [--wait [--timeout DURATION]]
                 lock:   [--lock-from TIME] [--until TIME | --for DURATION | --lock-for DURATION] [--window NAME]
                         [--at-end unlock|review] [--on-failure undo|hold] [--password-valid-until TIME]
                                            --for counts from now, --lock-for from the lock
                 unlock: [--remove-foreign-lock] [--hold ID]
              request list --file CSV --reason TEXT [--ticket T] [--lock-from TIME] [--window NAME [--times N]]
                      [--until TIME | --for DURATION | --lock-for DURATION] [--at-end unlock|review]
                      [--on-failure undo|hold|undo_all] [--wait [--timeout DURATION]]
                                            a lock of many accounts; CSV is a file, or - for what is piped in
              status ID                     where a request stands
              wait ID [--timeout DURATION]  until it has ended, the lock is in place, or a person is needed
              approve ID [--digest D] [--reason TEXT] [--timeout DURATION]
              reject ID --reason TEXT [--digest D] [--timeout DURATION]
                                            shows the request and asks; with --digest it decides on exactly that one
              withdraw ID [--reason TEXT]   takes the own request back while it waits for approval or its start
              list [--waiting | --decided]  the own requests, those that wait for you, those that you have decided

            With each: --url URL            where it is, or ACCOUNT_LOCK_URL
                       --token-file FILE    a bearer token, or ACCOUNT_LOCK_TOKEN_FILE, or ACCOUNT_LOCK_TOKEN
                       --login-file FILE    user:password, or ACCOUNT_LOCK_LOGIN_FILE, or ACCOUNT_LOCK_USER and
                                            ACCOUNT_LOCK_PASSWORD
                       --plain-http         sends them without TLS to another machine; never do
                       --json               one JSON object
            TIME is ISO 8601 with zone (2026-12-01T18:30Z), DURATION is ISO 8601 (PT4H, PT30M, P1D).
            Exit codes: 0 as asked, 1 failed, 2 wrong usage, 3 refused by people, policy or time, 4 not done and the account
            is as before, 5 needs an operator, 6 not yet, 7 not signed in or not allowed, 8 server not reached, 9 something
            else came first, 10 an outcome that this release does not know. More in src/docs/command-line.md.""";

    private static final List<String> TIMES = List.of("--lock-from", "--until", "--for", "--lock-for");

    private static final Set<String> WITHOUT_VALUE =
            Set.of("--json", "--plain-http", "--wait", "--waiting", "--decided", "--remove-foreign-lock");
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /** @throws Trouble saying what is wrong */
    static Arguments parse(Verb verb, List<String> given) {
        Map<String, String> options = new TreeMap<>();
        Deque<String> rest = new ArrayDeque<>(given);
        String subject = "";
        while (!rest.isEmpty()) {
            String word = rest.pop();
            if (word.startsWith("-")) {
                option(verb, word, rest, options);
            } else if (subject.isEmpty()) {
                subject = word;
            } else {
                throw Trouble.usage(verb.word() + ": \"" + word + "\" is one word too many; put a text into quotes.");
            }
        }
        if (!verb.takes(subject)) {
            throw Trouble.usage(verb.word() + " takes " + verb.subjectInWords()
                    + (subject.isEmpty() ? "." : ", not \"" + subject + "\"."));
        }
        Arguments asked = new Arguments(verb, subject, Map.copyOf(options));
        asked.refuseContradictions();
        return asked;
    }

    private static void option(Verb verb, String word, Deque<String> rest, Map<String, String> options) {
        String[] pair = word.split("=", 2);
        String name = pair[0];
        if (Set.of("--token", "--password", "--user", "--login").contains(name)) {
            throw Trouble.usage(name + " is not taken: everybody on this machine sees the arguments of a program."
                    + " Put it into a file or into the environment.");
        }
        if (!verb.options().contains(name)) {
            throw Trouble.usage(verb.word() + ": " + name + " is not an option.");
        }
        boolean alone = WITHOUT_VALUE.contains(name);
        if (alone && pair.length == 2) {
            throw Trouble.usage(verb.word() + ": " + name + " takes no value.");
        }
        if (!alone && pair.length == 1 && (rest.isEmpty() || rest.peek().startsWith("--"))) {
            throw Trouble.usage(verb.word() + ": " + name + " needs a value.");
        }
        String value = alone ? "true" : pair.length == 2 ? pair[1] : rest.pop();
        if (options.put(name, value) != null) {
            throw Trouble.usage(verb.word() + ": " + name + " is given twice.");
        }
    }

    private void refuseContradictions() {
        if (verb == Verb.REJECT && option("--reason").orElse("").isBlank()) {
            throw Trouble.usage("reject: --reason is missing; the requester reads it.");
        }
        if (verb == Verb.REQUEST && has("--timeout") && !has("--wait")) {
            throw Trouble.usage("request: --timeout goes with --wait.");
        }
        if (has("--waiting") && has("--decided")) {
            throw Trouble.usage("list: say --waiting or --decided, not both.");
        }
        if (has("--until") && has("--for")) {
            throw Trouble.usage("request: say --until or --for, not both.");
        }
        if (has("--lock-for") && (has("--until") || has("--for"))) {
            throw Trouble.usage("request: say --lock-for, --until or --for, one of them.");
        }
        if (has("--window") && TIMES.stream().anyMatch(this::has)) {
            throw Trouble.usage("request: --window has its own begin and end, so no other time goes with it.");
        }
        if (has("--times") && !has("--window")) {
            throw Trouble.usage("request: --times goes with --window.");
        }
        if (has("--digest") && !option("--digest").orElse("").matches("[0-9a-f]{64}")) {
            throw Trouble.usage(verb.word() + ": --digest takes all of the 64 digits; status shows them.");
        }
        timeout();
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    Optional<String> option(String option) {
        return Optional.ofNullable(options.get(option));
    }

    /** How long to wait at most: for the end where that is what was asked for, else for the approval to be there. */
    Duration timeout() {
        Optional<String> text = option("--timeout");
        try {
            Duration given = text.map(Duration::parse)
                    .orElse(verb == Verb.WAIT || verb == Verb.REQUEST ? PATIENCE : Duration.ZERO);
            if (!given.isNegative()) {
                return given;
            }
        } catch (DateTimeException notADuration) {
            // Told below.
        }
        throw Trouble.usage("--timeout \"" + text.orElse("") + "\" is not a duration; PT30M is one.");
    }
}
