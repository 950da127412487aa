package io.github.accountlock.domain;

/** What the approved request says shall happen when the cloud contradicts the lock. */
public enum OnFailure {
    /** Remove our own lock at once, as far as the undo rule allows it. */
    UNDO,
    /** Leave everything as it is and ask an operator: an open account is worse than a blocked one. */
    HOLD
}
