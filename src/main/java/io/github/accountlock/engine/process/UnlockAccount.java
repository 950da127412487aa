package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.UNDO_OUTCOME;
import static io.github.accountlock.engine.process.AccountLockProcess.UNLOCK_OUTCOME;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockOutcome;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.MayNotFollow;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.provider.ProviderException.Unavailable;
import io.github.accountlock.request.Call;
import io.github.accountlock.request.Fact.Cause;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Fact.SettleAsked;
import io.github.accountlock.request.Fact.UndoWanted;
import io.github.accountlock.request.Purpose;
import io.github.accountlock.request.RequestCase;
import io.github.accountlock.request.Sight;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Glue for {@code Task_UnlockAccount}: writes down who wants the undo, looks, and sends at most one request. */
public final class UnlockAccount implements JavaDelegate {

    private static final Logger LOG = LoggerFactory.getLogger(UnlockAccount.class);

    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final Cases cases;
    private final AccountLocking locking;
    private final Holders holders;
    private final Ledger ledger;
    private final JobTime jobTime;
    private final Clock clock;

    public UnlockAccount(
            Cases cases, AccountLocking locking, Holders holders, Ledger ledger, JobTime jobTime, Clock clock) {
        this.cases = cases;
        this.locking = locking;
        this.holders = holders;
        this.ledger = ledger;
        this.jobTime = jobTime;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        RequestCase now = cases.of(execution);
        String requestId = execution.getProcessInstanceId();
        AccountRef account = now.request().account();
        if (now.released()) {
            release(execution, now);
            return;
        }
        holders.work(requestId, now);
        if (now.undo().isEmpty()) {
            want(requestId, now);
        }
        Holders.Found held = holders.of(account);
        Looked seen = locking.look(account, Purpose.UNDO, false);
        Looked look = held.besides(requestId, now.request(), seen);
        RequestCase then = Cases.covered(now, () -> ledger.commit(requestId, look));
        Optional<String> refusal = then.undoRefusal();
        if (then.released()) {
            release(execution, then);
        } else if (refusal.isPresent()) {
            refuse(execution, then, refusal.get());
        } else if (look.saw() == Sight.UNLOCKED) {
            UNLOCK_OUTCOME.tell(execution, "unchanged");
        } else {
            unlock(execution, then);
        }
    }

    /** @throws Unavailable if another request has ended the lock in this very moment: the step runs again and ends */
    private void want(String requestId, RequestCase now) {
        Cause cause = now.undoCause(clock.instant()).orElse(Cause.FAILURE);
        try {
            ledger.commit(requestId, new UndoWanted(clock.instant(), cause));
        } catch (MayNotFollow overtaken) {
            AccountRef account = now.request().account();
            RequestCase then = ledger.trail(requestId).requestCase();
            if (then.released()) {
                String why = "the lock has just ended: " + EndReason.released(then) + "; this step runs again";
                throw Unavailable.throttled(account, why, null, null, AT_ONCE);
            }
            throw new NotCovered(account.path(), overtaken.getMessage());
        }
    }

    private static void release(DelegateExecution execution, RequestCase now) {
        UNLOCK_OUTCOME.tell(execution, "released");
        UNDO_OUTCOME.tell(execution, "released");
        LOG.info(
                "LOCK-012 {}: nothing to unlock, {} (request {})",
                now.request().account(),
                EndReason.released(now),
                execution.getProcessInstanceId());
    }

    private void unlock(DelegateExecution execution, RequestCase now) {
        String requestId = execution.getProcessInstanceId();
        LockOutcome outcome =
                Cases.covered(now, () -> locking.change(requestId, Call.UNLOCK, List.of(), jobTime.left()));
        UNLOCK_OUTCOME.tell(execution, outcome.label());
        LOG.info("LOCK-012 {}: unlock asked for, {} (request {})", now.request().account(), outcome.label(), requestId);
    }

    private void refuse(DelegateExecution execution, RequestCase now, String why) {
        String requestId = execution.getProcessInstanceId();
        if (!now.settleAsked()) {
            Cases.covered(now, () -> ledger.commit(requestId, new SettleAsked(clock.instant(), why)));
        }
        UNLOCK_OUTCOME.tell(execution, "refused");
        LOG.warn(
                "LOCK-023 {}: not undone, an operator decides: {} (request {})",
                now.request().account(),
                why,
                requestId);
    }
}
