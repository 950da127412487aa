package io.github.accountlock.app.client;

import io.github.accountlock.domain.Outcome;
import java.util.Arrays;
import java.util.Locale;

/** What a command ends with. Pipelines rely on the codes: one is never given another meaning. */
enum Exit {
    /** It is as it was asked for. */
    DONE(0),
    FAILED(1),
    WRONG_USAGE(2),
    /** Somebody, the policy or the time said no; nothing was called. */
    REFUSED(3),
    /** It was tried or looked at, and the account is as it was before. */
    UNCHANGED(4),
    NEEDS_OPERATOR(5),
    NOT_YET(6),
    NOT_ALLOWED(7),
    NOT_REACHED(8),
    /** Something else came first. */
    CONFLICT(9),
    /** The server is newer than this program. */
    UNKNOWN_OUTCOME(10);

    private static final String DELETED = "DELETED";

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @param outcome as the server says it */
    static Exit of(String outcome) {
        if (outcome.equals(DELETED)) {
            return NEEDS_OPERATOR;
        }
        return Arrays.stream(Outcome.values())
                .filter(known -> known.name().equals(outcome))
                .findFirst()
                .map(Exit::of)
                .orElse(UNKNOWN_OUTCOME);
    }

    private static Exit of(Outcome outcome) {
        return switch (outcome) {
            case LOCKED, ALREADY_LOCKED, UNLOCKED, ALREADY_UNLOCKED, RELEASED, CARRIED_OUT -> DONE;
            case REJECTED, WITHDRAWN, EXPIRED, DENIED -> REFUSED;
            case ACCOUNT_NOT_FOUND, TARGET_CHANGED, UNDONE, FAILED_UNCHANGED -> UNCHANGED;
            case CLOSED_BY_OPERATOR -> NEEDS_OPERATOR;
        };
    }
}
