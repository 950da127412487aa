package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.LOOKS;
import static io.github.accountlock.engine.process.AccountLockProcess.PROVIDER_REQUEST_ID;
import static io.github.accountlock.engine.process.AccountLockProcess.UNLOCK_OUTCOME;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.domain.LockOutcome;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.hold.Holds;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.locking.Attempts;
import io.github.accountlock.locking.UndoRule;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import java.time.Clock;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Glue for {@code Task_UnlockAccount}: asks the undo rule, then sends at most one request. */
public final class UnlockAccount implements JavaDelegate {

    private static final Logger LOG = LoggerFactory.getLogger(UnlockAccount.class);

    private final Requests requests;
    private final AccountLocking locking;
    private final Holds holds;
    private final Ledger ledger;
    private final Clock clock;

    public UnlockAccount(Requests requests, AccountLocking locking, Holds holds, Ledger ledger, Clock clock) {
        this.requests = requests;
        this.locking = locking;
        this.holds = holds;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Evidence evidence = requests.evidence(execution);
        LockRequest request = evidence.request();
        evidence.uncovered(clock.instant(), false).ifPresent(why -> {
            throw new NotCovered(request.account().path(), why);
        });
        LOOKS.set(execution, 0);
        LockState now;
        try {
            now = locking.read(request.account()).state();
        } catch (Refused refused) {
            if (refused.reason() != Reason.NOT_FOUND) {
                throw refused;
            }
            refuse(execution, request, refused.getMessage());
            return;
        }
        Optional<String> refusal = rule(evidence, now).refusal();
        if (refusal.isPresent()) {
            refuse(execution, request, refusal.get());
        } else if (now == LockState.UNLOCKED) {
            UNLOCK_OUTCOME.set(execution, "unchanged");
        } else {
            unlock(execution, request);
        }
    }

    private UndoRule rule(Evidence evidence, LockState now) {
        boolean attempted = Attempts.of(evidence.events(), LockState.LOCKED).everEffective();
        boolean otherHold = holds.standing(evidence.request().account().path()).stream()
                .anyMatch(hold -> !hold.requestId().equals(evidence.requestId()));
        return new UndoRule(evidence.stateBefore(), attempted, now, otherHold, UndoCause.of(evidence, clock.instant()));
    }

    private void unlock(DelegateExecution execution, LockRequest request) {
        String requestId = execution.getProcessInstanceId();
        LockOutcome outcome = locking.change(requestId, request.account(), LockState.UNLOCKED, Optional.empty());
        UNLOCK_OUTCOME.set(execution, outcome.label());
        LOG.info("LOCK-012 {}: unlock asked for, {} (request {})", request.account(), outcome.label(), requestId);
        if (outcome instanceof LockOutcome.Accepted accepted) {
            PROVIDER_REQUEST_ID.set(execution, accepted.receipt().requestId());
        } else if (outcome instanceof LockOutcome.Refused refused) {
            Problem.note(execution, "The cloud refused the unlock: " + refused.detail());
        }
    }

    private void refuse(DelegateExecution execution, LockRequest request, String why) {
        UNLOCK_OUTCOME.set(execution, "refused");
        Problem.note(execution, "Not undone. " + why);
        ledger.join(LedgerEvent.now(
                execution.getProcessInstanceId(),
                clock.instant(),
                LedgerEvent.Kind.UNDO_REFUSED,
                LedgerEvent.SYSTEM,
                "why",
                why));
        LOG.warn(
                "LOCK-023 {}: not undone, an operator decides: {} (request {})",
                request.account(),
                why,
                execution.getProcessInstanceId());
    }
}
