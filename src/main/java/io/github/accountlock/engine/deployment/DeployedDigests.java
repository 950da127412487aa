package io.github.accountlock.engine.deployment;

import io.github.accountlock.ledger.CanonicalJson;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;

/** The digests of deployed models. */
public final class DeployedDigests {

    private final Map<String, String> digests = new ConcurrentHashMap<>();

    /** SHA-256 of the BPMN file of a process definition, lower-case hexadecimal. */
    public String digest(String processDefinitionId) {
        return digests.computeIfAbsent(processDefinitionId, DeployedDigests::read);
    }

    private static String read(String processDefinitionId) {
        ProcessDefinitionEntity definition = Context.getCommandContext()
                .getProcessDefinitionManager()
                .findLatestProcessDefinitionById(processDefinitionId);
        return CanonicalJson.digest(Context.getCommandContext()
                .getResourceManager()
                .findResourceByDeploymentIdAndResourceName(definition.getDeploymentId(), definition.getResourceName())
                .getBytes());
    }
}
