package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.RECORDED;
import static io.github.accountlock.engine.process.AccountLockProcess.STATE_BEFORE;
import static io.github.accountlock.engine.process.AccountLockProcess.VALID_UNTIL_BEFORE;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.provider.ProviderException.Unavailable;
import io.github.accountlock.request.Fact.LockGone;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Purpose;
import io.github.accountlock.request.RequestCase;
import io.github.accountlock.request.Sight;
import java.time.Clock;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Glue for {@code Task_RecordState}. Runs in its own transaction: a retried lock must not mistake its own lost success
 * for the state the account was in before.
 */
public final class RecordState implements JavaDelegate {

    private static final Logger LOG = LoggerFactory.getLogger(RecordState.class);

    private final Cases cases;
    private final AccountLocking locking;
    private final Holders holders;
    private final Ledger ledger;
    private final Clock clock;

    public RecordState(Cases cases, AccountLocking locking, Holders holders, Ledger ledger, Clock clock) {
        this.cases = cases;
        this.locking = locking;
        this.holders = holders;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        RequestCase before = cases.of(execution);
        String requestId = execution.getProcessInstanceId();
        AccountRef account = before.request().account();
        Looked look = holders.besides(requestId, before.request(), locking.look(account, Purpose.BEFORE, false));
        if (look.saw() == Sight.UNKNOWN) {
            throw Unavailable.busy(
                    account, "the cloud does not say whether the account is locked, so nothing is called", null, null);
        }
        RequestCase now = Cases.covered(before, () -> SecondLook.join(ledger, requestId, before, look));
        STATE_BEFORE.set(execution, look.saw().name());
        VALID_UNTIL_BEFORE.set(execution, look.validUntil());
        RECORDED.set(execution, recorded(execution, now, look));
        if (now.foundAsApproved() && now.request().target() == LockState.LOCKED) {
            breakOldHolds(requestId, account);
        }
    }

    private String recorded(DelegateExecution execution, RequestCase now, Looked look) {
        Optional<Outcome> outcome = now.outcome(clock.instant()).filter(any -> !now.foundAsApproved());
        if (outcome.filter(Outcome.TARGET_CHANGED::equals).isPresent()) {
            Problem.note(
                    execution,
                    look.saw() == Sight.NOT_FOUND
                            ? look.detail()
                            : "The account is not as it was approved: its type, its creation time or who holds it"
                                    + " differs.");
            return "changed";
        }
        if (outcome.filter(Outcome.ALREADY_LOCKED::equals).isPresent()) {
            Problem.note(execution, "Somebody else locked the account after it was approved and before we did.");
            return "locked";
        }
        return outcome.filter(Outcome.ALREADY_UNLOCKED::equals).isPresent() ? "unlocked" : "as-approved";
    }

    /** Found unlocked although an ended request held it: somebody used the console. */
    private void breakOldHolds(String requestId, AccountRef account) {
        for (String old : holders.standing(account).keySet()) {
            ledger.join(old, new LockGone(clock.instant(), false, requestId));
            LOG.warn("LOCK-021 {}: hold of request {} is broken, the account was found unlocked", account, old);
        }
    }
}
