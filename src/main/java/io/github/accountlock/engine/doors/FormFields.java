package io.github.accountlock.engine.doors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.accountlock.engine.deployment.ModelDeployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.engine.delegate.Expression;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;

/**
 * The fields of the forms of our tasks, by model: of the form deployed beside the model, also one of an older release,
 * and of the shipped form of that name. Read once.
 */
final class FormFields {

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Fields> fields = new ConcurrentHashMap<>();

    /**
     * @param all in order of their names
     * @param shown those that a person reads and cannot fill in; a form sends them back
     */
    record Fields(Set<String> all, Set<String> shown) {}

    Fields of(TaskEntity task) {
        return fields.computeIfAbsent(
                task.getProcessDefinitionId() + " " + task.getTaskDefinitionKey(), any -> read(task));
    }

    private Fields read(TaskEntity task) {
        Expression form = task.getTaskDefinition().getCamundaFormDefinitionKey();
        Fields names = new Fields(new TreeSet<>(), new TreeSet<>());
        if (form != null) {
            ModelDeployment.form(form.getExpressionText()).ifPresent(shipped -> add(names, shipped));
            for (ResourceEntity resource : deployed(task)) {
                if (resource.getName().endsWith(form.getExpressionText() + ".form")) {
                    add(names, resource.getBytes());
                }
            }
        }
        return names;
    }

    private static Iterable<ResourceEntity> deployed(TaskEntity task) {
        ProcessDefinitionEntity definition = Context.getCommandContext()
                .getProcessDefinitionManager()
                .findLatestProcessDefinitionById(task.getProcessDefinitionId());
        return Context.getCommandContext()
                .getResourceManager()
                .findResourcesByDeploymentId(definition.getDeploymentId());
    }

    private void add(Fields names, byte[] form) {
        try {
            for (JsonNode component : json.readTree(form).path("components")) {
                if (component.hasNonNull("key")) {
                    String name = component.path("key").asText();
                    names.all().add(name);
                    if (component.path("readonly").asBoolean()) {
                        names.shown().add(name);
                    }
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("a form is not JSON", broken);
        }
    }
}
