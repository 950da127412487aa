package io.github.accountlock.engine.process;

import java.util.List;
import java.util.Objects;
import org.camunda.bpm.dmn.engine.delegate.DmnDecisionTableEvaluationEvent;
import org.camunda.bpm.dmn.engine.delegate.DmnDecisionTableEvaluationListener;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableImpl;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.camunda.bpm.engine.variable.Variables;

/**
 * Remembers which row of which version of {@code approval-policy} has matched, for the ledger; the engine's own history
 * of the decision is removed one day. The variables are transient: nothing is stored.
 */
public final class MatchedRule implements DmnDecisionTableEvaluationListener {

    private static final String RULE = "policyRule";
    private static final String VERSION = "policyVersion";
    private static final String DEFINITION = "policyDefinition";

    /** The matching row, from 1; 0 if none matched. */
    static int rule(DelegateExecution execution) {
        return Integer.parseInt(Objects.toString(execution.getVariable(RULE), "0"));
    }

    static int version(DelegateExecution execution) {
        return Integer.parseInt(Objects.toString(execution.getVariable(VERSION), "0"));
    }

    /** Id of the decision definition that was asked, or empty. */
    static String definition(DelegateExecution execution) {
        return Objects.toString(execution.getVariable(DEFINITION), "");
    }

    @Override
    public void notify(DmnDecisionTableEvaluationEvent event) {
        boolean ours = event.getDecisionTable().getKey().equals(AccountLockProcess.POLICY);
        if (!ours || Context.getBpmnExecutionContext() == null) {
            return;
        }
        DelegateExecution execution = Context.getBpmnExecutionContext().getExecution();
        List<String> rows = ((DmnDecisionTableImpl) event.getDecisionTable().getDecisionLogic())
                .getRules().stream().map(rule -> rule.getId()).toList();
        event.getMatchingRules().stream().findFirst().ifPresent(rule -> {
            set(execution, RULE, Integer.toString(rows.indexOf(rule.getId()) + 1));
        });
        if (event.getDecisionTable() instanceof DecisionDefinition deployed) {
            set(execution, VERSION, Integer.toString(deployed.getVersion()));
            set(execution, DEFINITION, deployed.getId());
        }
    }

    private static void set(DelegateExecution execution, String name, String value) {
        execution.setVariableLocal(name, Variables.stringValue(value, true));
    }
}
