package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.STATE_SEEN;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Purpose;
import io.github.accountlock.request.RequestCase;
import io.github.accountlock.request.Sight;
import java.time.Clock;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;

/** Glue for {@code Task_ReadAccount}: what the approver will see of the account. */
public final class ReadAccount implements JavaDelegate {

    private final Cases cases;
    private final AccountLocking locking;
    private final Holders holders;
    private final Ledger ledger;
    private final Clock clock;
    private final ProtectedAccounts protectedAccounts;

    public ReadAccount(
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
        RequestCase now = cases.of(execution);
        String requestId = execution.getProcessInstanceId();
        AccountRef account = now.request().account();
        Holders.Found held = holders.of(account);
        Looked seen = protectedAccounts.marked(now.request(), locking.look(account, Purpose.APPROVAL, false));
        Looked look = withHolders(requestId, now, held, seen);
        holders.contradict(requestId, now.and(look), held, clock.instant());
        Cases.covered(now, () -> SecondLook.join(ledger, requestId, now, look));
        boolean further = now.request().target() == LockState.LOCKED && look.heldByUs();
        boolean later = now.isTooEarly(look.asked()) && look.saw() == Sight.LOCKED; // what counts is its state then
        STATE_SEEN.tell(
                execution, further ? "HELD" : later ? "LATER" : look.saw().name());
        if (execution.hasVariable(AskedPolicy.ACTION)) {
            execution.setVariable(AskedPolicy.ACCOUNT_TYPE, look.type()); // a model of an earlier release asks with it
        }
    }

    private Looked withHolders(String requestId, RequestCase now, Holders.Found held, Looked seen) {
        AccountRef account = now.request().account();
        Looked look = held.besides(requestId, now.request(), seen);
        boolean doubtful =
                look.foreign() || look.saw() == Sight.UNLOCKED && !look.holds().isEmpty();
        if (!doubtful) {
            return look;
        }
        holders.notWhileOthersWork(requestId, account);
        return holders.of(account).besides(requestId, now.request(), seen);
    }
}
