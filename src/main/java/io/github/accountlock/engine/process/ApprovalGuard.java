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

import io.github.accountlock.approval.ApprovalRule;
import io.github.accountlock.approval.Evidence;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Completion of an approval task, attached by the plugin. A refused decision rolls back and the task stays open. */
public final class ApprovalGuard implements TaskListener {

    private static final Logger LOG = LoggerFactory.getLogger(ApprovalGuard.class);

    private final Requests requests;
    private final People people;
    private final Holders holders;
    private final Ledger ledger;
    private final Clock clock;
    private final Duration grantsLast;
    private final SentVariables sent;

    public ApprovalGuard(
            Requests requests,
            People people,
            Holders holders,
            Ledger ledger,
            Clock clock,
            Duration grantsLast,
            SentVariables sent) {
        this.requests = requests;
        this.people = people;
        this.holders = holders;
        this.ledger = ledger;
        this.clock = clock;
        this.grantsLast = grantsLast;
        this.sent = sent;
    }

    @Override
    public void notify(DelegateTask task) {
        String requestId = task.getProcessInstanceId();
        String person = people.current().orElse(null);
        Evidence evidence = requests.evidence(task.getExecution());
        LockRequest request = evidence.request();
        LedgerEvent policy = evidence.policy()
                .orElseThrow(() -> new Refusal("No policy has decided who must approve this request."));
        Set<String> decided = evidence.approvers();
        Set<String> groups = person == null ? Set.of() : people.groupsNow(person);
        Set<String> lockRequesters =
                request.target() == LockState.LOCKED ? Set.of() : holders.requesters(request.account());
        ApprovalRule rule = new ApprovalRule(
                person, groups, policy.fact(Evidence.GROUP), request.requester(), decided, lockRequesters);
        rule.refusal().ifPresent(sentence -> {
            throw new Refusal(sentence);
        });
        refuseSecondName(person, request.requester(), decided, lockRequesters);
        Instant due = Instant.parse(policy.fact(Evidence.DUE));
        if (!clock.instant().isBefore(due)) {
            throw new Refusal("Too late: this request had to be decided before " + due + ".");
        }
        refuseOtherDigest(task, evidence);
        sent.refuseOthers(task, DECISION, DECISION_REASON, REQUEST_DIGEST);
        refuseOtherSight(task, evidence);
        String decision = DECISION.find(task).orElse("");
        String reason = GivenReason.of(task, DECISION_REASON);
        boolean approve = decision.equals("approve");
        if (!approve && !decision.equals("reject")) {
            throw new Refusal("decision: choose approve or reject.");
        }
        if (!approve && reason.isEmpty()) {
            throw new Refusal("decisionReason: say why you reject the request.");
        }
        ledger.join(LedgerEvent.now(
                requestId,
                clock.instant(),
                approve ? Kind.APPROVED : Kind.REJECTED,
                person,
                Evidence.DIGEST,
                evidence.digest(),
                Evidence.POLICY,
                evidence.policyDigest(),
                Evidence.GROUP,
                policy.fact(Evidence.GROUP),
                Evidence.EXPIRES,
                clock.instant().plus(grantsLast).toString(),
                "task",
                task.getId(),
                Evidence.REASON,
                reason));
        if (approve) {
            boolean enough = decided.size() + 1 >= Integer.parseInt(policy.fact(Evidence.APPROVALS));
            APPROVAL.set(task, enough ? "approved" : "pending");
        } else {
            APPROVAL.set(task, "rejected");
            PROBLEM.set(task, "Rejected by " + person + ": " + reason);
        }
        LOG.info("LOCK-002 {}: {} by {} (request {})", request.account(), decision, person, requestId);
    }

    /** What the form shows of the account is a variable, and somebody may have changed it. */
    private static void refuseOtherSight(DelegateTask task, Evidence evidence) {
        LedgerEvent seen = evidence.last(Kind.ACCOUNT_SEEN)
                .orElseThrow(() -> new Refusal("The account has not been read, so nobody can decide about it."));
        boolean same = STATE_SEEN.find(task).orElse("").equals(seen.fact(Evidence.STATE))
                && ACCOUNT_TYPE.find(task).orElse("").equals(seen.fact(Evidence.TYPE))
                && HOLDS_SEEN.find(task).orElse("").equals(seen.fact(Evidence.HOLDS))
                && LOCK_IS_FOREIGN
                        .find(task)
                        .orElse("")
                        .equals(seen.fact(Evidence.FOREIGN).equals("true") ? "yes" : "no");
        if (!same) {
            throw new Refusal("What the form shows of the account is not what was read at its cloud: somebody changed"
                    + " it. Tell an operator; decide after the account was read again.");
        }
    }

    /** A decision names the request it is about; the next approver has to name it again. */
    private static void refuseOtherDigest(DelegateTask task, Evidence evidence) {
        String carried = REQUEST_DIGEST.find(task).orElse("");
        if (carried.isEmpty()) {
            throw new Refusal("requestDigest: a decision carries the digest of the request it is about;"
                    + " open the task and decide in its form.");
        }
        if (!carried.equals(evidence.digest())) {
            throw new Refusal("requestDigest: the decision is about another request or another state of this one"
                    + " (its digest differs); open the task again.");
        }
        task.removeVariable(REQUEST_DIGEST.name());
    }

    /** One person with two users counts once, where the identity provider says who is who. */
    private void refuseSecondName(String person, String requester, Set<String> decided, Set<String> lockRequesters) {
        Set<String> others = new TreeSet<>(decided);
        others.add(requester);
        others.addAll(lockRequesters);
        for (String other : others) {
            if (people.samePerson(person, other)) {
                throw new Refusal("You and " + other + " have the same e-mail address, so you count as one person;"
                        + " somebody else has to decide.");
            }
        }
    }
}
