package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.LOOKS;
import static io.github.accountlock.engine.process.AccountLockProcess.PROVIDER_REQUEST_ID;
import static io.github.accountlock.engine.process.AccountLockProcess.UNLOCK_OUTCOME;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.domain.LockOutcome;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.locking.Attempts;
import java.time.Clock;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Glue for {@code Task_UnlockAccount} of {@code account-unlock}: at most one request, if the grants still count. */
public final class UnlockByRequest implements JavaDelegate {

    private static final Logger LOG = LoggerFactory.getLogger(UnlockByRequest.class);

    private final Requests requests;
    private final AccountLocking locking;
    private final People people;
    private final Clock clock;

    public UnlockByRequest(Requests requests, AccountLocking locking, People people, Clock clock) {
        this.requests = requests;
        this.locking = locking;
        this.people = people;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Evidence evidence = requests.evidence(execution);
        LockRequest request = evidence.request();
        LOOKS.set(execution, 0);
        boolean first = !Attempts.of(evidence.events(), LockState.UNLOCKED).everEffective();
        uncovered(evidence, first).ifPresent(why -> {
            throw new NotCovered(request.account().path(), why);
        });
        LockOutcome outcome =
                locking.change(evidence.requestId(), request.account(), LockState.UNLOCKED, Optional.empty());
        UNLOCK_OUTCOME.set(execution, outcome.label());
        LOG.info(
                "LOCK-015 {}: unlock asked for, {} (request {})",
                request.account(),
                outcome.label(),
                evidence.requestId());
        if (outcome instanceof LockOutcome.Accepted accepted) {
            PROVIDER_REQUEST_ID.set(execution, accepted.receipt().requestId());
        } else if (outcome instanceof LockOutcome.Refused refused) {
            Problem.note(execution, refused.detail());
        }
    }

    private Optional<String> uncovered(Evidence evidence, boolean first) {
        Optional<String> grants = evidence.uncovered(clock.instant(), first);
        if (grants.isPresent()) {
            return grants;
        }
        if (evidence.foreign() && !evidence.request().removeForeignLock()) {
            return Optional.of("the lock is not ours, and the request does not say that a foreign lock is removed");
        }
        String group = evidence.policy().orElseThrow().fact(Evidence.GROUP);
        return evidence.approvers().stream()
                .filter(person -> !people.groupsNow(person).contains(group))
                .findFirst()
                .map(person -> person + ", who approved, is no longer a member of the group " + group);
    }
}
