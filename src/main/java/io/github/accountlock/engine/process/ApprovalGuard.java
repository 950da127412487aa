package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.ACCOUNT_TYPE;
import static io.github.accountlock.engine.process.AccountLockProcess.APPROVAL;
import static io.github.accountlock.engine.process.AccountLockProcess.DECISION;
import static io.github.accountlock.engine.process.AccountLockProcess.DECISION_REASON;
import static io.github.accountlock.engine.process.AccountLockProcess.HOLDS_SEEN;
import static io.github.accountlock.engine.process.AccountLockProcess.LOCK_IS_FOREIGN;
import static io.github.accountlock.engine.process.AccountLockProcess.PROBLEM;
import static io.github.accountlock.engine.process.AccountLockProcess.REQUEST_DIGEST;
import static io.github.accountlock.engine.process.AccountLockProcess.STATE_SEEN;

import io.github.accountlock.domain.Person;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Completion of an approval task, attached by the plugin: the decision as a fact. Where it may not follow, the task stays open. */
public final class ApprovalGuard implements TaskListener {

    private static final Logger LOG = LoggerFactory.getLogger(ApprovalGuard.class);

    private final Cases cases;
    private final People people;
    private final Ledger ledger;
    private final Clock clock;
    private final Duration grantsLast;
    private final SentVariables sent;

    public ApprovalGuard(
            Cases cases, People people, Ledger ledger, Clock clock, Duration grantsLast, SentVariables sent) {
        this.cases = cases;
        this.people = people;
        this.ledger = ledger;
        this.clock = clock;
        this.grantsLast = grantsLast;
        this.sent = sent;
    }

    @Override
    public void notify(DelegateTask task) {
        String requestId = task.getProcessInstanceId();
        RequestCase now = cases.of(task.getExecution());
        sent.refuseOthers(task, DECISION, DECISION_REASON, REQUEST_DIGEST);
        refuseOtherSight(task, now);
        String reason = GivenReason.of(task, DECISION_REASON);
        Instant at = clock.instant();
        Person person = people.actor();
        String asked = now.policy().map(PolicyDecided::group).orElse("");
        RequestCase then = ledger.join(
                requestId,
                new Decided(
                        at,
                        person,
                        approves(task),
                        people.isMember(person, asked) ? asked : "",
                        REQUEST_DIGEST.find(task).orElse(""),
                        at.plus(grantsLast),
                        reason,
                        task.getId()));
        task.removeVariable(REQUEST_DIGEST.name()); // the next approver has to name it again
        if (then.rejected()) {
            APPROVAL.set(task, "rejected");
            PROBLEM.set(task, "Rejected by " + person.id() + ": " + reason);
        } else {
            APPROVAL.set(task, then.approved() ? "approved" : "pending");
        }
        LOG.info(
                "LOCK-002 {}: {} by {} (request {})",
                now.request().account(),
                DECISION.get(task),
                person.id(),
                requestId);
    }

    private static boolean approves(DelegateTask task) {
        return switch (DECISION.find(task).orElse("")) {
            case "approve" -> true;
            case "reject" -> false;
            default -> throw new Refusal("decision: choose approve or reject.");
        };
    }

    /** What the form shows of the account is a variable, and somebody may have changed it. */
    private static void refuseOtherSight(DelegateTask task, RequestCase now) {
        Looked seen = now.shown()
                .orElseThrow(() -> new Refusal("The account has not been read, so nobody can decide about it."));
        boolean same = STATE_SEEN.find(task).orElse("").equals(seen.saw().name())
                && ACCOUNT_TYPE.find(task).orElse("").equals(seen.type())
                && HOLDS_SEEN.find(task).orElse("").equals(seen.holds())
                && LOCK_IS_FOREIGN.find(task).orElse("").equals(seen.foreign() ? "yes" : "no");
        if (!same) {
            throw new Refusal("What the form shows of the account is not what was read at its cloud: somebody changed"
                    + " it. Tell an operator; decide after the account was read again.");
        }
    }
}
