package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.UNLOCK_OUTCOME;

import io.github.accountlock.domain.LockOutcome;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.request.Call;
import io.github.accountlock.request.RequestCase;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Glue for {@code Task_UnlockAccount} of {@code account-unlock}: at most one request. */
public final class UnlockByRequest implements JavaDelegate {

    private static final Logger LOG = LoggerFactory.getLogger(UnlockByRequest.class);

    private final Cases cases;
    private final AccountLocking locking;
    private final People people;
    private final JobTime jobTime;

    public UnlockByRequest(Cases cases, AccountLocking locking, People people, JobTime jobTime) {
        this.cases = cases;
        this.locking = locking;
        this.people = people;
        this.jobTime = jobTime;
    }

    @Override
    public void execute(DelegateExecution execution) {
        RequestCase now = cases.of(execution);
        String requestId = execution.getProcessInstanceId();
        LockOutcome outcome =
                Cases.covered(now, () -> locking.change(requestId, Call.UNLOCK, members(now), jobTime.left()));
        UNLOCK_OUTCOME.tell(execution, outcome.label());
        LOG.info("LOCK-015 {}: unlock asked for, {} (request {})", now.request().account(), outcome.label(), requestId);
    }

    /** Whose approvals are still those of a member of the group: of who has given them, or of whom he stood in for. */
    private List<String> members(RequestCase now) {
        return now.grants().stream()
                .filter(grant -> people.isMember(grant.entitled(), grant.group()))
                .map(grant -> grant.entitled().id())
                .toList();
    }
}
