package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.LOCK_OUTCOME;
import static io.github.accountlock.engine.process.AccountLockProcess.LOOKS;
import static io.github.accountlock.engine.process.AccountLockProcess.PROVIDER_REQUEST_ID;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.domain.LockOutcome;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.locking.Attempts;
import java.time.Clock;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Glue for {@code Task_LockAccount}: at most one request, its outcome out. */
public final class LockAccount implements JavaDelegate {

    private static final Logger LOG = LoggerFactory.getLogger(LockAccount.class);

    private final Requests requests;
    private final AccountLocking locking;
    private final Clock clock;

    public LockAccount(Requests requests, AccountLocking locking, Clock clock) {
        this.requests = requests;
        this.locking = locking;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String requestId = execution.getProcessInstanceId();
        Evidence evidence = requests.evidence(execution);
        LockRequest request = evidence.request();
        LOOKS.set(execution, 0);
        boolean first = !Attempts.of(evidence.events(), LockState.LOCKED).everEffective();
        if (first && over(request)) {
            LOCK_OUTCOME.set(execution, "too-late");
            Problem.note(execution, "The lock was to end before it could begin, so nothing was called.");
            return;
        }
        evidence.uncovered(clock.instant(), first).ifPresent(why -> {
            throw new NotCovered(request.account().path(), why);
        });
        LockOutcome outcome =
                locking.change(requestId, request.account(), LockState.LOCKED, request.passwordValidUntil());
        LOCK_OUTCOME.set(execution, outcome.label());
        LOG.info("LOCK-010 {}: lock asked for, {} (request {})", request.account(), outcome.label(), requestId);
        if (outcome instanceof LockOutcome.Accepted accepted) {
            PROVIDER_REQUEST_ID.set(execution, accepted.receipt().requestId());
        } else if (outcome instanceof LockOutcome.Refused refused) {
            Problem.note(execution, refused.detail());
        } else if (outcome instanceof LockOutcome.AnswerLost lost) {
            Problem.note(execution, lost.detail());
        }
    }

    /** Asked only before the first call: once one may have taken effect, it is never too late to find out. */
    private boolean over(LockRequest request) {
        return request.lockUntil()
                .filter(until -> !until.isAfter(clock.instant()))
                .isPresent();
    }
}
