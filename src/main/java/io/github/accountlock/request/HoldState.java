package io.github.accountlock.request;

/** What a request to lock holds of its account. The names are stored: a rename breaks old rows. */
public enum HoldState {
    /** The request has not ended; no second one may start. */
    ACTIVE,
    /** The request ended and the account was proven locked. */
    HELD,
    /** An operator kept the account as it was, without proof. */
    KEPT,
    /** The lock was removed again. */
    RELEASED,
    /** The account was found unlocked although nobody of us unlocked it. */
    BROKEN,
    /** The request was deleted after a lock call: operators must look at the account. */
    ORPHANED;

    /** Whether it may keep the account locked now, without a running request. */
    public boolean stands() {
        return this == HELD || this == KEPT || this == ORPHANED;
    }
}
