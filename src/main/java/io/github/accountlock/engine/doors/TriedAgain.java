package io.github.accountlock.engine.doors;

import io.github.accountlock.engine.inside.EngineField;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.impl.cmd.AddCommentCmd;
import org.camunda.bpm.engine.impl.cmd.ClaimTaskCmd;
import org.camunda.bpm.engine.impl.cmd.CompleteTaskCmd;
import org.camunda.bpm.engine.impl.cmd.GetTaskFormVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.SubmitTaskFormCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;

/**
 * What a person does with one of our tasks at the very moment in which it is changed by somebody else is done again, on
 * what is there by then: it goes through, or he reads what came first. Nothing of the first try is left. So is reading a form,
 * with which the engine notes that an execution has no variables any more. Where the engine comes to read a process instance
 * that has ended meanwhile it finds null, and does not ask whether.
 */
final class TriedAgain extends CommandInterceptor {

    private static final int TRIES = 4;

    private final BooleanSupplier inTransactionOfHost;

    private final Map<Class<?>, EngineField<String>> taskOf = Map.of(
            AddCommentCmd.class, EngineField.of(AddCommentCmd.class, "taskId", String.class),
            ClaimTaskCmd.class, EngineField.of(ClaimTaskCmd.class, "taskId", String.class),
            CompleteTaskCmd.class, EngineField.of(CompleteTaskCmd.class, "taskId", String.class),
            GetTaskFormVariablesCmd.class, EngineField.of(GetTaskFormVariablesCmd.class, "resourceId", String.class),
            SubmitTaskFormCmd.class, EngineField.of(SubmitTaskFormCmd.class, "taskId", String.class));

    /** @param inTransactionOfHost whether one runs that goes on behind the command; what is lost in it is the host's to repeat */
    TriedAgain(BooleanSupplier inTransactionOfHost) {
        this.inTransactionOfHost = inTransactionOfHost;
    }

    @Override
    public <T> T execute(Command<T> command) {
        if (Context.getCommandContext() != null) {
            return next.execute(
                    command); // what the first try has written would be left: whoever is around it does it all again
        }
        for (int tries = 1; ; tries++) {
            try {
                return next.execute(command);
            } catch (OptimisticLockingException | NullPointerException changedMeanwhile) {
                if (tries == TRIES || inTransactionOfHost.getAsBoolean() || !isOfATaskOfOurs(command)) {
                    throw changedMeanwhile;
                }
            } catch (AuthorizationException notAllowed) {
                // With a task its authorizations go, so that whoever comes late looks like somebody who never might.
                if (tries == TRIES || !isOfATaskOfOurs(command) || isOpen(command)) {
                    throw notAllowed;
                }
            }
        }
    }

    private boolean isOpen(Command<?> command) {
        return next.execute(context -> Ours.task(taskOf.get(command.getClass()).of(command)));
    }

    private boolean isOfATaskOfOurs(Command<?> command) {
        EngineField<String> task = taskOf.get(command.getClass());
        return task != null && next.execute(context -> Ours.taskOpenOrClosed(task.of(command)));
    }
}
