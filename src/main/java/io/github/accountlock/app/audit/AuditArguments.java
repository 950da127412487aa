package io.github.accountlock.app.audit;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What was asked on the command line: a task and its options. */
record AuditArguments(Task task, Map<String, String> options) {

    static final String USAGE = """
            usage: audit verify [--request ID] [--since CHECKPOINT]
                   audit verify --bundle FILE [--public-key FILE]
                   audit export --json|--csv [--from TIME] [--to TIME] [--request ID]
                   audit export --jsonl [--after POSITION]   a line an entry, in the order of writing; says where it ended
                   audit checkpoint FILE       where every request stands now, signed; keep it outside of the database
                   audit public-key            checks bundles and checkpoints, and cannot forge them
                   audit rebuild-holds         makes the rows of who holds which account anew from the ledger
            TIME is a date (2026-12-31, UTC) or a moment (2026-12-31T18:00:00Z); --to is exclusive.
            exit: 0 sound, 1 unsound, 2 cannot check (wrong usage, no access, no key)""";

    enum Task {
        VERIFY("verify", Set.of("--request", "--since", "--bundle", "--public-key")),
        EXPORT("export", Set.of("--json", "--csv", "--jsonl", "--from", "--to", "--request", "--after")),
        CHECKPOINT("checkpoint", Set.of()),
        PUBLIC_KEY("public-key", Set.of()),
        REBUILD_HOLDS("rebuild-holds", Set.of());

        private final String word;
        private final Set<String> options;

        Task(String word, Set<String> options) {
            this.word = word;
            this.options = options;
        }

        private static Task of(String word) {
            for (Task task : values()) {
                if (task.word.equals(word)) {
                    return task;
                }
            }
            throw new IllegalArgumentException("audit: say verify, export, checkpoint, public-key or rebuild-holds.");
        }
    }

    private static final Set<String> WITHOUT_VALUE = Set.of("--json", "--csv", "--jsonl");
    private static final String FILE = "FILE";

    /** @throws IllegalArgumentException saying what is wrong */
    static AuditArguments parse(List<String> arguments) {
        Task task = Task.of(arguments.isEmpty() ? "" : arguments.get(0));
        Map<String, String> options = new TreeMap<>();
        Deque<String> rest = new ArrayDeque<>(arguments.subList(Math.min(1, arguments.size()), arguments.size()));
        while (!rest.isEmpty()) {
            String option = rest.pop();
            if (options.containsKey(option.startsWith("--") ? option : FILE)) {
                throw new IllegalArgumentException("audit " + task.word + ": "
                        + (option.startsWith("--") ? option + " is given twice." : option + " is a second file."));
            }
            if (task == Task.CHECKPOINT && !option.startsWith("--")) {
                options.put(FILE, option);
            } else if (!task.options.contains(option)) {
                throw new IllegalArgumentException("audit " + task.word + ": " + option + " is not an option.");
            } else if (WITHOUT_VALUE.contains(option)) {
                options.put(option, "");
            } else if (rest.isEmpty()) {
                throw new IllegalArgumentException("audit: " + option + " needs a value.");
            } else {
                options.put(option, rest.pop());
            }
        }
        AuditArguments asked = new AuditArguments(task, options);
        asked.refuseContradictions();
        return asked;
    }

    private void refuseContradictions() {
        long forms = options.keySet().stream().filter(WITHOUT_VALUE::contains).count();
        if (task == Task.EXPORT && forms != 1) {
            throw new IllegalArgumentException("audit export: say one of --json, --csv and --jsonl.");
        }
        if (jsonLines() && options.keySet().stream().anyMatch(Set.of("--from", "--to", "--request")::contains)) {
            throw new IllegalArgumentException("audit export: --jsonl takes no --from, --to or --request; it goes on"
                    + " --after the position where it ended.");
        }
        if (!jsonLines() && options.containsKey("--after")) {
            throw new IllegalArgumentException("audit export: --after goes with --jsonl.");
        }
        if (task == Task.CHECKPOINT && !options.containsKey(FILE)) {
            throw new IllegalArgumentException("audit checkpoint: say which file to write.");
        }
        boolean bundle = options.containsKey("--bundle");
        if (bundle && (options.containsKey("--request") || options.containsKey("--since"))) {
            throw new IllegalArgumentException("audit verify: --bundle stands alone; a bundle is one request.");
        }
        if (!bundle && options.containsKey("--public-key")) {
            throw new IllegalArgumentException(
                    "audit verify: --public-key checks a bundle; the ledger's own seals take the evidence key.");
        }
        from();
        to();
        after();
    }

    /** An evidence bundle, checked without a database. */
    Optional<Path> bundle() {
        return file("--bundle");
    }

    Optional<Path> publicKey() {
        return file("--public-key");
    }

    /** The checkpoint to hold the ledger against. */
    Optional<Path> since() {
        return file("--since");
    }

    /** The file to write. */
    Path file() {
        return file(FILE).orElseThrow();
    }

    private Optional<Path> file(String option) {
        return Optional.ofNullable(options.get(option)).map(Path::of);
    }

    Optional<String> request() {
        return Optional.ofNullable(options.get("--request"));
    }

    boolean csv() {
        return options.containsKey("--csv");
    }

    /** A line an entry, in the order in which they were written. */
    boolean jsonLines() {
        return options.containsKey("--jsonl");
    }

    /** The position where an earlier export ended; 0 for everything. */
    long after() {
        String text = options.getOrDefault("--after", "0");
        if (!text.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("audit export: --after \"" + text + "\" is not a position.");
        }
        return Long.parseLong(text);
    }

    /** First moment, inclusive. */
    Optional<Instant> from() {
        return time("--from");
    }

    /** Last moment, exclusive. */
    Optional<Instant> to() {
        return time("--to");
    }

    private Optional<Instant> time(String option) {
        String text = options.get(option);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    text.contains("T")
                            ? Instant.parse(text)
                            : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
        } catch (DateTimeException wrong) {
            throw new IllegalArgumentException("audit: " + option + " \"" + text + "\" is not a date or moment.");
        }
    }
}
