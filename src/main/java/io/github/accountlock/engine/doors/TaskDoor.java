package io.github.accountlock.engine.doors;

import io.github.accountlock.engine.deployment.TrustedModels;
import io.github.accountlock.engine.doors.FormFields.Fields;
import io.github.accountlock.engine.process.Refusal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;

/** What people do with our tasks. Who may do it is asked by the guards, at completion. */
final class TaskDoor {

    static final String RENAMING = "Changing the name or the description of a task, which its approver reads,";

    private final TrustedModels trusted;
    private final FormFields fields = new FormFields();

    TaskDoor(TrustedModels trusted) {
        this.trusted = trusted;
    }

    void complete(String taskId, Map<?, ?> sent) {
        if (!Ours.task(taskId)) {
            return;
        }
        if (Context.getCoreExecutionContext() != null) {
            throw Shut.to("Completing a task from within a process, in whosever name,");
        }
        TaskEntity task = task(taskId);
        trusted.untrusted(task.getProcessDefinitionId()).ifPresent(why -> {
            throw new Refusal(why);
        });
        if (sent != null && !sent.isEmpty()) {
            Fields asked = fields.of(task);
            SentValues.problem(sent, asked.all(), "cannot be set with this task")
                    .or(() -> changed(task, sent, asked))
                    .ifPresent(sentence -> {
                        throw new Refusal(sentence);
                    });
        }
    }

    /** A field that is only shown comes back as it was, or empty where there was nothing. */
    private static Optional<String> changed(TaskEntity task, Map<?, ?> sent, Fields asked) {
        return asked.shown().stream()
                .filter(sent::containsKey)
                .filter(name ->
                        !Objects.toString(sent.get(name), "").equals(Objects.toString(task.getVariable(name), "")))
                .findFirst()
                .map(name -> "variables: " + name + " cannot be set with this task, whose form only shows it.");
    }

    /** To resolve a task decides nothing, so it carries nothing. */
    void resolve(String taskId, Map<?, ?> sent) {
        if (sent != null && !sent.isEmpty() && Ours.task(taskId)) {
            throw Shut.to("Resolving a task with variables");
        }
    }

    /** Everything else of a task, its dates and people, is no part of the decision. */
    void save(TaskEntity changed) {
        if (changed == null || !Ours.definition(changed.getProcessDefinitionId())) {
            return;
        }
        Set<String> properties = changed.getPropertyChanges().keySet();
        if (properties.contains(TaskEntity.NAME) || properties.contains(TaskEntity.DESCRIPTION)) {
            throw Shut.to(RENAMING);
        }
    }

    private static TaskEntity task(String taskId) {
        return Context.getCommandContext().getTaskManager().findTaskById(taskId);
    }
}
