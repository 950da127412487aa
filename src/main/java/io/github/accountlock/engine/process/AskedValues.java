package io.github.accountlock.engine.process;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.MaintenanceWindow;
import io.github.accountlock.domain.MaintenanceWindow.Occurrence;
import io.github.accountlock.domain.Text;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.DelegateExecution;

/** What a person has sent to ask for something, as text. */
final class AskedValues {

    private static final String WINDOW = "window:";

    private AskedValues() {}

    /**
     * @param names what may be asked for
     * @param windows the maintenance windows by name
     * @throws Refusal naming what is not part of such a request, or cannot be read by those who decide
     */
    static Map<String, String> of(
            DelegateExecution execution, List<String> names, Map<String, MaintenanceWindow> windows, Instant now) {
        Map<String, String> values = new TreeMap<>();
        List<String> unknown = new ArrayList<>();
        execution.getVariables().forEach((name, value) -> {
            boolean choice =
                    List.of(LockRequest.DURATION, LockRequest.START).contains(name) && names.contains("lockUntil");
            boolean repeated = name.equals(LockRequest.REPEATED) && names.contains(AccountListProcess.ACCOUNTS);
            if (!choice && !repeated && !names.contains(name)) {
                unknown.add(name);
            } else if (value != null) {
                values.put(
                        name,
                        value instanceof byte[] text ? new String(text, StandardCharsets.UTF_8) : value.toString());
            }
        });
        if (!unknown.isEmpty()) {
            throw new Refusal("variables: " + String.join(", ", unknown) + " are not part of a request; allowed are "
                    + String.join(", ", names) + ".");
        }
        refuseHidden(values);
        refusePartsOfAMinute(values);
        nextWindow(values, windows, now);
        endFromNow(values, now);
        return values;
    }

    /** What is said of a duration in words leaves nothing out. */
    private static void refusePartsOfAMinute(Map<String, String> values) {
        String span = values.getOrDefault("lockFor", "").strip();
        try {
            Duration lasts = Duration.parse(span);
            if (!lasts.equals(lasts.truncatedTo(ChronoUnit.MINUTES))) {
                throw new Refusal(
                        "lockFor: \"" + span + "\" is not allowed; allowed are whole minutes, for example PT4H.");
            }
        } catch (DateTimeException | ArithmeticException none) {
            // There is none, or it is refused with the other values.
        }
    }

    /** Who asks for the next time of a maintenance window is told its times, as the approver is. */
    private static void nextWindow(Map<String, String> values, Map<String, MaintenanceWindow> windows, Instant now) {
        String start = values.getOrDefault(LockRequest.START, "").strip();
        String repeated =
                Objects.toString(values.remove(LockRequest.REPEATED), "").strip();
        if (!start.startsWith(WINDOW)) {
            if (!repeated.isEmpty()) {
                throw new Refusal(LockRequest.REPEATED + ": must be empty where " + LockRequest.START
                        + " names no maintenance window.");
            }
            return;
        }
        MaintenanceWindow window = windows.get(start.substring(WINDOW.length()));
        if (window == null) {
            throw new Refusal(LockRequest.START + ": there is no maintenance window \""
                    + start.substring(WINDOW.length()) + "\"; "
                    + (windows.isEmpty()
                            ? "none is configured (account-lock.windows)."
                            : "choose " + String.join(" or ", new TreeMap<>(windows).keySet()) + "."));
        }
        for (String other : List.of("lockFrom", "lockUntil", "lockFor", LockRequest.DURATION)) {
            if (!values.getOrDefault(other, "").isBlank()) {
                throw new Refusal(
                        other + ": must be empty where " + LockRequest.START + " names a maintenance window.");
            }
        }
        List<Occurrence> next = window.next(now, times(repeated));
        values.put("lockFrom", next.get(0).from().toString());
        values.put("lockUntil", next.get(next.size() - 1).until().toString());
        values.put(LockRequest.START, "later");
        if (next.size() > 1) {
            values.put(
                    LockRequest.TIMES, next.stream().map(Occurrence::toString).collect(Collectors.joining(" ")));
        }
    }

    private static int times(String repeated) {
        if (repeated.isEmpty()) {
            return 1;
        }
        if (!repeated.matches("[0-9]{1,2}")
                || Integer.parseInt(repeated) < 1
                || Integer.parseInt(repeated) > LockRequest.MOST_TIMES) {
            throw new Refusal(LockRequest.REPEATED + ": \"" + repeated + "\" is not allowed; allowed is 1 to "
                    + LockRequest.MOST_TIMES + ".");
        }
        return Integer.parseInt(repeated);
    }

    /** Who asks for some hours, or until a moment that a page has worked out, is told the end of them, as the approver is. */
    private static void endFromNow(Map<String, String> values, Instant now) {
        String duration = values.getOrDefault(LockRequest.DURATION, "").strip();
        if (!duration.matches("[P\\d].*")) {
            return;
        }
        if (!values.getOrDefault("lockUntil", "").isBlank()) {
            throw new Refusal("lockUntil: must be empty where " + LockRequest.DURATION + " says how long.");
        }
        try {
            Instant until = duration.startsWith("P")
                    ? FromNow.add(now, duration)
                    : OffsetDateTime.parse(duration).toInstant();
            until = until.truncatedTo(ChronoUnit.MINUTES);
            refuseEndBeforeStart(values, until);
            values.put("lockUntil", until.toString());
            values.put(LockRequest.DURATION, "temporary");
        } catch (DateTimeException | ArithmeticException wrong) {
            throw new Refusal(LockRequest.DURATION + ": \"" + duration
                    + "\" is neither a duration nor a time; allowed is ISO 8601, for example PT4H, P1D or"
                    + " 2026-12-31T18:00:00Z.");
        }
    }

    /** Said of the choice that was made: the field of the end is not shown beside it. */
    private static void refuseEndBeforeStart(Map<String, String> values, Instant until) {
        try {
            Instant from = OffsetDateTime.parse(
                            values.getOrDefault("lockFrom", "").strip())
                    .toInstant();
            if (!until.isAfter(from)) {
                throw new Refusal(LockRequest.DURATION + ": " + until + " is not after the start of the lock, " + from
                        + "; count it from the lock, or say until when.");
            }
        } catch (DateTimeException none) {
            // There is none, or it is refused with its own field.
        }
    }

    /** Checked here and not where a request is read again: one that was made stays readable. */
    private static void refuseHidden(Map<String, String> values) {
        List<String> wrong = new ArrayList<>();
        values.forEach((name, value) -> {
            String text = value.strip();
            boolean lines = List.of("reason", AccountListProcess.ACCOUNTS).contains(name);
            (lines ? Text.hiddenInLines(text) : Text.hiddenInLine(text))
                    .ifPresent(what -> wrong.add(name + ": " + what));
            if (name.equals("reason") && !text.isEmpty() && Text.isInvisible(text)) {
                wrong.add("reason: must not be empty; nothing of it is to be seen.");
            }
        });
        if (!wrong.isEmpty()) {
            throw new Refusal(String.join("\n", wrong));
        }
    }
}
