package io.github.accountlock.engine.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.domain.Sha256;
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
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DeploymentBuilder;

/**
 * Deploys our models and forms. A start form gets no variables in Camunda 7, so the configured providers and regions are
 * written into it here.
 */
public final class ModelDeployment {

    public static final String FOLDER = "accountlock/bpmn/";

    static final List<String> RESOURCES = List.of(
            "account-lock.bpmn",
            "account-unlock.bpmn",
            "approval-policy.dmn",
            "request-lock.form",
            "approve-lock.form",
            "settle-lock.form",
            "request-unlock.form",
            "approve-unlock.form",
            "settle-unlock.form");

    private final Providers providers;
    private final ObjectMapper json = new ObjectMapper();

    public ModelDeployment(Providers providers) {
        this.providers = providers;
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

    /** A new version only where something differs from what is deployed. */
    public void deploy(RepositoryService repository) {
        DeploymentBuilder deployment = repository
                .createDeployment()
                .name("account-lock-flow")
                .source("account-lock-flow")
                .enableDuplicateFiltering(true);
        for (String resource : RESOURCES) {
            deployment.addString(resource, text(resource));
        }
        deployment.deployWithResult();
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
        for (String id : providers.ids()) {
            values.addObject()
                    .put("label", providers.about(new ProviderId(id)).displayName())
                    .put("value", id);
        }
        if (values.size() == 1) {
            select.put("defaultValue", values.get(0).path("value").asText());
        }
    }

    /** One list of regions a provider, chosen by what was picked above it. */
    private void regionChoices(ObjectNode select) {
        StringBuilder feel = new StringBuilder("=");
        for (String id : providers.ids()) {
            String regions = providers.find(new ProviderId(id)).orElseThrow().regions().stream()
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

    private static String read(String resource) {
        try (InputStream in = ModelDeployment.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the plugin jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(resource, broken);
        }
    }
}
