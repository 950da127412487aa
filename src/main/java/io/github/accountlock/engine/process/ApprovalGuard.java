package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.ACCOUNT;
import static io.github.accountlock.engine.process.AccountLockProcess.APPROVAL;
import static io.github.accountlock.engine.process.AccountLockProcess.AWAIT_START;
import static io.github.accountlock.engine.process.AccountLockProcess.DECISION;
import static io.github.accountlock.engine.process.AccountLockProcess.DECISION_REASON;
import static io.github.accountlock.engine.process.AccountLockProcess.REQUEST_DIGEST;
import static io.github.accountlock.engine.process.AccountLockProcess.VERIFY_WAIT;

import io.github.accountlock.domain.Person;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.Fact.Withdrawn;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completion of an approval task, or of the one in which an approved request waits for its time; attached by the plugin: the
 * decision as a fact, or that the requester takes the request back. Where it may not follow, the task stays open.
 */
public final class ApprovalGuard implements TaskListener {

    /** The decision by which a requester takes the request back. */
    public static final String WITHDRAW = "withdraw";

    private static final Logger LOG = LoggerFactory.getLogger(ApprovalGuard.class);

    private final Cases cases;
    private final People people;
    private final StandIns standIns;
    private final Ledger ledger;
    private final Clock clock;
    private final Duration grantsLast;

    public ApprovalGuard(Cases cases, People people, Ledger ledger, Clock clock, Duration grantsLast) {
        this.cases = cases;
        this.people = people;
        this.standIns = new StandIns(ledger, people);
        this.ledger = ledger;
        this.clock = clock;
        this.grantsLast = grantsLast;
    }

    @Override
    public void notify(DelegateTask task) {
        String requestId = task.getProcessInstanceId();
        RequestCase now = cases.of(task.getExecution());
        boolean decided = DECISION.find(task).isPresent();
        if (!decided && now.reviewAskedAt().isPresent() && now.endOfHold().isPresent()) { // ended with its lock
            APPROVAL.tell(task, approval(now, clock.instant()));
            return;
        }
        String reason = GivenReason.of(task, DECISION_REASON);
        Instant at = clock.instant();
        Person person = people.actor();
        RequestCase then = ledger.join(requestId, fact(task, now, at, person, reason));
        APPROVAL.tell(task, approval(then, at));
        ACCOUNT.tell(task, Cases.subject(then)); // the task of the next who is asked
        VERIFY_WAIT.tell(task, "PT0S"); // where a lock stays, it is looked at once more
        LOG.info(
                "LOCK-002 {}: {} by {} (request {})",
                now.request().account(),
                DECISION.get(task),
                person.id(),
                requestId);
    }

    private Fact fact(DelegateTask task, RequestCase now, Instant at, Person person, String reason) {
        String decision = DECISION.find(task).orElse("");
        if (decision.equals(WITHDRAW)) {
            return new Withdrawn(at, person, reason);
        }
        if (task.getTaskDefinitionKey().equals(AWAIT_START)) {
            throw new Refusal(
                    "decision: the request is approved and goes by itself at its time; choose withdraw to take it back.");
        }
        if (!decision.equals("approve") && !decision.equals("reject")) {
            throw new Refusal("decision: choose approve or reject.");
        }
        Decided inHisOwn = new Decided(
                at,
                person,
                decision.equals("approve"),
                now.policy().flatMap(policy -> asked(policy, person)).orElse(""),
                REQUEST_DIGEST.find(task).orElse(""),
                begins(now, at).plus(grantsLast),
                reason,
                task.getId());
        return now.policy()
                .filter(policy -> !policy.groups(at).contains(inHisOwn.group()))
                .flatMap(policy -> standIns.inPlaceOfSomebody(inHisOwn, now, policy))
                .orElse(inHisOwn);
    }

    /** An approval for a later time, or the last of several, may be used from then on as long as any other. */
    static Instant begins(RequestCase now, Instant at) {
        return now.request().lastFrom().filter(at::isBefore).orElse(at);
    }

    /** For which of the groups a person decides. */
    private Optional<String> asked(PolicyDecided policy, Person person) {
        return Stream.of(policy.group(), policy.fallback())
                .filter(group -> !group.isEmpty() && people.isMember(person, group))
                .findFirst();
    }

    private static String approval(RequestCase then, Instant at) {
        if (then.withdrawn().isPresent()) {
            return "withdrawn";
        }
        boolean rejected = then.rejection().isPresent();
        if (then.released() || rejected && then.undoCause(at).isPresent()) {
            return "undo"; // a lock that is in place and rejected, or gone
        }
        if (rejected) {
            return "rejected";
        }
        if (!then.approved()) {
            return "pending";
        }
        if (then.isReviewed()) {
            return "stays";
        }
        return then.awaitsStart(at) ? "later" : "approved";
    }
}
