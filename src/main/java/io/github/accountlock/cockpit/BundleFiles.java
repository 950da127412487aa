package io.github.accountlock.cockpit;

import io.github.accountlock.audit.Bundle;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.ledger.Entry;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.request.Fact.PolicyDecided;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.history.HistoricDecisionInstance;
import org.camunda.bpm.engine.repository.DecisionDefinition;

/** What an evidence bundle holds beside the ledger: the deployed models, the decision, the timeline. */
final class BundleFiles {

    private BundleFiles() {}

    /** @param put in and out of one evaluation of the policy; times are ISO 8601 UTC */
    record Decision(
            String at, String definition, Map<String, String> inputs, Map<String, String> outputs, String ruleId) {}

    static Map<String, byte[]> of(ProcessEngine engine, Trail trail, List<TimelineRow> timeline) {
        Map<String, byte[]> files = new TreeMap<>();
        files.put("timeline.json", Bundle.bytes(timeline));
        List<Decision> decisions = decisions(engine, trail.requestId());
        if (!decisions.isEmpty()) {
            files.put("decision.json", Bundle.bytes(decisions)); // of a request of version 0.1
        }
        Entry first = trail.entries().get(0);
        Diagram.model(engine, first.fact("definition"), first.fact("model"))
                .ifPresent(model -> files.put(Bundle.MODEL, model));
        policy(engine, trail).ifPresent(policy -> files.put("policy.dmn", policy));
        return files;
    }

    private static List<Decision> decisions(ProcessEngine engine, String requestId) {
        List<Decision> decisions = new ArrayList<>();
        for (HistoricDecisionInstance decision : engine.getHistoryService()
                .createHistoricDecisionInstanceQuery()
                .processInstanceId(requestId)
                .includeInputs()
                .includeOutputs()
                .list()) {
            Map<String, String> inputs = new TreeMap<>();
            decision.getInputs().forEach(in -> inputs.put(in.getClauseName(), String.valueOf(in.getValue())));
            Map<String, String> outputs = new TreeMap<>();
            decision.getOutputs().forEach(out -> outputs.put(out.getVariableName(), String.valueOf(out.getValue())));
            decisions.add(new Decision(
                    decision.getEvaluationTime().toInstant().toString(),
                    decision.getDecisionDefinitionId(),
                    inputs,
                    outputs,
                    decision.getOutputs().isEmpty()
                            ? ""
                            : decision.getOutputs().get(0).getRuleId()));
        }
        return decisions;
    }

    /** The policy in the version that the ledger names. */
    private static Optional<byte[]> policy(ProcessEngine engine, Trail trail) {
        return trail.requestCase()
                .policy()
                .map(PolicyDecided::policyVersion)
                .filter(version -> version > 0)
                .map(version -> engine.getRepositoryService()
                        .createDecisionDefinitionQuery()
                        .decisionDefinitionKey(AccountLockProcess.POLICY)
                        .decisionDefinitionVersion(version)
                        .singleResult())
                .map(DecisionDefinition::getId)
                .map(id -> Diagram.bytes(engine.getRepositoryService().getDecisionModel(id)));
    }
}
