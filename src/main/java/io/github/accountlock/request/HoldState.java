package io.github.accountlock.request;

/** What a request to lock holds of its account. The names are stored: a rename breaks old rows. */
public enum HoldState {
    /** The request has not ended and has not proven a lock; no second one may start. */
    ACTIVE,
    /** The request is approved for a later time, and until it has proven its lock; it keeps no other from starting. */
    WAITING,
    /** The account was proven locked; of a temporary lock also while the request waits for its end. */
    HELD,
    /** An operator kept the account as it was, without proof. */
    KEPT,
    /** The lock was removed again, or is kept by others only. */
    RELEASED,
    /** The account was found unlocked although nobody of us unlocked it. */
    BROKEN,
    /** The request was deleted after a lock call: operators must look at the account. */
    ORPHANED;

    /** Whether it may keep the account locked now. */
    public boolean stands() {
        return this == HELD || this == KEPT || this == ORPHANED;
    }
}
