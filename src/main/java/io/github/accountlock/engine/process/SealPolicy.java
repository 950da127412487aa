package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.ACCOUNT_TYPE;
import static io.github.accountlock.engine.process.AccountLockProcess.ACTION;
import static io.github.accountlock.engine.process.AccountLockProcess.APPROVALS_NEEDED;
import static io.github.accountlock.engine.process.AccountLockProcess.APPROVAL_DUE_AT;
import static io.github.accountlock.engine.process.AccountLockProcess.APPROVAL_REMINDER_AT;
import static io.github.accountlock.engine.process.AccountLockProcess.APPROVER_GROUP;
import static io.github.accountlock.engine.process.AccountLockProcess.POLICY_ANSWER;
import static io.github.accountlock.engine.process.AccountLockProcess.PROBLEM;

import io.github.accountlock.domain.LockState;
import io.github.accountlock.engine.deployment.DeployedDigests;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.dmn.engine.DmnDecisionResultEntries;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;

/** End of {@code Task_DecidePolicy}: the decision's answer as a fact, and as plain variables. No matching rule: denied. */
public final class SealPolicy implements ExecutionListener {

    private static final int MOST_APPROVALS = 9;
    private static final String NO_RULE = "No rule of the approval policy allows this request; nothing was called.";

    private final Cases cases;
    private final Ledger ledger;
    private final DeployedDigests digests;
    private final Clock clock;
    private final Map<String, String> groups;
    private final Predicate<String> trusted;

    /**
     * @param groups the company's group ids by our names; a group that is not ours is taken as it is
     * @param trusted which policies may decide, by their SHA-256
     */
    public SealPolicy(
            Cases cases,
            Ledger ledger,
            DeployedDigests digests,
            Clock clock,
            Map<String, String> groups,
            Predicate<String> trusted) {
        this.cases = cases;
        this.ledger = ledger;
        this.digests = digests;
        this.clock = clock;
        this.groups = groups;
        this.trusted = trusted;
    }

    @Override
    public void notify(DelegateExecution execution) {
        RequestCase now = cases.of(execution);
        refuseOtherQuestion(execution, now);
        String definition = MatchedRule.definition(execution);
        String policy = definition.isEmpty() ? digests.ofPolicyInForce() : digests.ofPolicy(definition);
        List<DmnDecisionResultEntries> rules = List.copyOf((DmnDecisionResult) execution.getVariable("decisionResult"));
        Optional<String> denied = !trusted.test(policy)
                ? Optional.of("The approval policy that is deployed (SHA-256 " + policy + ") is not one that may decide"
                        + " here; account-lock.trusted-policies has to name it. Nothing was called.")
                : now.denial().or(() -> rules.isEmpty() ? Optional.of(NO_RULE) : Optional.empty());
        Instant at = clock.instant();
        int version = MatchedRule.version(execution);
        if (denied.isPresent()) {
            seal(execution, now, new PolicyDecided(at, policy, version, 0, 0, "", at, denied.get()));
            POLICY_ANSWER.set(execution, "denied");
            PROBLEM.set(execution, denied.get());
            return;
        }
        DmnDecisionResultEntries rule = rules.get(0);
        String group = text(rule, "approverGroup");
        PolicyDecided decided = new PolicyDecided(
                at,
                policy,
                version,
                MatchedRule.rule(execution),
                approvals(rule),
                groups.getOrDefault(group, group),
                later(at, rule, "due"),
                "");
        seal(execution, now, decided);
        POLICY_ANSWER.set(execution, "approval");
        APPROVER_GROUP.set(execution, decided.group());
        APPROVALS_NEEDED.set(execution, decided.approvals());
        APPROVAL_DUE_AT.set(execution, Date.from(decided.due()));
        APPROVAL_REMINDER_AT.set(execution, Date.from(later(at, rule, "reminder")));
    }

    private void seal(DelegateExecution execution, RequestCase now, PolicyDecided decided) {
        Cases.covered(now, () -> ledger.join(execution.getProcessInstanceId(), decided));
    }

    /** The decision was asked with variables: they have to say what the facts say. */
    private static void refuseOtherQuestion(DelegateExecution execution, RequestCase now) {
        String path = now.request().account().path();
        String seen = now.shown().map(Looked::type).orElse("");
        if (!seen.equals(ACCOUNT_TYPE.find(execution).orElse(""))) {
            throw new NotCovered(path, "the kind of account was changed before the policy was asked");
        }
        String action = now.request().target() == LockState.LOCKED ? "lock" : "unlock";
        if (!ACTION.get(execution).equals(action)) {
            throw new NotCovered(path, "the action was changed before the policy was asked");
        }
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
