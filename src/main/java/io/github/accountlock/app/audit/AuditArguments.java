package io.github.accountlock.app.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What was asked on the command line.
 *
 * @param bundle an evidence bundle, checked without a database
 * @param from first moment, inclusive
 * @param to last moment, exclusive
 */
record AuditArguments(
        boolean export,
        boolean csv,
        Optional<String> request,
        Optional<String> bundle,
        Optional<Instant> from,
        Optional<Instant> to) {

    static final String USAGE = """
            usage: audit verify [--request ID]
                   audit verify --bundle FILE
                   audit export --json|--csv [--from TIME] [--to TIME] [--request ID]
            TIME is a date (2026-12-31, UTC) or a moment (2026-12-31T18:00:00Z); --to is exclusive.""";

    /** @throws IllegalArgumentException saying what is wrong */
    static AuditArguments parse(List<String> arguments) {
        if (arguments.isEmpty() || !List.of("verify", "export").contains(arguments.get(0))) {
            throw new IllegalArgumentException("audit: say verify or export.");
        }
        boolean export = arguments.get(0).equals("export");
        String format = "";
        Optional<String> request = Optional.empty();
        Optional<String> bundle = Optional.empty();
        Optional<Instant> from = Optional.empty();
        Optional<Instant> to = Optional.empty();
        Iterator<String> rest = arguments.subList(1, arguments.size()).iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            if (option.equals("--request")) {
                request = Optional.of(value(option, rest));
            } else if (!export && option.equals("--bundle")) {
                bundle = Optional.of(value(option, rest));
            } else if (export && option.equals("--from")) {
                from = Optional.of(time(option, value(option, rest)));
            } else if (export && option.equals("--to")) {
                to = Optional.of(time(option, value(option, rest)));
            } else if (export && (option.equals("--json") || option.equals("--csv"))) {
                format = option;
            } else {
                throw new IllegalArgumentException("audit " + arguments.get(0) + ": " + option + " is not an option.");
            }
        }
        if (export && format.isEmpty()) {
            throw new IllegalArgumentException("audit export: say --json or --csv.");
        }
        if (bundle.isPresent() && request.isPresent()) {
            throw new IllegalArgumentException("audit verify: say --request or --bundle, not both.");
        }
        return new AuditArguments(export, format.equals("--csv"), request, bundle, from, to);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException("audit: " + option + " needs a value.");
        }
        return rest.next();
    }

    private static Instant time(String option, String text) {
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        } catch (DateTimeException wrong) {
            throw new IllegalArgumentException("audit: " + option + " \"" + text + "\" is not a date or moment.");
        }
    }
}
