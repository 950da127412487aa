package io.github.accountlock.engine.deployment;

import io.github.accountlock.engine.hardening.ProtectedProcesses;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    private final Map<String, String> forms;

    /**
     * @param shipped the text of {@link #SHIPPED}
     * @param own the models of this very release
     * @param forms digests of this release's forms by name: what people are shown beside our models
     * @param additional digests that the configuration trusts, of models or forms
     */
    public TrustedModels(String shipped, Collection<byte[]> own, Map<String, String> forms, List<String> additional) {
        this.forms = Map.copyOf(forms);
        digests.addAll(shipped.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.split("\\s+")[0])
                .collect(Collectors.toSet()));
        own.forEach(model -> digests.add(digest(model)));
        digests.addAll(additional);
    }

    /** No model may run under a protected key. */
    public static TrustedModels none() {
        return new TrustedModels("", List.of(), Map.of(), List.of());
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
            if (!ProtectedProcesses.KEYS.contains(process.getKey())) {
                continue;
            }
            String digest = digest(model.getBytes());
            if (!digests.contains(digest)) {
                processes.forEach(TrustedModels::forget);
                throw new BadUserRequestException("The model " + process.getResourceName() + " of process \""
                        + process.getKey() + "\" is not one of Account Lock Flow's (SHA-256 " + digest
                        + "). Use another process id; or, if you mean to replace our model, let account-lock.trusted-models"
                        + " name this digest.");
            }
            strangeForm(deployment).ifPresent(form -> {
                processes.forEach(TrustedModels::forget);
                throw new BadUserRequestException("The form " + form.getName() + " beside our model "
                        + process.getResourceName() + " is not Account Lock Flow's (SHA-256 "
                        + digest(form.getBytes()) + "). Leave it out; or, if you mean to replace our form, let"
                        + " account-lock.trusted-models name this digest.");
            });
        }
    }

    /** Only of a new deployment: one that an older release made keeps the forms it was made with. */
    private Optional<ResourceEntity> strangeForm(DeploymentEntity deployment) {
        if (!deployment.isNew()) {
            return Optional.empty();
        }
        return deployment.getResources().values().stream()
                .filter(resource -> resource.getName().endsWith(".form"))
                .filter(form -> !digest(form.getBytes()).equals(forms.get(form.getName())))
                .filter(form -> !digests.contains(digest(form.getBytes())))
                .findFirst();
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
