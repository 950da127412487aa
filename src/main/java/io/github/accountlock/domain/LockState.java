package io.github.accountlock.domain;

/** What a provider says about an account. */
public enum LockState {
    LOCKED,
    UNLOCKED,
    /** The provider answered, but its answer means neither: being created, modified, or a value we do not know. */
    UNKNOWN
}
