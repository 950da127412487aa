package io.github.accountlock.engine.hardening;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;

/**
 * Refuses every model under a protected key that is not one of ours, byte by byte, whoever deploys it and by whatever
 * way: it stands behind the engine's own deployer, which also runs when a model is loaded from the database.
 */
public final class TrustedModels implements Deployer {

    /** Lines of digest, file and release; {@code #} starts a comment. */
    public static final String SHIPPED = "accountlock/models.sha256";

    private final Set<String> digests = new TreeSet<>();

    /**
     * @param shipped the text of {@link #SHIPPED}
     * @param own the models of this very release
     * @param additional digests that the configuration trusts
     */
    public TrustedModels(String shipped, Collection<byte[]> own, List<String> additional) {
        digests.addAll(shipped.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.split("\\s+")[0])
                .collect(Collectors.toSet()));
        own.forEach(model -> digests.add(digest(model)));
        digests.addAll(additional);
    }

    @Override
    public void deploy(DeploymentEntity deployment) {
        if (deployment.getDeployedArtifacts() == null) {
            return;
        }
        List<ProcessDefinitionEntity> processes = Objects.requireNonNullElse(
                deployment.getDeployedArtifacts(ProcessDefinitionEntity.class), List.<ProcessDefinitionEntity>of());
        for (ProcessDefinitionEntity process : processes) {
            ResourceEntity model = deployment.getResource(process.getResourceName());
            String digest = digest(model.getBytes());
            if (ProtectedProcesses.KEYS.contains(process.getKey()) && !digests.contains(digest)) {
                processes.forEach(TrustedModels::forget);
                throw new BadUserRequestException("The model " + process.getResourceName() + " of process \""
                        + process.getKey() + "\" is not one of Account Lock Flow's (SHA-256 " + digest
                        + "). Use another process id; or, if you mean to replace our model, let account-lock.trusted-models"
                        + " name this digest.");
            }
        }
    }

    /** The engine keeps a model in memory before we see it. */
    private static void forget(ProcessDefinitionEntity process) {
        Context.getProcessEngineConfiguration().getDeploymentCache().removeProcessDefinition(process.getId());
    }

    public static String digest(byte[] model) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(model));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
