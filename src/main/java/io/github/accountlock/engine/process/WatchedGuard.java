package io.github.accountlock.engine.process;

import io.github.accountlock.domain.Person;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.Ledger.RefusedAttempt;
import io.github.accountlock.ledger.LedgerBroken;
import io.github.accountlock.ledger.MayNotFollow;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A guard whose refusals are seen: the completion rolls back, the task stays open, and the attempt is written down on
 * its own.
 */
public final class WatchedGuard implements TaskListener {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedGuard.class);

    private final TaskListener guard;
    private final People people;
    private final Ledger ledger;
    private final Clock clock;

    public WatchedGuard(TaskListener guard, People people, Ledger ledger, Clock clock) {
        this.guard = guard;
        this.people = people;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public void notify(DelegateTask task) {
        try {
            guard.notify(task);
        } catch (MayNotFollow | NotCovered | LedgerBroken | Refusal refused) {
            Person person = people.actor();
            String why = refused.getMessage();
            ledger.refused(
                    task.getProcessInstanceId(),
                    new RefusedAttempt(
                            clock.instant(),
                            person,
                            task.getTaskDefinitionKey(),
                            why,
                            decidesOnOwnRequest(task, person)));
            LOG.warn(
                    "LOCK-030 request {}: {} by {} refused: {}",
                    task.getProcessInstanceId(),
                    task.getName(),
                    person.isNobody() ? "nobody" : person.id(),
                    why);
            throw refused instanceof Refusal refusal ? refusal : new Refusal(why);
        }
    }

    /** For the report on controls. To take a request back is no decision on it. */
    private boolean decidesOnOwnRequest(DelegateTask task, Person person) {
        RequestCase now = ledger.trail(task.getProcessInstanceId()).requestCase();
        return !task.getTaskDefinitionKey().equals(AccountLockProcess.WITHDRAW)
                && !ApprovalGuard.WITHDRAW.equals(task.getVariable(AccountLockProcess.DECISION.name()))
                && now.exists()
                && person.samePerson(now.requester());
    }
}
