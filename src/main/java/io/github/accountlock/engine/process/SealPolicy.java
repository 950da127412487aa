package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.APPROVAL_DUE_AT;
import static io.github.accountlock.engine.process.AccountLockProcess.APPROVAL_REMINDER_AT;
import static io.github.accountlock.engine.process.AccountLockProcess.APPROVER_GROUP;
import static io.github.accountlock.engine.process.AccountLockProcess.POLICY_ANSWER;

import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.camunda.bpm.engine.delegate.DelegateExecution;

/** What the approval policy has answered, as a fact and for the gateway and the tasks behind it. No matching rule: denied. */
public final class SealPolicy {

    private static final int MOST_APPROVALS = 9;
    private static final String NO_RULE = "No rule of the approval policy allows this request; nothing was called.";

    private final Ledger ledger;
    private final Clock clock;
    private final Map<String, String> groups;
    private final Predicate<String> trusted;

    /**
     * @param groups the company's group ids by our names; a group that is not ours is taken as it is
     * @param trusted which policies may decide, by their SHA-256
     */
    public SealPolicy(Ledger ledger, Clock clock, Map<String, String> groups, Predicate<String> trusted) {
        this.ledger = ledger;
        this.clock = clock;
        this.groups = groups;
        this.trusted = trusted;
    }

    /** Why a policy may not decide, as a sentence; empty if it may. */
    Optional<String> distrust(String digest) {
        return trusted.test(digest)
                ? Optional.empty()
                : Optional.of("The approval policy that is deployed (SHA-256 " + digest + ") is not one that may decide"
                        + " here; account-lock.trusted-policies has to name it. Nothing was called.");
    }

    void seal(DelegateExecution execution, RequestCase now, PolicyAnswer answer) {
        Optional<String> denied = distrust(answer.digest())
                .or(now::denial)
                .or(() -> answer.outputs().isEmpty() ? Optional.of(NO_RULE) : Optional.empty());
        Instant at = clock.instant();
        if (denied.isPresent()) {
            join(execution, now, new PolicyDecided(at, answer.digest(), answer.version(), 0, 0, "", at, denied.get()));
            POLICY_ANSWER.tell(execution, "denied");
            return;
        }
        Map<String, Object> row = answer.outputs().orElseThrow();
        String group = text(row, "approverGroup");
        PolicyDecided decided = new PolicyDecided(
                at,
                answer.digest(),
                answer.version(),
                answer.row(),
                approvals(row),
                groups.getOrDefault(group, group),
                later(at, row, "due"),
                "");
        join(execution, now, decided);
        POLICY_ANSWER.tell(execution, "approval");
        APPROVER_GROUP.tell(execution, decided.group());
        APPROVAL_DUE_AT.tell(execution, Date.from(decided.due()));
        Date reminder = Date.from(later(at, row, "reminder"));
        if (decided.approvals() > 1) {
            APPROVAL_REMINDER_AT.store(execution, reminder); // the timer is made again for each approval
        } else {
            APPROVAL_REMINDER_AT.tell(execution, reminder);
        }
    }

    private void join(DelegateExecution execution, RequestCase now, PolicyDecided decided) {
        Cases.covered(now, () -> ledger.join(execution.getProcessInstanceId(), decided));
    }

    private static int approvals(Map<String, Object> rule) {
        Object value = rule.get("approvals");
        int approvals = value instanceof Number number ? number.intValue() : 0;
        if (approvals < 1 || approvals > MOST_APPROVALS) {
            throw new IllegalStateException("decision approval-policy: approvals is \"" + value
                    + "\", allowed are whole numbers from 1 to " + MOST_APPROVALS);
        }
        return approvals;
    }

    private static Instant later(Instant now, Map<String, Object> rule, String name) {
        String text = text(rule, name);
        try {
            return text.contains("T")
                    ? now.plus(Duration.parse(text))
                    : now.atOffset(ZoneOffset.UTC).plus(Period.parse(text)).toInstant();
        } catch (DateTimeException wrong) {
            throw new IllegalStateException("decision approval-policy: " + name + " is \"" + text
                    + "\", allowed is an ISO 8601 duration, for example PT4H or P1D");
        }
    }

    private static String text(Map<String, Object> rule, String name) {
        Object value = rule.get(name);
        if (value == null || value.toString().isBlank()) {
            throw new IllegalStateException("decision approval-policy: " + name + " is empty in the matching rule");
        }
        return value.toString();
    }
}
