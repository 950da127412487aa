package io.github.accountlock.engine.listener;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import io.github.accountlock.locking.Attempts;

/** Whether the ledger proves an outcome. An instance can be moved to any end event by hand; a claim cannot. */
final class EndRule {

    private EndRule() {}

    static boolean proves(Evidence evidence, Outcome outcome) {
        boolean mayBeLockedByUs =
                Attempts.of(evidence.events(), LockState.LOCKED).everEffective();
        return switch (outcome) {
            case LOCKED -> evidence.proven(LockState.LOCKED);
            case UNLOCKED, UNDONE, ALREADY_UNLOCKED -> evidence.proven(LockState.UNLOCKED);
            case CLOSED_BY_OPERATOR -> evidence.settlement().equals("keep");
            case REJECTED -> evidence.last(Kind.REJECTED).isPresent() && !mayBeLockedByUs;
            case WITHDRAWN -> evidence.last(Kind.WITHDRAWN).isPresent() && !mayBeLockedByUs;
            case ALREADY_LOCKED, EXPIRED, DENIED, ACCOUNT_NOT_FOUND, TARGET_CHANGED, FAILED_UNCHANGED ->
                !mayBeLockedByUs;
        };
    }
}
