package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.APPROVAL;
import static io.github.accountlock.engine.process.AccountLockProcess.WITHDRAW_REASON;

import io.github.accountlock.domain.Person;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.request.Fact.Withdrawn;
import java.time.Clock;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;

/** Completion of {@code Task_WithdrawRequest}, which requests of earlier releases have; attached by the plugin. */
public final class WithdrawGuard implements TaskListener {

    private final Cases cases;
    private final People people;
    private final Ledger ledger;
    private final Clock clock;

    public WithdrawGuard(Cases cases, People people, Ledger ledger, Clock clock) {
        this.cases = cases;
        this.people = people;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public void notify(DelegateTask task) {
        cases.of(task.getExecution());
        String reason = GivenReason.of(task, WITHDRAW_REASON);
        Person person = people.actor();
        ledger.join(task.getProcessInstanceId(), new Withdrawn(clock.instant(), person, reason));
        APPROVAL.tell(task, "withdrawn");
    }
}
