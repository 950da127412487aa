package io.github.accountlock.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be made to go wrong, and what then happens to the call itself. */
enum FaultKind {
    /** Executed, then the connection is closed without an answer. */
    ANSWER_LOST(Effect.EXECUTED),
    /** Not executed; the connection stays open without an answer. */
    SILENT(Effect.SKIPPED),
    /** Executed at once, answered late. */
    SLOW(Effect.EXECUTED),
    /** A change is answered with success, nothing is done. */
    NOT_EXECUTED(Effect.SKIPPED),
    THROTTLED(Effect.REFUSED),
    /** Not executed; a gateway's page instead of an answer. */
    HTML_502(Effect.SKIPPED),
    /** Executed, the answer breaks off. */
    TRUNCATED_JSON(Effect.EXECUTED),
    /** Executed, the answer is longer than anybody should read. */
    HUGE_BODY(Effect.EXECUTED),
    /** Accounts are shown as they were before their last change. */
    STALE_READ(Effect.SHOWN_DIFFERENTLY),
    /** The same, every other time. */
    FLAPPING_READ(Effect.SHOWN_DIFFERENTLY),
    /** Accounts are shown with a status of the rule's choice. */
    UNKNOWN_STATUS(Effect.SHOWN_DIFFERENTLY),
    NO_PERMISSION(Effect.REFUSED),
    EXPIRED_TOKEN(Effect.REFUSED),
    CLOCK_SKEW(Effect.REFUSED),
    /** Refused with a code of the rule's choice. */
    ERROR(Effect.REFUSED),
    /** Executed, yet refused with a code of the rule's choice. */
    ERROR_AFTER_EXECUTING(Effect.EXECUTED),
    /** Not executed; sent elsewhere with status 307. */
    REDIRECT(Effect.SKIPPED);

    /** What happens to the call under a fault. */
    enum Effect {
        EXECUTED,
        SKIPPED,
        REFUSED,
        SHOWN_DIFFERENTLY
    }

    private final Effect effect;

    FaultKind(Effect effect) {
        this.effect = effect;
    }

    Effect effect() {
        return effect;
    }

    /** The kind as written in the control API. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<FaultKind> of(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(label))
                .findFirst();
    }

    static String labels() {
        return Arrays.stream(values()).map(FaultKind::label).collect(Collectors.joining(", "));
    }
}
