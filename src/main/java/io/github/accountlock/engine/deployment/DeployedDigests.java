package io.github.accountlock.engine.deployment;

import io.github.accountlock.domain.Sha256;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
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
        return policyInForce().map(Policy::digest).orElse("");
    }

    /** The newest version of the approval policy, if there is one. */
    public Optional<Policy> policyInForce() {
        return Optional.ofNullable(engine().getDecisionDefinitionManager()
                        .findLatestDecisionDefinitionByKeyAndTenantId(OurProcesses.POLICY, null))
                .map(newest -> new Policy(newest.getVersion(), ofPolicy(newest.getId()), () -> bytes(newest)));
    }

    /**
     * A version of the approval policy.
     *
     * @param bytes of its DMN file
     */
    public record Policy(int version, String digest, Supplier<byte[]> bytes) {}

    private static CommandContext engine() {
        return Context.getCommandContext();
    }

    private static String digest(ResourceDefinitionEntity<?> definition) {
        return Sha256.hex(bytes(definition));
    }

    private static byte[] bytes(ResourceDefinitionEntity<?> definition) {
        return engine().getResourceManager()
                .findResourceByDeploymentIdAndResourceName(definition.getDeploymentId(), definition.getResourceName())
                .getBytes();
    }
}
