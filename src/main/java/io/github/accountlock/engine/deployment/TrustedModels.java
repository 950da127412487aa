package io.github.accountlock.engine.deployment;

import io.github.accountlock.domain.Sha256;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;
import org.camunda.bpm.engine.impl.repository.ResourceDefinitionEntity;

/**
 * Under a protected key run our models, byte by byte, and no others. A strange one that somebody deploys is refused,
 * whoever does it and by whatever way. One that was changed in the database is not run: while it is loaded, the shipped
 * model of its key stands in for it, so that lists of tasks and pages of others can be shown, and nothing starts,
 * completes or executes.
 */
public final class TrustedModels implements Deployer {

    /** Lines of digest, file and release; {@code #} starts a comment. */
    public static final String SHIPPED = "accountlock/models.sha256";

    private final Set<String> digests = new TreeSet<>();
    private final Release release;
    private final Map<String, byte[]> own;
    private final Map<String, String> forms;
    private final Map<String, String> untrusted = new ConcurrentHashMap<>();
    private final Set<String> newer = ConcurrentHashMap.newKeySet();

    /**
     * @param shipped the text of {@link #SHIPPED}
     * @param own the models of this very release by process key
     * @param forms digests of this release's forms by name: what people are shown beside our models
     * @param additional digests that the configuration trusts, of models or forms
     */
    public TrustedModels(String shipped, Map<String, byte[]> own, Map<String, String> forms, List<String> additional) {
        this.own = Map.copyOf(own);
        this.forms = Map.copyOf(forms);
        digests.addAll(shipped.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.split("\\s+")[0])
                .collect(Collectors.toSet()));
        this.release = new Release(digests.size());
        own.values().forEach(model -> digests.add(Sha256.hex(model)));
        digests.addAll(additional);
    }

    /** No model may run under a protected key. */
    public static TrustedModels none() {
        return new TrustedModels("", Map.of(), Map.of(), List.of());
    }

    /** Why a process definition of ours may not run; empty if it may. Loads it, as the engine is about to. */
    public Optional<String> untrusted(String processDefinitionId) {
        Context.getProcessEngineConfiguration()
                .getDeploymentCache()
                .findDeployedProcessDefinitionById(processDefinitionId);
        return Optional.ofNullable(untrusted.get(processDefinitionId));
    }

    /** Whether it is untrusted because a newer release of ours has deployed it: other nodes can run it. */
    public boolean isOfANewerRelease(String processDefinitionId) {
        return untrusted(processDefinitionId).isPresent() && newer.contains(processDefinitionId);
    }

    /** Whether the shipped model was loaded in its place. */
    boolean hasStandIn(String processDefinitionId) {
        return untrusted.containsKey(processDefinitionId);
    }

    /** Whether this node may run it. */
    boolean runs(ProcessEngine engine, String processDefinitionId) {
        return ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                .getCommandExecutorTxRequired()
                .execute(command -> untrusted(processDefinitionId).isEmpty());
    }

    Release release() {
        return release;
    }

    /** The shipped model of a key of ours. */
    Optional<byte[]> standIn(String key) {
        return Optional.ofNullable(own.get(key));
    }

    /** Before the engine's own deployer: what is loaded from the database is looked at before it is read. */
    public Deployer onLoad() {
        return deployment -> {
            if (!deployment.isNew()) {
                Context.getCommandContext()
                        .getProcessDefinitionManager()
                        .findProcessDefinitionsByDeploymentId(deployment.getId())
                        .stream()
                        .map(ProcessDefinitionEntity.class::cast)
                        .filter(process -> OurProcesses.KEYS.contains(process.getKey()))
                        .forEach(process -> look(deployment, process));
            }
        };
    }

    private void look(DeploymentEntity deployment, ProcessDefinitionEntity process) {
        ResourceEntity model = deployment.getResources().get(process.getResourceName());
        if (model == null) {
            return; // another resource of that deployment is being loaded
        }
        String digest = Sha256.hex(model.getBytes());
        if (digests.contains(digest) || !own.containsKey(process.getKey())) {
            untrusted.remove(process.getId());
            return;
        }
        if (Release.isNewer(deployment.getSource(), release)) {
            newer.add(process.getId());
            untrusted.put(process.getId(), notYetKnown(process));
        } else {
            untrusted.put(process.getId(), changed(process, digest));
        }
        ResourceEntity standIn = new ResourceEntity();
        standIn.setId(model.getId());
        standIn.setName(model.getName());
        standIn.setDeploymentId(model.getDeploymentId());
        standIn.setBytes(own.get(process.getKey()));
        deployment.getResources().put(standIn.getName(), standIn);
    }

    private static String notYetKnown(ProcessDefinitionEntity process) {
        return "Process \"" + process.getKey() + "\", version " + process.getVersion()
                + ", was deployed by a newer release"
                + " of Account Lock Flow than this node's. Use a node of that release, or upgrade this one.";
    }

    private static String changed(ProcessDefinitionEntity process, String digest) {
        return "The model " + process.getResourceName() + " of process \"" + process.getKey() + "\", version "
                + process.getVersion() + ", was changed in the database (SHA-256 " + digest
                + "). Nothing of it is run. Put the model back, or withdraw it and make new requests.";
    }

    /** Behind the engine's own deployer, which knows the keys by then. */
    @Override
    public void deploy(DeploymentEntity deployment) {
        if (deployment.getDeployedArtifacts() == null) {
            return;
        }
        List<ProcessDefinitionEntity> processes = Objects.requireNonNullElse(
                deployment.getDeployedArtifacts(ProcessDefinitionEntity.class), List.<ProcessDefinitionEntity>of());
        for (ProcessDefinitionEntity process : processes) {
            if (OurProcesses.KEYS.contains(process.getKey())) {
                refuseStart(process);
                refuseStrange(deployment, process, processes);
            }
        }
        refuseTenant(deployment, processes);
    }

    /** Another tenant's copy would stand beside ours, or take the place of our policy for it. */
    private static void refuseTenant(DeploymentEntity deployment, List<ProcessDefinitionEntity> all) {
        if (!deployment.isNew() || deployment.getTenantId() == null) {
            return;
        }
        for (List<?> artifacts : deployment.getDeployedArtifacts().values()) {
            for (Object artifact : artifacts) {
                if (artifact instanceof ResourceDefinitionEntity<?> ours
                        && (OurProcesses.KEYS.contains(ours.getKey()) || OurProcesses.POLICY.equals(ours.getKey()))) {
                    all.forEach(TrustedModels::forget);
                    throw new BadUserRequestException("\"" + ours.getKey()
                            + "\" of Account Lock Flow cannot be deployed"
                            + " for a tenant (" + deployment.getTenantId() + "): one process and one policy decide for"
                            + " all. Deploy it without a tenant, or under another id.");
                }
            }
        }
    }

    /** Also where another process calls it. */
    private void refuseStart(ProcessDefinitionEntity process) {
        ExecutionListener start = execution -> {
            String why = untrusted.get(execution.getProcessDefinitionId());
            if (why != null) {
                throw new AuthorizationException(why);
            }
        };
        process.addListener(ExecutionListener.EVENTNAME_START, start, 0);
    }

    private void refuseStrange(
            DeploymentEntity deployment, ProcessDefinitionEntity process, List<ProcessDefinitionEntity> all) {
        String digest =
                Sha256.hex(deployment.getResource(process.getResourceName()).getBytes());
        if (!digests.contains(digest)) {
            all.forEach(TrustedModels::forget);
            throw new BadUserRequestException("The model " + process.getResourceName() + " of process \""
                    + process.getKey() + "\" is not one of Account Lock Flow's (SHA-256 " + digest
                    + "). Use another process id; or, if you mean to replace our model, let account-lock.trusted-models"
                    + " name this digest.");
        }
        strangeForm(deployment).ifPresent(form -> {
            all.forEach(TrustedModels::forget);
            throw new BadUserRequestException("The form " + form.getName() + " beside our model "
                    + process.getResourceName() + " is not Account Lock Flow's (SHA-256 "
                    + Sha256.hex(form.getBytes()) + "). Leave it out; or, if you mean to replace our form, let"
                    + " account-lock.trusted-models name this digest.");
        });
    }

    /** Only of a new deployment: one that an older release made keeps the forms it was made with. */
    private Optional<ResourceEntity> strangeForm(DeploymentEntity deployment) {
        if (!deployment.isNew()) {
            return Optional.empty();
        }
        return deployment.getResources().values().stream()
                .filter(resource -> resource.getName().endsWith(".form"))
                .filter(form -> !Sha256.hex(form.getBytes()).equals(forms.get(form.getName())))
                .filter(form -> !digests.contains(Sha256.hex(form.getBytes())))
                .findFirst();
    }

    /** The engine keeps a model in memory before we see it. */
    private static void forget(ProcessDefinitionEntity process) {
        Context.getProcessEngineConfiguration().getDeploymentCache().removeProcessDefinition(process.getId());
    }
}
