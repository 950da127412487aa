package io.github.accountlock.engine.doors;

import io.github.accountlock.engine.deployment.OurProcesses;
import io.github.accountlock.engine.process.AccountLockProcess;
import java.util.Collection;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.camunda.bpm.engine.repository.ProcessDefinition;

/** The deletion of our models: not of those in force, nor of the policy in force, and not of those on which requests run, which would be deleted with them. */
final class ModelDoor {

    static final String DELETING = "Deleting a model or policy that is in force, or a model on which requests run,";

    private ModelDoor() {}

    /** Whether a deployment has one that is, or the policy in force: an earlier one would take its place. */
    static boolean isNeeded(String deploymentId) {
        return engine().getProcessDefinitionManager().findProcessDefinitionsByDeploymentId(deploymentId).stream()
                        .anyMatch(ModelDoor::isNeeded)
                || engine().getDecisionDefinitionManager().findDecisionDefinitionByDeploymentId(deploymentId).stream()
                        .anyMatch(ModelDoor::isPolicyInForce);
    }

    private static boolean isPolicyInForce(DecisionDefinition decision) {
        if (!decision.getKey().equals(AccountLockProcess.POLICY)) {
            return false;
        }
        DecisionDefinition latest = engine().getDecisionDefinitionManager()
                .findLatestDecisionDefinitionByKeyAndTenantId(decision.getKey(), decision.getTenantId());
        return latest != null && latest.getId().equals(decision.getId());
    }

    static boolean anyIsNeeded(Collection<?> processDefinitionIds) {
        return processDefinitionIds.stream()
                .map(id -> engine().getProcessDefinitionManager().findLatestProcessDefinitionById((String) id))
                .anyMatch(found -> found != null && isNeeded(found));
    }

    private static boolean isNeeded(ProcessDefinition model) {
        return OurProcesses.KEYS.contains(model.getKey()) && (isInForce(model) || runs(model.getId()));
    }

    private static boolean isInForce(ProcessDefinition model) {
        ProcessDefinitionEntity latest = engine().getProcessDefinitionManager()
                .findLatestProcessDefinitionByKeyAndTenantId(model.getKey(), model.getTenantId());
        return latest != null && latest.getId().equals(model.getId());
    }

    private static boolean runs(String processDefinitionId) {
        return !engine().getDbEntityManager()
                .selectList("selectProcessInstanceIdsByProcessDefinitionId", processDefinitionId)
                .isEmpty();
    }

    private static CommandContext engine() {
        return Context.getCommandContext();
    }
}
