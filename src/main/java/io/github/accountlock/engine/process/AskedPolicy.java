package io.github.accountlock.engine.process;

import io.github.accountlock.domain.LockState;
import io.github.accountlock.engine.deployment.DeployedDigests;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.RequestCase;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.dmn.engine.DmnDecisionResultEntries;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;

/**
 * End of {@code Task_DecidePolicy} in models of earlier releases, where the engine has asked the decision with variables:
 * they have to say what the facts say.
 */
public final class AskedPolicy implements ExecutionListener {

    static final String ACTION = "action";
    static final String ACCOUNT_TYPE = "accountType";

    private final Cases cases;
    private final DeployedDigests digests;
    private final SealPolicy seal;

    public AskedPolicy(Cases cases, DeployedDigests digests, SealPolicy seal) {
        this.cases = cases;
        this.digests = digests;
        this.seal = seal;
    }

    @Override
    public void notify(DelegateExecution execution) {
        RequestCase now = cases.of(execution);
        refuseOtherQuestion(execution, now);
        String definition = MatchedRule.definition(execution);
        String policy = definition.isEmpty() ? digests.ofPolicyInForce() : digests.ofPolicy(definition);
        List<DmnDecisionResultEntries> rules = List.copyOf((DmnDecisionResult) execution.getVariable("decisionResult"));
        Optional<Map<String, Object>> outputs =
                rules.stream().findFirst().map(rule -> new TreeMap<>(rule.getEntryMap()));
        seal.seal(
                execution,
                now,
                new PolicyAnswer(
                        MatchedRule.version(execution), policy, MatchedRule.rule(execution), outputs, Map.of()));
        execution.setVariable(
                "approvalsNeeded", outputs.map(rule -> rule.get("approvals")).orElse(0));
    }

    private static void refuseOtherQuestion(DelegateExecution execution, RequestCase now) {
        String path = now.request().account().path();
        String seen = now.shown().map(Looked::type).orElse("");
        if (!seen.equals(Objects.toString(execution.getVariable(ACCOUNT_TYPE), ""))) {
            throw new NotCovered(path, "the kind of account was changed before the policy was asked");
        }
        String action = now.request().target() == LockState.LOCKED ? "lock" : "unlock";
        if (!action.equals(execution.getVariable(ACTION))) {
            throw new NotCovered(path, "the action was changed before the policy was asked");
        }
    }
}
