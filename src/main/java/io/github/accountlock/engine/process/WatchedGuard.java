package io.github.accountlock.engine.process;

import io.github.accountlock.domain.Person;
import io.github.accountlock.engine.process.Refusal.Kind;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.Ledger.RefusedAttempt;
import io.github.accountlock.ledger.LedgerBroken;
import io.github.accountlock.ledger.MayNotFollow;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.MayFollow;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A guard whose refusals are seen: the completion rolls back, the task stays open, and the attempt is written down on
 * its own. Who forgets to fill in a field, or comes a moment after somebody else, has attempted nothing.
 */
public final class WatchedGuard implements TaskListener {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedGuard.class);

    private static final Set<String> REASONS = Set.of(
            AccountLockProcess.DECISION_REASON.name(),
            AccountLockProcess.SETTLEMENT_REASON.name(),
            AccountLockProcess.WITHDRAW_REASON.name());

    private final TaskListener guard;
    private final People people;
    private final StandIns standIns;
    private final Ledger ledger;
    private final Clock clock;

    public WatchedGuard(TaskListener guard, People people, Ledger ledger, Clock clock) {
        this.guard = guard;
        this.people = people;
        this.standIns = new StandIns(ledger, people);
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public void notify(DelegateTask task) {
        if (task.getExecution() == null) {
            throw tooLate(task, facts(task)); // the other one has committed since this task was read
        }
        try {
            guard.notify(task);
        } catch (Refusal slip) {
            throw slip; // a field was left empty, or filled in wrongly
        } catch (MayNotFollow | NotCovered | LedgerBroken refused) {
            String why = refused.getMessage();
            if (Refusal.fields(why).keySet().stream().anyMatch(REASONS::contains)) {
                throw new Refusal(why);
            }
            RequestCase now = facts(task);
            Person person = people.actor();
            if (isLate(task, now, why, person)) {
                throw tooLate(task, now);
            }
            ledger.refused(
                    task.getProcessInstanceId(),
                    new RefusedAttempt(
                            clock.instant(),
                            person,
                            task.getTaskDefinitionKey(),
                            why,
                            decidesOnOwnRequest(task, now, person)));
            LOG.warn(
                    "LOCK-030 request {}: {} by {} refused: {}",
                    task.getProcessInstanceId(),
                    task.getName(),
                    person.isNobody() ? "nobody" : person.id(),
                    why);
            boolean forbidden =
                    refused instanceof MayNotFollow && Refusal.fields(why).isEmpty();
            throw new Refusal(forbidden ? Kind.NOT_ALLOWED : Kind.CONFLICT, why);
        }
    }

    private RequestCase facts(DelegateTask task) {
        return ledger.trail(task.getProcessInstanceId()).requestCase();
    }

    /** Whether he would have been let in a moment ago. Of a request that has ended nothing else is asked any more. */
    private boolean isLate(DelegateTask task, RequestCase now, String why, Person person) {
        return MayFollow.TOO_LATE.contains(why) && Handled.is(now, task.getId())
                || why.equals(MayFollow.NOTHING_TO_SETTLE) && now.settled().isPresent()
                || now.over()
                        && now.policy().isPresent()
                        && !decidesOnOwnRequest(task, now, person)
                        && mayAct(now, person);
    }

    private boolean mayAct(RequestCase now, Person person) {
        PolicyDecided policy = now.policy().orElseThrow();
        return person.samePerson(now.requester())
                || policy.groups(clock.instant()).stream().anyMatch(group -> people.isMember(person, group))
                || !standIns.of(person, policy, clock.instant()).isEmpty();
    }

    private static Refusal tooLate(DelegateTask task, RequestCase now) {
        return new Refusal(Kind.CONFLICT, Handled.sentence(now, task.getId()));
    }

    /** For the report on controls, also by a substitute of the requester's. To take a request back is no decision on it. */
    private boolean decidesOnOwnRequest(DelegateTask task, RequestCase now, Person person) {
        return !task.getTaskDefinitionKey().equals(AccountLockProcess.WITHDRAW)
                && !ApprovalGuard.WITHDRAW.equals(task.getVariable(AccountLockProcess.DECISION.name()))
                && now.exists()
                && (person.samePerson(now.requester()) || standIns.isFor(person, now.requester(), clock.instant()));
    }
}
