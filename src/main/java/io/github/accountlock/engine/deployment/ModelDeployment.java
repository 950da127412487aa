package io.github.accountlock.engine.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountlock.domain.MaintenanceWindow;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.domain.Sha256;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.Providers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.repository.ResourceDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys our models and forms. A start form gets no variables in Camunda 7, so what the configured providers and maintenance
 * windows offer is written into it here.
 */
public final class ModelDeployment {

    public static final String FOLDER = "accountlock/bpmn/";

    private static final Logger LOG = LoggerFactory.getLogger(ModelDeployment.class);

    private static final String NAME = "account-lock-flow";

    private static final List<String> LOCK = List.of(
            "account-lock.bpmn", "request-lock.form", "approve-lock.form", "await-start.form", "settle-lock.form");

    private static final List<String> UNLOCK =
            List.of("account-unlock.bpmn", "request-unlock.form", "approve-unlock.form", "settle-unlock.form");

    private static final List<String> BULK =
            List.of("account-lock-bulk.bpmn", "request-list.form", "approve-list.form", "settle-list.form");

    private static final List<String> POLICY = List.of("approval-policy.dmn");

    static final List<String> RESOURCES =
            Stream.of(LOCK, UNLOCK, BULK, POLICY).flatMap(List::stream).toList();

    private final Providers providers;
    private final Map<String, MaintenanceWindow> windows;
    private final ObjectMapper json = new ObjectMapper();

    public ModelDeployment(Providers providers, Map<String, MaintenanceWindow> windows) {
        this.providers = providers;
        this.windows = windows;
    }

    /** Ours of this release and of the earlier ones, and those that the configuration adds. */
    public TrustedModels trusted(List<String> additional) {
        Map<String, byte[]> own = OurProcesses.KEYS.stream()
                .collect(Collectors.toMap(
                        key -> key, key -> read(FOLDER + key + ".bpmn").getBytes(StandardCharsets.UTF_8)));
        Map<String, String> forms = RESOURCES.stream()
                .filter(resource -> resource.endsWith(".form"))
                .collect(Collectors.toMap(form -> form, form -> Sha256.hex(text(form))));
        return new TrustedModels(read(TrustedModels.SHIPPED), own, forms, additional);
    }

    /** The shipped form of a name, as it was drawn. */
    public static Optional<byte[]> form(String name) {
        String resource = name + ".form";
        return RESOURCES.contains(resource)
                ? Optional.of(read(FOLDER + resource).getBytes(StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /** The shipped policy, and those that the configuration adds: SHA-256 of each. */
    public Predicate<String> trustedPolicies(List<String> additional) {
        String own = Sha256.hex(read(FOLDER + "approval-policy.dmn"));
        return digest -> digest.equals(own) || additional.contains(digest);
    }

    /**
     * A new version only where something differs from the newest one, then the model with all its forms: they belong
     * together. What is not ours is left alone (a company's own model or policy), and what is of a newer release, so that
     * two nodes of different releases do not take turns.
     */
    public void deploy(ProcessEngine engine, TrustedModels trusted) {
        RepositoryService repository = engine.getRepositoryService();
        ProcessEngineConfigurationImpl configuration =
                (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
        configuration.getCommandExecutorTxRequired().execute(command -> {
            command.getPropertyManager().acquireExclusiveLock();
            for (List<String> resources : List.of(LOCK, UNLOCK, BULK)) {
                String key = resources.get(0).replace(".bpmn", "");
                deploy(repository, trusted.release(), resources, newestProcess(repository, key));
            }
            deploy(repository, trusted.release(), POLICY, newestPolicy(repository));
            return null;
        });
        if (configuration.isJobExecutorDeploymentAware()) {
            register(engine, trusted);
        }
    }

    private void deploy(
            RepositoryService repository, Release release, List<String> resources, ResourceDefinition newest) {
        if (newest != null) {
            String source = repository
                    .createDeploymentQuery()
                    .deploymentId(newest.getDeploymentId())
                    .singleResult()
                    .getSource();
            if (Release.of(source) == null || Release.isNewer(source, release)) {
                LOG.info(
                        "LOCK-041 {}, version {}, is {}; it is left as it is",
                        newest.getKey(),
                        newest.getVersion(),
                        Release.of(source) == null ? "not of Account Lock Flow" : "of a newer release than this node");
                return;
            }
            if (isTheSame(repository, newest.getDeploymentId(), resources)) {
                return;
            }
        }
        DeploymentBuilder deployment = repository.createDeployment().name(NAME).source(release.source());
        resources.forEach(resource -> deployment.addString(resource, text(resource)));
        deployment.deploy();
    }

    private boolean isTheSame(RepositoryService repository, String deploymentId, List<String> resources) {
        List<String> there = repository.getDeploymentResourceNames(deploymentId);
        return resources.stream()
                .allMatch(resource -> there.contains(resource)
                        && text(resource).equals(textOf(repository.getResourceAsStream(deploymentId, resource))));
    }

    private static ResourceDefinition newestProcess(RepositoryService repository, String key) {
        return repository
                .createProcessDefinitionQuery()
                .processDefinitionKey(key)
                .withoutTenantId()
                .latestVersion()
                .singleResult();
    }

    private static ResourceDefinition newestPolicy(RepositoryService repository) {
        return repository
                .createDecisionDefinitionQuery()
                .decisionDefinitionKey(OurProcesses.POLICY)
                .withoutTenantId()
                .latestVersion()
                .singleResult();
    }

    /** A deployment-aware job executor takes only jobs of deployments that it was told of: those of earlier starts too. */
    private static void register(ProcessEngine engine, TrustedModels trusted) {
        engine
                .getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKeyIn(OurProcesses.KEYS.toArray(String[]::new))
                .list()
                .stream()
                .filter(process -> trusted.runs(engine, process.getId()))
                .map(ResourceDefinition::getDeploymentId)
                .distinct()
                .forEach(engine.getManagementService()::registerDeploymentForJobExecutor);
    }

    private String text(String resource) {
        String text = read(FOLDER + resource);
        return resource.startsWith("request-") ? withChoices(text) : text;
    }

    private String withChoices(String form) {
        try {
            JsonNode root = json.readTree(form);
            for (JsonNode component : root.path("components")) {
                switch (component.path("key").asText()) {
                    case "provider" -> providerChoices((ObjectNode) component);
                    case "region" -> regionChoices((ObjectNode) component);
                    case "lockStart" -> windowChoices((ObjectNode) component);
                    case "instanceId" -> ((ObjectNode) component).put("description", instanceHint());
                    case "accounts" -> whereListsMayBe((ObjectNode) component);
                    case "passwordValidUntil" -> onlyWhereAccepted((ObjectNode) component);
                    default -> {
                        // The other fields are as they were drawn.
                    }
                }
            }
            return json.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (IOException broken) {
            throw new UncheckedIOException("a start form is not JSON", broken);
        }
    }

    private void providerChoices(ObjectNode select) {
        ArrayNode values = select.putArray("values");
        providers
                .displayNames()
                .forEach((id, name) -> values.addObject().put("label", name).put("value", id));
        if (values.size() == 1) {
            select.put("defaultValue", values.get(0).path("value").asText());
        }
    }

    /** Their next times are worked out when the form is sent. */
    private void windowChoices(ObjectNode radio) {
        ArrayNode values = (ArrayNode) radio.path("values");
        windows.forEach((name, window) -> values.addObject()
                .put("label", "In the next window “" + name + "”: " + window.words())
                .put("value", "window:" + name));
    }

    /** One list of regions a provider, chosen by what was picked above it. */
    private void regionChoices(ObjectNode select) {
        StringBuilder feel = new StringBuilder("=");
        for (String id : providers.ids()) {
            String regions = provider(id).regions().stream()
                    .map(region -> '"' + region + '"')
                    .collect(Collectors.joining(", ", "[", "]"));
            feel.append("if provider = \"")
                    .append(id)
                    .append("\" then ")
                    .append(regions)
                    .append(" else ");
        }
        select.remove("values");
        select.put("valuesExpression", feel.append("[]").toString());
    }

    /** Of the cloud that was chosen. */
    private String instanceHint() {
        StringBuilder feel = new StringBuilder("=");
        providers
                .ids()
                .forEach(id -> feel.append("if provider = \"")
                        .append(id)
                        .append("\" then ")
                        .append(feelText(provider(id).rules().instanceHint()))
                        .append(" else "));
        return feel.append("\"As the cloud calls it.\"").toString();
    }

    /** Whoever writes a list needs to know what the clouds and regions are called in it. */
    private void whereListsMayBe(ObjectNode field) {
        String places = providers.displayNames().entrySet().stream()
                .map(cloud -> cloud.getKey() + " (" + cloud.getValue() + ": "
                        + String.join(", ", provider(cloud.getKey()).regions()) + ")")
                .collect(Collectors.joining("; "));
        field.put(
                "description",
                field.path("description").asText() + " A provider, with its regions, is one of: " + places + ".");
        String rows = providers.ids().stream()
                .flatMap(id -> provider(id).regions().stream().map(region -> id + "," + region + ",,\n"))
                .collect(Collectors.joining());
        field.putObject("properties").put("template", "provider,region,instanceId,accountName\n" + rows);
    }

    private static String feelText(String words) {
        return '"' + words.replace("\\", "").replace('"', '\'') + '"';
    }

    private void onlyWhereAccepted(ObjectNode field) {
        String others = providers.ids().stream()
                .filter(id -> provider(id).rules().acceptsPasswordValidUntil())
                .map(id -> "provider != \"" + id + "\"")
                .collect(Collectors.joining(" and "));
        field.putObject("conditional").put("hide", "=" + (others.isEmpty() ? "true" : others));
    }

    private AccountLockProvider provider(String id) {
        return providers.find(new ProviderId(id)).orElseThrow();
    }

    private static String read(String resource) {
        InputStream in = ModelDeployment.class.getClassLoader().getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException(resource + " is missing from the plugin jar");
        }
        return textOf(in);
    }

    private static String textOf(InputStream resource) {
        try (resource) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
