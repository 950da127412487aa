package io.github.accountlock.engine.doors;

import io.github.accountlock.engine.inside.EngineField;
import org.camunda.bpm.engine.impl.cmd.AssignTaskCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;

/**
 * Whoever has claimed a task of ours may give it back. The engine asks for the right to assign tasks to anybody, which nobody
 * needs for that.
 */
final class GivenBack extends CommandInterceptor {

    private static final EngineField<String> TASK = EngineField.of(AssignTaskCmd.class, "taskId", String.class);
    private static final EngineField<String> TO = EngineField.of(AssignTaskCmd.class, "userId", String.class);

    @Override
    public <T> T execute(Command<T> command) {
        CommandContext context = Context.getCommandContext();
        if (command instanceof AssignTaskCmd && TO.of(command) == null && Ours.task(TASK.of(command))) {
            TaskEntity task = context.getTaskManager().findTaskById(TASK.of(command));
            if (task.getAssignee() != null && task.getAssignee().equals(context.getAuthenticatedUserId())) {
                return context.runWithoutAuthorization(() -> next.execute(command));
            }
        }
        return next.execute(command);
    }
}
