package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.RECORDED;
import static io.github.accountlock.engine.process.AccountLockProcess.STATE_BEFORE;
import static io.github.accountlock.engine.process.AccountLockProcess.VALID_UNTIL_BEFORE;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.hold.Hold;
import io.github.accountlock.hold.Holds;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.ProviderException.Unavailable;
import java.time.Clock;
import java.time.Instant;
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

    private final Requests requests;
    private final AccountLocking locking;
    private final Holds holds;
    private final Holders holders;
    private final Ledger ledger;
    private final Clock clock;

    public RecordState(
            Requests requests, AccountLocking locking, Holds holds, Holders holders, Ledger ledger, Clock clock) {
        this.requests = requests;
        this.locking = locking;
        this.holds = holds;
        this.holders = holders;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Evidence evidence = requests.evidence(execution);
        try {
            record(execution, evidence, locking.read(evidence.request().account()));
        } catch (Refused refused) {
            if (refused.reason() != Reason.NOT_FOUND) {
                throw refused;
            }
            RECORDED.set(execution, "changed");
            Problem.note(execution, refused.getMessage());
        }
    }

    private void record(DelegateExecution execution, Evidence evidence, AccountSeen seen) {
        AccountRef account = evidence.request().account();
        if (seen.state() == LockState.UNKNOWN) {
            throw Unavailable.busy(
                    account, "the cloud does not say whether the account is locked, so nothing is called", null, null);
        }
        STATE_BEFORE.set(execution, seen.state().name());
        VALID_UNTIL_BEFORE.set(
                execution, seen.validUntil().map(Instant::toString).orElse(""));
        if (!evidence.isAsSeen(seen, holders.described(account))) {
            RECORDED.set(execution, "changed");
            Problem.note(
                    execution,
                    "The account is not as it was approved: its type, its creation time or who holds it differs.");
        } else if (evidence.request().target() == LockState.UNLOCKED) {
            boolean locked = seen.state() == LockState.LOCKED;
            RECORDED.set(execution, locked ? Evidence.AS_APPROVED : "unlocked");
        } else if (seen.state() == LockState.LOCKED) {
            RECORDED.set(execution, "locked");
            Problem.note(execution, "Somebody else locked the account after it was approved and before we did.");
        } else {
            RECORDED.set(execution, Evidence.AS_APPROVED);
            breakOldHolds(account);
        }
        ledger.join(LedgerEvent.now(
                execution.getProcessInstanceId(),
                clock.instant(),
                LedgerEvent.Kind.STATE_RECORDED,
                LedgerEvent.SYSTEM,
                Evidence.RECORDED,
                RECORDED.get(execution),
                Evidence.STATE,
                seen.state().name(),
                Evidence.TYPE,
                seen.type(),
                "validUntil",
                seen.validUntil().map(Instant::toString).orElse(null)));
    }

    /** Found unlocked although an ended request held it: somebody used the console. */
    private void breakOldHolds(AccountRef account) {
        for (Hold old : holds.standing(account.path())) {
            holds.end(old.requestId(), Hold.State.BROKEN);
            LOG.warn(
                    "LOCK-021 {}: hold of request {} is broken, the account was found unlocked",
                    account,
                    old.requestId());
        }
    }
}
