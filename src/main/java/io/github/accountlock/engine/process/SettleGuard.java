package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.SETTLEMENT;
import static io.github.accountlock.engine.process.AccountLockProcess.SETTLEMENT_REASON;
import static io.github.accountlock.engine.process.AccountLockProcess.UNDO_OUTCOME;

import io.github.accountlock.domain.Person;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.request.Fact.Settled;
import io.github.accountlock.request.RequestCase;
import io.github.accountlock.request.Settlement;
import java.time.Clock;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Completion of a settle task, attached by the plugin: what an operator chose, as a fact. */
public final class SettleGuard implements TaskListener {

    private static final Logger LOG = LoggerFactory.getLogger(SettleGuard.class);

    private final Cases cases;
    private final People people;
    private final Ledger ledger;
    private final Clock clock;
    private final String operators;

    /** @param operators the group that settles; from the configuration, because a variable can be changed */
    public SettleGuard(Cases cases, People people, Ledger ledger, Clock clock, String operators) {
        this.cases = cases;
        this.people = people;
        this.ledger = ledger;
        this.clock = clock;
        this.operators = operators;
    }

    @Override
    public void notify(DelegateTask task) {
        String requestId = task.getProcessInstanceId();
        RequestCase now = cases.of(task.getExecution());
        Person person = people.actor();
        Settlement settlement = Settlement.of(SETTLEMENT.find(task).orElse(""))
                .orElseThrow(() -> new Refusal("settlement: choose verify, undo or keep."));
        String reason = GivenReason.of(task, SETTLEMENT_REASON);
        ledger.join(
                requestId,
                new Settled(
                        clock.instant(),
                        person,
                        settlement,
                        people.isMember(person, operators) ? operators : "",
                        reason));
        if (task.getTaskDefinitionKey().equals(AccountLockProcess.SETTLE_UNDO)) {
            UNDO_OUTCOME.store(task, "left"); // unless the next look proves more
        }
        LOG.info(
                "LOCK-003 {}: settled by {}: {} (request {})",
                now.request().account(),
                person.id(),
                settlement.label(),
                requestId);
    }
}
