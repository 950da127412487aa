package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.LOCK_OUTCOME;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockOutcome;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.Text;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.provider.ProviderException.Unavailable;
import io.github.accountlock.request.Call;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Glue for {@code Task_LockAccount}: at most one request, its outcome out. */
public final class LockAccount implements JavaDelegate {

    private static final Logger LOG = LoggerFactory.getLogger(LockAccount.class);

    private final Cases cases;
    private final AccountLocking locking;
    private final JobTime jobTime;
    private final Clock clock;

    public LockAccount(Cases cases, AccountLocking locking, JobTime jobTime, Clock clock) {
        this.cases = cases;
        this.locking = locking;
        this.jobTime = jobTime;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        RequestCase now = cases.of(execution);
        String requestId = execution.getProcessInstanceId();
        LockRequest request = now.request();
        if (!now.mayHaveChanged() && !now.holds() && now.mayBegin() && now.isTooLate(clock.instant())) {
            boolean ends = !now.called() || isAsBefore(requestId, request.account());
            LOCK_OUTCOME.tell(execution, ends ? "too-late" : "answer-lost"); // else people are asked what became of it
            return;
        }
        if (now.joins() || now.released()) {
            LOCK_OUTCOME.tell(execution, "accepted");
            LOG.info("LOCK-010 {}: held without a call (request {})", request.account(), requestId);
            return;
        }
        LockOutcome outcome = Cases.covered(now, () -> locking.change(requestId, Call.LOCK, List.of(), jobTime.left()));
        LOCK_OUTCOME.tell(execution, outcome.label());
        LOG.info(
                "LOCK-010 {}: lock asked for, {}{} (request {})",
                request.account(),
                outcome.label(),
                now.late(clock.instant())
                        .map(late -> ", " + Text.words(late) + " late")
                        .orElse(""),
                requestId);
    }

    /** @throws Unavailable if the cloud does not say how the account is: the step runs again */
    private boolean isAsBefore(String requestId, AccountRef account) {
        RequestCase then = locking.lookAfter(requestId, account);
        if (then.latestLook().filter(look -> look.saw().isClear()).isEmpty()) {
            throw Unavailable.busy(account, "a call was refused and the state cannot be read yet", null, null);
        }
        return then.outcome(clock.instant()).isPresent();
    }
}
