package io.github.accountlock.domain;

/** What the approved request says shall happen when the cloud contradicts the lock. */
public enum OnFailure {
    /** Remove our own lock at once, as far as the undo rule allows it. */
    UNDO,
    /** Leave everything as it is and ask an operator: an open account is worse than a blocked one. */
    HOLD,
    /**
     * Of a list, all or none: as {@link #UNDO} for the one account, and what was locked of the others is unlocked again. Allowed
     * for a list only; the request of one of its accounts has {@link #UNDO}.
     */
    UNDO_ALL
}
