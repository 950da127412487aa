package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.RECORDED;

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
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Glue for {@code Task_RecordState}. What is seen is committed at once, and never again after a call: a retried lock must
 * not mistake its own lost success for the state the account was in before.
 */
public final class RecordState implements JavaDelegate {

    private static final Logger LOG = LoggerFactory.getLogger(RecordState.class);

    private final Cases cases;
    private final AccountLocking locking;
    private final Holders holders;
    private final Ledger ledger;
    private final Clock clock;
    private final ProtectedAccounts protectedAccounts;

    public RecordState(
            Cases cases,
            AccountLocking locking,
            Holders holders,
            Ledger ledger,
            Clock clock,
            ProtectedAccounts protectedAccounts) {
        this.cases = cases;
        this.locking = locking;
        this.holders = holders;
        this.ledger = ledger;
        this.clock = clock;
        this.protectedAccounts = protectedAccounts;
    }

    @Override
    public void execute(DelegateExecution execution) {
        RequestCase before = cases.of(execution);
        if (before.called() || before.joins()) {
            RECORDED.tell(execution, "as-approved"); // the next step is to be tried again
            return;
        }
        String requestId = execution.getProcessInstanceId();
        AccountRef account = before.request().account();
        Instant at = clock.instant();
        if (before.isTooEarly(at)) { // by the clock of this node; another one has run the timer
            Instant from = before.request().lockFrom().orElseThrow();
            throw Unavailable.throttled(
                    account,
                    "it is to be locked at " + from + ", and not before",
                    null,
                    null,
                    Duration.between(at, from));
        }
        holders.work(requestId, before);
        Holders.Found held = holders.of(account);
        Looked seen = protectedAccounts.marked(before.request(), locking.look(account, Purpose.BEFORE, false));
        Looked look = held.besides(requestId, before.request(), seen);
        if (look.saw() == Sight.UNKNOWN) {
            throw Unavailable.busy(account, unclear(look), null, null);
        }
        if (!before.and(look).foundAsApproved()) {
            holders.contradict(requestId, before.and(look), held, at);
        }
        RequestCase now = Cases.covered(before, () -> SecondLook.commit(ledger, requestId, before, look));
        RECORDED.tell(execution, recorded(now));
        if (now.foundAsApproved() && now.request().target() == LockState.LOCKED) {
            breakOldHolds(requestId, account, held);
        }
    }

    private static String unclear(Looked look) {
        return "the cloud does not say whether the account is locked, so nothing is called"
                + (look.detail().isEmpty() ? "" : ": " + look.detail());
    }

    private String recorded(RequestCase now) {
        if (now.released()) {
            return "released";
        }
        if (now.joins()) {
            return "as-approved";
        }
        Optional<Outcome> outcome = now.outcome(clock.instant()).filter(any -> !now.foundAsApproved());
        if (outcome.filter(Outcome.TARGET_CHANGED::equals).isPresent()) {
            return "changed";
        }
        if (outcome.filter(Outcome.ALREADY_LOCKED::equals).isPresent()) {
            return "locked";
        }
        return outcome.filter(Outcome.ALREADY_UNLOCKED::equals).isPresent() ? "unlocked" : "as-approved";
    }

    /** Found unlocked although an ended request held it: somebody used the console. */
    private void breakOldHolds(String requestId, AccountRef account, Holders.Found held) {
        held.standing().forEach((old, facts) -> {
            ledger.commit(old, new LockGone(clock.instant(), false, requestId));
            holders.ended(old, facts);
            LOG.warn("LOCK-021 {}: hold of request {} is broken, the account was found unlocked", account, old);
        });
    }
}
