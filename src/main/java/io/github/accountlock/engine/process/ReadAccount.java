package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.ACCOUNT_TYPE;
import static io.github.accountlock.engine.process.AccountLockProcess.HOLDS_SEEN;
import static io.github.accountlock.engine.process.AccountLockProcess.LOCK_IS_FOREIGN;
import static io.github.accountlock.engine.process.AccountLockProcess.SEEN_AT;
import static io.github.accountlock.engine.process.AccountLockProcess.STATE_SEEN;

import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Purpose;
import io.github.accountlock.request.RequestCase;
import io.github.accountlock.request.Sight;
import java.time.temporal.ChronoUnit;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;

/** Glue for {@code Task_ReadAccount}: what the approver will see of the account. */
public final class ReadAccount implements JavaDelegate {

    private final Cases cases;
    private final AccountLocking locking;
    private final Holders holders;
    private final Ledger ledger;

    public ReadAccount(Cases cases, AccountLocking locking, Holders holders, Ledger ledger) {
        this.cases = cases;
        this.locking = locking;
        this.holders = holders;
        this.ledger = ledger;
    }

    @Override
    public void execute(DelegateExecution execution) {
        RequestCase now = cases.of(execution);
        String requestId = execution.getProcessInstanceId();
        Looked look = holders.besides(
                requestId, now.request(), locking.look(now.request().account(), Purpose.APPROVAL, false));
        Cases.covered(now, () -> SecondLook.join(ledger, requestId, now, look));
        SEEN_AT.set(execution, look.asked().truncatedTo(ChronoUnit.SECONDS).toString());
        STATE_SEEN.set(execution, look.saw().name());
        if (look.saw() == Sight.NOT_FOUND) {
            Problem.note(execution, look.detail());
            return;
        }
        ACCOUNT_TYPE.set(execution, look.type());
        HOLDS_SEEN.set(execution, look.holds());
        LOCK_IS_FOREIGN.set(execution, look.foreign() ? "yes" : "no");
    }
}
