package io.github.accountlock.engine.doors;

import io.github.accountlock.engine.deployment.TrustedModels;
import io.github.accountlock.engine.doors.FormFields.Fields;
import io.github.accountlock.engine.inside.EngineField;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.engine.process.Shown;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.HistoricTaskInstanceEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.persistence.entity.VariableInstanceEntity;

/** What people do with our tasks. Who may do it is asked by the guards, at completion. */
final class TaskDoor {

    static final String RENAMING = "Changing the name or the description of a task, which its approver reads,";

    /** For who may know nothing more of it. */
    private static final String NOT_OPEN = "This task is not open any more. Nothing was changed.";

    /** Nobody else may complete them. */

    /** A step behind the commit of the task asks for it. */
    private static final Set<String> STORED = Set.of("settlement");

    private final TrustedModels trusted;
    private final Shown shown;
    private final FormFields fields = new FormFields();

    TaskDoor(TrustedModels trusted, Shown shown) {
        this.trusted = trusted;
        this.shown = shown;
    }

    /**
     * @param variables the field of the command that has what is sent: only what the task asks for is left in it
     */
    void complete(String taskId, Object command, EngineField<Object> variables) {
        if (!Ours.task(taskId)) {
            refuseClosed(taskId);
            return;
        }
        if (Context.getCoreExecutionContext() != null) {
            throw Shut.to("Completing a task from within a process, in whosever name,");
        }
        TaskEntity task = task(taskId);
        refuseSuspended(task);
        trusted.untrusted(task.getProcessDefinitionId()).ifPresent(why -> {
            throw toThoseWhoMay(task, new Refusal(Refusal.Kind.FOREIGN, why));
        });
        Map<?, ?> sent = (Map<?, ?>) variables.of(command);
        if (sent != null && !sent.isEmpty()) {
            Fields asked = fields.of(task);
            SentValues.problem(sent, asked.all(), "cannot be set with this task")
                    .or(() -> changed(shown.of(task.getProcessInstanceId()), sent, asked))
                    .ifPresent(sentence -> {
                        throw toThoseWhoMay(task, new Refusal(Refusal.Kind.FOREIGN, sentence));
                    });
            variables.set(
                    command,
                    SentValues.told(
                            sent,
                            name -> !asked.shown().contains(name),
                            name -> STORED.contains(name) || isStored(task, name)));
        }
    }

    /** Claiming is not needed to decide; it only says that somebody looks at it. */
    void claim(String taskId, String user) {
        if (!Ours.task(taskId)) {
            refuseClosed(taskId);
            return;
        }
        TaskEntity task = task(taskId);
        refuseSuspended(task);
        String assignee = task.getAssignee();
        if (user != null && assignee != null && !assignee.equals(user)) {
            throw toThoseWhoMay(
                    task,
                    new Refusal(
                            Refusal.Kind.CONFLICT,
                            AccountLockProcess.AWAIT_START.equals(task.getTaskDefinitionKey())
                                    ? "This task is in front of " + assignee + ", who has made the request, and only "
                                            + assignee + " decides it."
                                    : assignee
                                            + " has claimed this task. You may decide it all the same, or wait until "
                                            + assignee + " gives it back."));
        }
    }

    /**
     * Nothing is said of a task to those who may not work on it: the engine refuses them first. Whom it lets through, the
     * command itself asks a moment later.
     */
    private static Refusal toThoseWhoMay(TaskEntity task, Refusal refusal) {
        Context.getProcessEngineConfiguration().getCommandCheckers().forEach(checker -> checker.checkTaskWork(task));
        return refusal;
    }

    private static void refuseSuspended(TaskEntity task) {
        if (task.isSuspended()) {
            throw toThoseWhoMay(
                    task,
                    new Refusal(
                            Refusal.Kind.CONFLICT,
                            "This request is suspended, and nothing can be done with it until it is activated again. Nothing was"
                                    + " changed."));
        }
    }

    private void refuseClosed(String taskId) {
        HistoricTaskInstanceEntity closed = taskId == null
                ? null
                : Context.getCommandContext().getHistoricTaskInstanceManager().findHistoricTaskInstanceById(taskId);
        if (closed != null && closed.getEndTime() != null && Ours.definition(closed.getProcessDefinitionId())) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    shown.closed(closed.getProcessInstanceId(), taskId).orElse(NOT_OPEN));
        }
    }

    /** Models of earlier releases have made it a variable of the task. */
    private static boolean isStored(TaskEntity task, String name) {
        return task.getVariableInstance(name) instanceof VariableInstanceEntity there && !there.isTransient();
    }

    /** A field that is only shown comes back as it was, or empty where there was nothing. */
    private static Optional<String> changed(Map<String, String> facts, Map<?, ?> sent, Fields asked) {
        return asked.shown().stream()
                .filter(sent::containsKey)
                .filter(name -> !Objects.toString(sent.get(name), "").equals(facts.getOrDefault(name, "")))
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
