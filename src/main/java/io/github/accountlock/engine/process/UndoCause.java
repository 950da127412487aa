package io.github.accountlock.engine.process;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.OnFailure;
import io.github.accountlock.locking.UndoRule.Cause;
import java.time.Instant;

/** Who asked for the undo, read from the ledger. */
final class UndoCause {

    private UndoCause() {}

    static Cause of(Evidence evidence, Instant now) {
        if (evidence.settlement().equals("undo")) {
            return Cause.OPERATOR;
        }
        if (expired(evidence, now)) {
            return Cause.EXPIRY;
        }
        boolean approved = evidence.request().onFailure() == OnFailure.UNDO && evidence.contradicted();
        return approved ? Cause.FAILURE : Cause.NOBODY;
    }

    /** Whether the lock was once proven and its time has come, whoever pushed the undo through in the end. */
    static boolean expired(Evidence evidence, Instant now) {
        return evidence.everProven(LockState.LOCKED)
                && evidence.request()
                        .lockUntil()
                        .filter(until -> !until.isAfter(now))
                        .isPresent();
    }
}
