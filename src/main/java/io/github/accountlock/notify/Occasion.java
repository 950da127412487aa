package io.github.accountlock.notify;

import java.util.Locale;

/** What people are told of. The names are stored. */
public enum Occasion {
    APPROVAL_WANTED,
    REMINDER,
    /** The fallback group may decide too by now. */
    ESCALATED,
    /** One approval or the rejection. */
    DECIDED,
    ENDED,
    /** A settle task, or an incident. */
    OPERATOR_NEEDED,
    /** Of a list that is locked several times, one time has come, and some of its accounts were not locked. */
    TIME_MISSED,
    /** A temporary lock is about to end. */
    LOCK_ENDS,
    /** An account that is held is not so at its cloud. */
    DIFFERS;

    /** As templates and receivers of webhooks know it, for example {@code approval-wanted}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
