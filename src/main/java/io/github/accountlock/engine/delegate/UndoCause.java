package io.github.accountlock.engine.delegate;

import static io.github.accountlock.engine.AccountLockProcess.SETTLEMENT;
import static io.github.accountlock.engine.AccountLockProcess.VERIFICATION;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.locking.UndoRule.Cause;
import java.time.Clock;
import org.camunda.bpm.engine.delegate.DelegateExecution;

/** Who asked for the undo, read from what happened before it. */
public final class UndoCause {

    private final Clock clock;

    public UndoCause(Clock clock) {
        this.clock = clock;
    }

    Cause of(DelegateExecution execution, LockRequest request) {
        if (SETTLEMENT.find(execution).filter("undo"::equals).isPresent()) {
            return Cause.OPERATOR;
        }
        return expired(execution, request) ? Cause.EXPIRY : Cause.FAILURE;
    }

    /** Whether the lock had been proven and its time has come, whoever pushed the undo through in the end. */
    boolean expired(DelegateExecution execution, LockRequest request) {
        return VERIFICATION.find(execution).filter("confirmed"::equals).isPresent()
                && request.lockUntil()
                        .filter(until -> !until.isAfter(clock.instant()))
                        .isPresent();
    }
}
