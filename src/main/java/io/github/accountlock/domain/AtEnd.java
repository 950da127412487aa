package io.github.accountlock.domain;

/** What the approved request says shall happen when the time of a temporary lock is over. */
public enum AtEnd {
    /** Remove our own lock, as far as the undo rule allows it. */
    UNLOCK,
    /** Ask the approvers again: it stays locked until they say whether it is unlocked or stays for good. */
    REVIEW
}
