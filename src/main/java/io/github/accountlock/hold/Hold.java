package io.github.accountlock.hold;

import java.time.Instant;

/**
 * Who keeps an account locked, or is about to.
 *
 * @param since when the request was made, UTC
 */
public record Hold(String accountPath, String requestId, String requester, State state, Instant since) {

    /** The names are stored: a rename breaks old rows. */
    public enum State {
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
        ORPHANED
    }
}
