package io.github.accountlock.locking;

import io.github.accountlock.domain.LockState;
import java.util.Optional;

/**
 * Whether our own lock may be removed without a new approval. All of it must hold: the account was unlocked before us, a
 * call of ours may have locked it, nobody else holds it, and somebody asked for the undo. In doubt: no.
 *
 * @param before the state recorded before the lock call
 * @param attempted whether a lock call of ours may have taken effect
 * @param now the state read just now
 * @param otherHold whether another request holds the account
 * @param cause who asked for the undo
 */
public record UndoRule(LockState before, boolean attempted, LockState now, boolean otherHold, Cause cause) {

    /** Who asked for the undo. */
    public enum Cause {
        /** The approved request said: undo when the lock fails. */
        FAILURE,
        /** The approved request said until when to lock. */
        EXPIRY,
        /** An operator decided. */
        OPERATOR,
        /** Nobody: the instance was brought here by hand. */
        NOBODY
    }

    /** Why the undo is not allowed, as a sentence for the operator; empty if it is. */
    public Optional<String> refusal() {
        if (before != LockState.UNLOCKED) {
            return Optional.of(
                    "The account was " + before + " before this request, so the lock is not ours to remove.");
        }
        if (!attempted) {
            return Optional.of("No lock call of this request is in the ledger, so the lock cannot be ours.");
        }
        if (cause == Cause.NOBODY) {
            return Optional.of("Nobody asked for this undo: the lock has neither failed nor expired.");
        }
        if (otherHold) {
            return Optional.of("Another request holds this account locked.");
        }
        if (now == LockState.UNKNOWN) {
            return Optional.of("The cloud does not say whether the account is locked.");
        }
        if (now == LockState.UNLOCKED && cause == Cause.FAILURE) {
            return Optional.of("The cloud says the account is unlocked although a lock was asked for;"
                    + " the lock may still take effect.");
        }
        return Optional.empty();
    }
}
