package io.github.accountlock.engine;

import io.github.accountlock.ledger.CanonicalJson;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;

/** The digests of deployed models. */
final class Models {

    private final Map<String, String> digests = new ConcurrentHashMap<>();

    /** SHA-256 of the BPMN file of a process definition, lower-case hexadecimal. */
    String digest(String processDefinitionId) {
        return digests.computeIfAbsent(processDefinitionId, Models::read);
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
