package io.github.accountlock.engine.process;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import io.github.accountlock.locking.Attempts;
import java.util.Optional;

/** Whether the ledger proves an outcome. An instance can be moved to any end event by hand; a claim cannot. */
final class EndRule {

    private EndRule() {}

    static boolean proves(Evidence evidence, Outcome outcome) {
        boolean untouched =
                !Attempts.of(evidence.events(), evidence.request().target()).everEffective();
        return switch (outcome) {
            case LOCKED -> evidence.proven(LockState.LOCKED);
            case UNLOCKED, UNDONE -> evidence.proven(LockState.UNLOCKED);
            case ALREADY_LOCKED -> untouched && evidence.lastSeen().equals(Optional.of(LockState.LOCKED));
            case ALREADY_UNLOCKED -> untouched && evidence.lastSeen().equals(Optional.of(LockState.UNLOCKED));
            case CLOSED_BY_OPERATOR -> evidence.settlement().equals("keep");
            case REJECTED -> evidence.last(Kind.REJECTED).isPresent() && untouched;
            case WITHDRAWN -> evidence.last(Kind.WITHDRAWN).isPresent() && untouched;
            case EXPIRED, DENIED, ACCOUNT_NOT_FOUND, TARGET_CHANGED, FAILED_UNCHANGED -> untouched;
        };
    }
}
