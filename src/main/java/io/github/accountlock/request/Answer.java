package io.github.accountlock.request;

/** What came back from a call. The names are stored. */
public enum Answer {
    ACCEPTED,
    /** The request left and no usable answer came: the call may have taken effect. */
    LOST,
    /** Nothing left this machine, or the cloud took nothing: throttled, unreachable, or the call's deadline had passed. */
    UNAVAILABLE,
    /** Refused: the account or its instance was busy. */
    CONFLICT,
    /** Refused: no such account. */
    NOT_FOUND,
    /** Refused: our key or permission. */
    AUTH,
    /** Refused: our request was wrong. */
    CALLER;

    /** Whether the call may have changed the account. */
    public boolean mayHaveChanged() {
        return this == ACCEPTED || this == LOST;
    }
}
