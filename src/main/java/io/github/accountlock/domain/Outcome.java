package io.github.accountlock.domain;

/** How a request ended. Every request that ends has exactly one. The names are stored and shown: a rename breaks them. */
public enum Outcome {
    LOCKED,
    ALREADY_LOCKED,
    UNLOCKED,
    ALREADY_UNLOCKED,
    REJECTED,
    EXPIRED,
    WITHDRAWN,
    DENIED,
    ACCOUNT_NOT_FOUND,
    TARGET_CHANGED,
    UNDONE,
    /** This request holds the account no more, without a call of its own: others hold it on, or have ended the lock. */
    RELEASED,
    FAILED_UNCHANGED,
    /** Each account of a list has had its request, whose outcome is its own. */
    CARRIED_OUT,
    /** An operator chose to keep the account as it is, without proof that it is locked. */
    CLOSED_BY_OPERATOR
}
