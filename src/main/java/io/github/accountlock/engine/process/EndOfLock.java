package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.APPROVAL_REMINDER_AT;
import static io.github.accountlock.engine.process.AccountLockProcess.NEXT;

import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.Fact.ReviewAsked;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;

/**
 * Glue for the way out of {@code IntermediateEvent_LockExpires}: where the request says so, the people who approved the lock are asked
 * whether it stays; else it is removed.
 */
public final class EndOfLock implements ExecutionListener {

    private final Cases cases;
    private final Ledger ledger;
    private final Clock clock;

    public EndOfLock(Cases cases, Ledger ledger, Clock clock) {
        this.cases = cases;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public void notify(DelegateExecution execution) {
        RequestCase now = cases.of(execution);
        Instant at = clock.instant();
        if (!now.endIsToBeReviewed(at)) {
            NEXT.tell(execution, "undo");
            return;
        }
        RequestCase then = Cases.covered(now, () -> ledger.join(execution.getProcessInstanceId(), new ReviewAsked(at)));
        cases.tell(then, execution);
        NEXT.tell(execution, "review");
        Instant daily = at.plus(RemindApprovers.DAILY);
        Instant escalates = then.policy()
                .filter(PolicyDecided::escalates)
                .map(PolicyDecided::escalatesAt)
                .orElse(daily);
        APPROVAL_REMINDER_AT.store(execution, Date.from(escalates.isBefore(daily) ? escalates : daily));
    }
}
