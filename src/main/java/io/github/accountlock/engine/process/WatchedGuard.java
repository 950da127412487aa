package io.github.accountlock.engine.process;

import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerBroken;
import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import java.time.Clock;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A guard whose refusals are seen: the completion rolls back, the task stays open, and the attempt is written to the
 * ledger on its own.
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
        } catch (NotCovered | LedgerBroken | Refusal refused) {
            String person = people.current().orElse(LedgerEvent.NOBODY);
            ledger.commit(LedgerEvent.now(
                    task.getProcessInstanceId(),
                    clock.instant(),
                    Kind.ATTEMPT_REFUSED,
                    person,
                    "step",
                    task.getTaskDefinitionKey(),
                    "why",
                    refused.getMessage(),
                    "self",
                    decidesOnOwnRequest(task, person) ? "yes" : null));
            LOG.warn(
                    "LOCK-030 request {}: {} by {} refused: {}",
                    task.getProcessInstanceId(),
                    task.getName(),
                    person,
                    refused.getMessage());
            throw refused instanceof Refusal refusal ? refusal : new Refusal(refused.getMessage());
        }
    }

    /** For the report on controls. To take a request back is no decision on it. */
    private boolean decidesOnOwnRequest(DelegateTask task, String person) {
        return !task.getTaskDefinitionKey().equals(AccountLockProcess.WITHDRAW)
                && ledger.trail(task.getProcessInstanceId()).events().stream()
                        .findFirst()
                        .map(LedgerEvent::actor)
                        .filter(requester -> requester.equals(person) || people.samePerson(requester, person))
                        .isPresent();
    }
}
