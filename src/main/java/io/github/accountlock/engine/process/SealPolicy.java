package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.APPROVAL_DUE_AT;
import static io.github.accountlock.engine.process.AccountLockProcess.APPROVAL_OVERDUE_AT;
import static io.github.accountlock.engine.process.AccountLockProcess.APPROVAL_REMINDER_AT;
import static io.github.accountlock.engine.process.AccountLockProcess.APPROVER_GROUP;
import static io.github.accountlock.engine.process.AccountLockProcess.POLICY_ANSWER;

import io.github.accountlock.domain.AtEnd;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Urgency;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.notify.Occasion;
import io.github.accountlock.notify.Outbox;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.MayFollow;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.camunda.bpm.engine.delegate.DelegateExecution;

/** What the approval policy has answered, as a fact and for the gateway and the tasks behind it. No matching rule: denied. */
public final class SealPolicy {

    private static final int MOST_APPROVALS = 9;
    private static final String LOCK_FIRST = "Flow_RequestAllowedLockFirst";
    private static final String NO_RULE = "No rule of the approval policy allows this request; nothing was called.";

    private final Ledger ledger;
    private final Clock clock;
    private final Map<String, String> groups;
    private final Predicate<String> trusted;
    private final Approvers approvers;
    private final People people;
    private final Optional<Outbox> outbox;

    /**
     * @param groups the company's group ids by our names; a group that is not ours is taken as it is
     * @param trusted which policies may decide, by their SHA-256
     */
    public SealPolicy(
            Ledger ledger,
            Clock clock,
            Map<String, String> groups,
            Predicate<String> trusted,
            Approvers approvers,
            People people,
            Optional<Outbox> outbox) {
        this.ledger = ledger;
        this.clock = clock;
        this.groups = groups;
        this.trusted = trusted;
        this.approvers = approvers;
        this.people = people;
        this.outbox = outbox;
    }

    /** Why a policy may not decide, as a sentence; empty if it may. */
    Optional<String> distrust(String digest) {
        return trusted.test(digest)
                ? Optional.empty()
                : Optional.of("The approval policy that is deployed (SHA-256 " + digest + ") is not one that may decide"
                        + " here; account-lock.trusted-policies has to name it. Nothing was called.");
    }

    void seal(DelegateExecution execution, RequestCase now, PolicyAnswer answer) {
        Instant at = clock.instant();
        PolicyDecided decided = distrust(answer.digest())
                .or(now::denial)
                .or(() -> refusal(answer))
                .map(why -> denied(at, answer, why))
                .orElseGet(() -> asked(execution, at, now, answer));
        RequestCase then = ofItsList(
                execution, Cases.covered(now, () -> ledger.join(execution.getProcessInstanceId(), decided)), at);
        if (then.approved() && (then.list().isPresent() || decided.needsNoApproval())) {
            // The gateway's way to the lock, with the approvals that it needs.
            POLICY_ANSWER.tell(execution, then.awaitsStart(at) ? "later" : "lock-first");
            return;
        }
        if (decided.denies()) {
            POLICY_ANSWER.tell(execution, "denied");
            return;
        }
        POLICY_ANSWER.tell(execution, decided.locksFirst() ? "lock-first" : "approval");
        APPROVER_GROUP.tell(execution, decided.group());
        APPROVAL_DUE_AT.tell(execution, Date.from(decided.due()));
        APPROVAL_OVERDUE_AT.tell(execution, Cases.overdue(decided, decided.locksFirst()));
        Instant wanted = later(at, answer.outputs().orElseThrow(), "reminder");
        Date reminder = Date.from(reminder(decided, wanted));
        if (decided.approvals() > 1 || decided.locksFirst()) {
            APPROVAL_REMINDER_AT.store(execution, reminder); // the timer is made again for each approval, or later
        } else {
            APPROVAL_REMINDER_AT.tell(execution, reminder);
        }
    }

    /**
     * The approvals of the list of which it is one account, as far as they may be given to this request: the policy asks here
     * for other people, or for more of them, where this account needs it.
     */
    private RequestCase ofItsList(DelegateExecution execution, RequestCase asked, Instant at) {
        if (asked.list().isEmpty()) {
            return asked;
        }
        String requestId = execution.getProcessInstanceId();
        RequestCase list = ledger.of(asked.list().get());
        RequestCase then = asked;
        for (Decided grant : approves(list, asked) ? list.grants() : List.<Decided>of()) {
            Decided here = grant.givenTo(asked.decisionDigest(), at);
            boolean named =
                    !here.standsIn() || ledger.substitutions().unnamed(here).isEmpty();
            if (named && MayFollow.refusal(then, here).isEmpty()) {
                then = ledger.join(requestId, here);
            }
        }
        if (!then.approved()
                && asked.policy().filter(policy -> policy.approvals() > 0).isPresent()) {
            outbox.ifPresent(told -> told.add(requestId, Occasion.APPROVAL_WANTED, ""));
        }
        return then;
    }

    /** A list that is to be undone approves the unlock of what it has locked itself, and nobody else's. */
    private boolean approves(RequestCase list, RequestCase one) {
        boolean unlocks = one.request().target() == LockState.UNLOCKED;
        return list.approved()
                && !list.over()
                && unlocks == list.undo().isPresent()
                && (!unlocks || ledger.of(one.request().hold()).list().equals(one.list()));
    }

    /** A rule may say no, in words of its own; where there is none, the answer is no. */
    private static Optional<String> refusal(PolicyAnswer answer) {
        return answer.outputs().isEmpty()
                ? Optional.of(NO_RULE)
                : find(answer.outputs().get(), "refuse")
                        .map(why -> "Rule " + answer.row() + " of policy version " + answer.version() + " refuses: "
                                + why.strip());
    }

    private PolicyDecided asked(DelegateExecution execution, Instant at, RequestCase now, PolicyAnswer answer) {
        Map<String, Object> row = answer.outputs().orElseThrow();
        Optional<String> nobody = noApprovalFor(execution, now, row);
        if (nobody.isPresent()) {
            return new PolicyDecided(
                    at,
                    answer.digest(),
                    answer.version(),
                    answer.row(),
                    0,
                    "",
                    later(ApprovalGuard.begins(now, at), row, "due"),
                    "",
                    "",
                    Duration.ZERO,
                    "",
                    nobody.get(),
                    answer.countedWords());
        }
        Optional<String> fallback = group(row, "fallbackGroup");
        PolicyDecided asked = new PolicyDecided(
                at,
                answer.digest(),
                answer.version(),
                answer.row(),
                approvals(row),
                group(row, "approverGroup").orElseThrow(() -> empty("approverGroup")),
                later(at, row, "due"),
                "",
                fallback.orElse(""),
                fallback.isEmpty() ? Duration.ZERO : Duration.between(at, later(at, row, "escalation")),
                lockFirst(execution, now, row).orElse(""),
                "",
                answer.countedWords());
        return approvers
                .lacking(now, asked.approvals(), asked.groups(asked.due()))
                .map(why -> denied(at, answer, why))
                .orElse(asked);
    }

    /** Nobody approves a lock that ends by itself or lasts, where its requester is a member of the group that the policy names. */
    private Optional<String> noApprovalFor(DelegateExecution execution, RequestCase now, Map<String, Object> row) {
        boolean may =
                now.request().target() == LockState.LOCKED && now.request().atEnd() == AtEnd.UNLOCK;
        return group(row, "noApprovalFor")
                .filter(group -> may && people.isMember(now.requester(), group) && knows(execution));
    }

    /** An emergency lock comes before its approval where the requester is a member of the group that the policy names. */
    private Optional<String> lockFirst(DelegateExecution execution, RequestCase now, Map<String, Object> row) {
        boolean emergency =
                now.request().target() == LockState.LOCKED && now.request().urgency() == Urgency.EMERGENCY;
        return group(row, "lockFirst")
                .filter(group -> emergency && people.isMember(now.requester(), group) && knows(execution));
    }

    /** A model of an earlier release has no such way. */
    private static boolean knows(DelegateExecution execution) {
        return execution.getBpmnModelInstance().getModelElementById(LOCK_FIRST) != null;
    }

    private static PolicyDecided denied(Instant at, PolicyAnswer answer, String why) {
        return new PolicyDecided(
                at,
                answer.digest(),
                answer.version(),
                answer.row(),
                0,
                "",
                at,
                why,
                "",
                Duration.ZERO,
                "",
                "",
                answer.countedWords());
    }

    /** One timer reminds and escalates, one after the other. */
    private static Instant reminder(PolicyDecided decided, Instant wanted) {
        boolean late = decided.escalates() && wanted.isAfter(decided.escalatesAt());
        return late ? decided.escalatesAt() : wanted;
    }

    /** One group; the engine takes a comma in the name of a task's group for two. */
    private Optional<String> group(Map<String, Object> rule, String column) {
        return find(rule, column).map(String::strip).map(name -> {
            if (name.contains(",")) {
                throw new IllegalStateException(
                        "decision approval-policy: " + column + " is \"" + name + "\", allowed is one group");
            }
            return groups.getOrDefault(name, name);
        });
    }

    private static int approvals(Map<String, Object> rule) {
        Object value = rule.get("approvals");
        int approvals =
                value instanceof Number number && number.intValue() == number.doubleValue() ? number.intValue() : 0;
        if (approvals < 1 || approvals > MOST_APPROVALS) {
            throw new IllegalStateException("decision approval-policy: approvals is \"" + value
                    + "\", allowed are whole numbers from 1 to " + MOST_APPROVALS);
        }
        return approvals;
    }

    private static Instant later(Instant now, Map<String, Object> rule, String name) {
        String text = text(rule, name);
        try {
            return FromNow.add(now, text);
        } catch (DateTimeException | ArithmeticException wrong) {
            throw new IllegalStateException("decision approval-policy: " + name + " is \"" + text
                    + "\", allowed is an ISO 8601 duration, for example PT4H or P1D");
        }
    }

    private static String text(Map<String, Object> rule, String name) {
        return find(rule, name).orElseThrow(() -> empty(name));
    }

    private static IllegalStateException empty(String name) {
        return new IllegalStateException("decision approval-policy: " + name + " is empty in the matching rule");
    }

    private static Optional<String> find(Map<String, Object> rule, String name) {
        return Optional.ofNullable(rule.get(name)).map(Object::toString).filter(text -> !text.isBlank());
    }
}
