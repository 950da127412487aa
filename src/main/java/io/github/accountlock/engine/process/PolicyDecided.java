package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.ACCOUNT_TYPE;
import static io.github.accountlock.engine.process.AccountLockProcess.ACTION;
import static io.github.accountlock.engine.process.AccountLockProcess.APPROVALS_NEEDED;
import static io.github.accountlock.engine.process.AccountLockProcess.APPROVAL_DUE_AT;
import static io.github.accountlock.engine.process.AccountLockProcess.APPROVAL_REMINDER_AT;
import static io.github.accountlock.engine.process.AccountLockProcess.APPROVER_GROUP;
import static io.github.accountlock.engine.process.AccountLockProcess.POLICY_ANSWER;
import static io.github.accountlock.engine.process.AccountLockProcess.PROBLEM;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerEvent;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.dmn.engine.DmnDecisionResultEntries;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;

/** End of {@code Task_DecidePolicy}: the decision's answer, checked, as plain variables. No matching rule: denied. */
public final class PolicyDecided implements ExecutionListener {

    private static final int MOST_APPROVALS = 9;

    private final Requests requests;
    private final Ledger ledger;
    private final Clock clock;
    private final Map<String, String> groups;

    /** @param groups the company's group ids by our names; a group that is not ours is taken as it is */
    public PolicyDecided(Requests requests, Ledger ledger, Clock clock, Map<String, String> groups) {
        this.requests = requests;
        this.ledger = ledger;
        this.clock = clock;
        this.groups = groups;
    }

    @Override
    public void notify(DelegateExecution execution) {
        Evidence evidence = requests.evidence(execution);
        String seen = evidence.last(LedgerEvent.Kind.ACCOUNT_SEEN)
                .map(event -> event.fact(Evidence.TYPE))
                .orElse("");
        if (!seen.equals(ACCOUNT_TYPE.find(execution).orElse(""))) {
            throw new NotCovered(
                    evidence.request().account().path(), "the kind of account was changed before the policy was asked");
        }
        if (!ACTION.get(execution).equals(evidence.events().get(0).fact(Evidence.ACTION))) {
            throw new NotCovered(
                    evidence.request().account().path(), "the action was changed before the policy was asked");
        }
        if (evidence.request().target() == LockState.UNLOCKED
                && evidence.foreign()
                && !evidence.request().removeForeignLock()) {
            POLICY_ANSWER.set(execution, "denied");
            PROBLEM.set(
                    execution,
                    "The lock is not ours: no request of ours holds this account. Ask again and say that a foreign lock"
                            + " is to be removed.");
            return;
        }
        List<DmnDecisionResultEntries> rules = List.copyOf((DmnDecisionResult) execution.getVariable("decisionResult"));
        if (rules.isEmpty()) {
            POLICY_ANSWER.set(execution, "denied");
            return;
        }
        DmnDecisionResultEntries rule = rules.get(0);
        String group = text(rule, "approverGroup");
        Instant now = clock.instant();
        POLICY_ANSWER.set(execution, "approval");
        APPROVER_GROUP.set(execution, groups.getOrDefault(group, group));
        APPROVALS_NEEDED.set(execution, approvals(rule));
        Instant due = later(now, rule, "due");
        ledger.join(LedgerEvent.now(
                execution.getProcessInstanceId(),
                now,
                LedgerEvent.Kind.POLICY_DECIDED,
                LedgerEvent.SYSTEM,
                Evidence.GROUP,
                APPROVER_GROUP.get(execution),
                Evidence.APPROVALS,
                Integer.toString(approvals(rule)),
                Evidence.DUE,
                due.toString(),
                Evidence.RULE,
                (String) execution.getVariable(MatchedRule.RULE),
                Evidence.POLICY_VERSION,
                (String) execution.getVariable(MatchedRule.VERSION)));
        APPROVAL_DUE_AT.set(execution, Date.from(due));
        APPROVAL_REMINDER_AT.set(execution, Date.from(later(now, rule, "reminder")));
    }

    private static int approvals(DmnDecisionResultEntries rule) {
        Object value = rule.get("approvals");
        int approvals = value instanceof Number number ? number.intValue() : 0;
        if (approvals < 1 || approvals > MOST_APPROVALS) {
            throw new IllegalStateException("decision approval-policy: approvals is \"" + value
                    + "\", allowed are whole numbers from 1 to " + MOST_APPROVALS);
        }
        return approvals;
    }

    private static Instant later(Instant now, DmnDecisionResultEntries rule, String name) {
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

    private static String text(DmnDecisionResultEntries rule, String name) {
        Object value = rule.get(name);
        if (value == null || value.toString().isBlank()) {
            throw new IllegalStateException("decision approval-policy: " + name + " is empty in the matching rule");
        }
        return value.toString();
    }
}
