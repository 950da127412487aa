package io.github.accountlock.engine.deployment;

import io.github.accountlock.domain.Sha256;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.repository.ResourceDefinitionEntity;

/** The digests of what is deployed, over the bytes in the database: SHA-256, lower-case hexadecimal. */
public final class DeployedDigests {

    private final Map<String, String> digests = new ConcurrentHashMap<>();

    /** Of the BPMN file of a process definition. */
    public String ofModel(String processDefinitionId) {
        return digests.computeIfAbsent(
                processDefinitionId,
                id -> digest(engine().getProcessDefinitionManager().findLatestProcessDefinitionById(id)));
    }

    /** Of the DMN file of a version of the approval policy. */
    public String ofPolicy(String decisionDefinitionId) {
        return digests.computeIfAbsent(
                decisionDefinitionId,
                id -> digest(engine().getDecisionDefinitionManager().findDecisionDefinitionById(id)));
    }

    /** Of the newest version of the approval policy; empty if none is deployed. */
    public String ofPolicyInForce() {
        var newest = engine().getDecisionDefinitionManager().findLatestDecisionDefinitionByKey(OurProcesses.POLICY);
        return newest == null ? "" : ofPolicy(newest.getId());
    }

    private static CommandContext engine() {
        return Context.getCommandContext();
    }

    private static String digest(ResourceDefinitionEntity<?> definition) {
        return Sha256.hex(engine().getResourceManager()
                .findResourceByDeploymentIdAndResourceName(definition.getDeploymentId(), definition.getResourceName())
                .getBytes());
    }
}
