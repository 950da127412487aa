package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.ACCOUNT_TYPE;
import static io.github.accountlock.engine.process.AccountLockProcess.HOLDS_SEEN;
import static io.github.accountlock.engine.process.AccountLockProcess.LOCK_IS_FOREIGN;
import static io.github.accountlock.engine.process.AccountLockProcess.SEEN_AT;
import static io.github.accountlock.engine.process.AccountLockProcess.STATE_SEEN;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;

/** Glue for {@code Task_ReadAccount}: what the approver will see of the account. */
public final class ReadAccount implements JavaDelegate {

    /** What {@code stateSeen} says when the provider knows no such account. */
    static final String NOT_FOUND = "NOT_FOUND";

    private final Requests requests;
    private final AccountLocking locking;
    private final Holders holders;
    private final Ledger ledger;
    private final Clock clock;

    public ReadAccount(Requests requests, AccountLocking locking, Holders holders, Ledger ledger, Clock clock) {
        this.requests = requests;
        this.locking = locking;
        this.holders = holders;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        LockRequest request = requests.evidence(execution).request();
        SEEN_AT.set(execution, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        try {
            AccountSeen seen = locking.read(request.account());
            STATE_SEEN.set(execution, seen.state().name());
            ACCOUNT_TYPE.set(execution, seen.type());
            String holds = holders.described(request.account());
            boolean foreign = seen.state() != LockState.UNLOCKED && holds.isEmpty();
            HOLDS_SEEN.set(execution, holds);
            LOCK_IS_FOREIGN.set(execution, foreign ? "yes" : "no");
            ledger.join(LedgerEvent.now(
                    execution.getProcessInstanceId(),
                    clock.instant(),
                    LedgerEvent.Kind.ACCOUNT_SEEN,
                    LedgerEvent.SYSTEM,
                    Evidence.STATE,
                    seen.state().name(),
                    Evidence.TYPE,
                    seen.type(),
                    Evidence.CREATED,
                    seen.createdAt().map(Instant::toString).orElse(""),
                    Evidence.HOLDS,
                    holds,
                    Evidence.FOREIGN,
                    Boolean.toString(foreign)));
        } catch (Refused refused) {
            if (refused.reason() != Reason.NOT_FOUND) {
                throw refused;
            }
            STATE_SEEN.set(execution, NOT_FOUND);
            Problem.note(execution, refused.getMessage());
        }
    }
}
