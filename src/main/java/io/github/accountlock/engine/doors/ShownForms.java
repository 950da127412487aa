package io.github.accountlock.engine.doors;

import io.github.accountlock.engine.inside.EngineField;
import io.github.accountlock.engine.process.Shown;
import java.util.Collection;
import org.camunda.bpm.engine.impl.cmd.GetTaskFormVariablesCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;

/**
 * Whoever may read the form of a task of ours reads what the facts say, and not what somebody wrote into a variable. Whether
 * a person may read it, the engine has decided by then.
 */
final class ShownForms extends CommandInterceptor {

    private static final EngineField<String> TASK =
            EngineField.of(GetTaskFormVariablesCmd.class, "resourceId", String.class);
    private static final EngineField<?> NAMES =
            EngineField.of(GetTaskFormVariablesCmd.class, "formVariableNames", Collection.class);

    private final Shown shown;

    ShownForms(Shown shown) {
        this.shown = shown;
    }

    @Override
    public <T> T execute(Command<T> command) {
        T read = next.execute(command);
        if (command instanceof GetTaskFormVariablesCmd && Ours.task(TASK.of(command))) {
            show((VariableMap) read, TASK.of(command), (Collection<?>) NAMES.of(command));
        }
        return read;
    }

    private void show(VariableMap read, String taskId, Collection<?> names) {
        TaskEntity task = Context.getCommandContext().getTaskManager().findTaskById(taskId);
        shown.toReader(task.getProcessInstanceId()).forEach((name, value) -> {
            if (names == null || names.isEmpty() || names.contains(name)) {
                read.putValueTyped(name, Variables.stringValue(value));
            }
        });
    }
}
