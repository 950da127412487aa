package io.github.accountlock.engine.doors;

import io.github.accountlock.engine.inside.EngineField;
import io.github.accountlock.engine.process.Comments;
import io.github.accountlock.engine.process.Refusal;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.impl.cfg.CommandChecker;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;

/**
 * A comment on one of our requests, made or changed by somebody who may see what it stands beside; the engine asks nothing of
 * the kind of who makes one.
 */
final class CommentDoor implements Door {

    private final Comments comments;
    private final EngineField<String> task;
    private final EngineField<String> instance;
    private final EngineField<String> message;

    /** @param command the engine's two have the same fields */
    CommentDoor(Class<?> command, Comments comments) {
        this.comments = comments;
        task = EngineField.of(command, "taskId", String.class);
        instance = EngineField.of(command, "processInstanceId", String.class);
        message = EngineField.of(command, "message", String.class);
    }

    @Override
    public void pass(Object command) {
        String taskId = task.of(command);
        String instanceId = instance.of(command);
        Optional<String> ofTask = Ours.requestOfTask(taskId);
        Optional<String> ofInstance = Ours.request(instanceId);
        if (taskId != null && instanceId != null && !ofTask.equals(ofInstance)) {
            throw new Refusal(Refusal.Kind.FOREIGN, "processInstanceId: is not the process instance of this task.");
        }
        ofTask.or(() -> ofInstance).ifPresent(requestId -> {
            refuseOutsiders(taskId, requestId);
            comments.add(requestId, Objects.requireNonNullElse(taskId, ""), message.of(command));
        });
    }

    /** Of a request that has ended the engine shows nothing to anybody; its page takes what is still to be said. */
    private static void refuseOutsiders(String taskId, String requestId) {
        TaskEntity open = taskId == null ? null : Ours.openTask(taskId);
        ExecutionEntity running = Ours.openExecution(requestId);
        if (open != null) {
            all(checker -> checker.checkReadTask(open));
        } else if (running != null) {
            all(checker -> checker.checkReadProcessInstance(running));
        } else {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "The request has ended. As long as its lock stands, comment on it in My requests or Lock audit.");
        }
    }

    /** In words of our own: the engine's REST takes whatever is wrong with a comment for too few parameters. */
    private static void all(Consumer<CommandChecker> question) {
        try {
            Context.getProcessEngineConfiguration().getCommandCheckers().forEach(question);
        } catch (AuthorizationException outsider) {
            throw new Refusal(Refusal.Kind.NOT_ALLOWED, "Only people who may see a task or a request comment on it.");
        }
    }
}
