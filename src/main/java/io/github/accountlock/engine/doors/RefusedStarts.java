package io.github.accountlock.engine.doors;

import io.github.accountlock.engine.deployment.OurProcesses;
import io.github.accountlock.engine.inside.EngineField;
import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.engine.process.Starts;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.SuspendedEntityInteractionException;
import org.camunda.bpm.engine.impl.ProcessInstantiationBuilderImpl;
import org.camunda.bpm.engine.impl.cmd.StartProcessInstanceAtActivitiesCmd;
import org.camunda.bpm.engine.impl.cmd.StartProcessInstanceCmd;
import org.camunda.bpm.engine.impl.cmd.SubmitStartFormCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;

/** Sees to it that a request which was refused when it was made is written down all the same, whoever refused it. */
final class RefusedStarts extends CommandInterceptor {

    private static final Map<Class<?>, Function<Object, String>> PROCESS = Map.of(
            StartProcessInstanceCmd.class, started(StartProcessInstanceCmd.class),
            StartProcessInstanceAtActivitiesCmd.class, started(StartProcessInstanceAtActivitiesCmd.class),
            SubmitStartFormCmd.class, submitted());

    private static final String SUSPENDED =
            "This process is suspended, and no request is taken until it is activated again. Nothing was changed.";

    private final Starts starts;

    RefusedStarts(Starts starts) {
        this.starts = starts;
    }

    @Override
    public <T> T execute(Command<T> command) {
        try {
            return next.execute(command);
        } catch (SuspendedEntityInteractionException suspended) {
            throw process(command).isEmpty() ? suspended : new Refusal(Refusal.Kind.CONFLICT, SUSPENDED);
        } catch (RuntimeException failed) {
            Throwable why = failed instanceof AuthorizationException ? failed : Refused.reason(failed);
            if (why instanceof Refusal || why instanceof Shut || why instanceof AuthorizationException) {
                boolean slip = why instanceof Refusal refusal && refusal.kind().isSlip();
                process(command).ifPresent(process -> starts.refused(process, why.getMessage(), slip));
            }
            throw failed;
        }
    }

    private static Optional<String> process(Command<?> command) {
        return Optional.ofNullable(PROCESS.get(command.getClass()))
                .map(key -> key.apply(command))
                .filter(OurProcesses.KEYS::contains);
    }

    private static Function<Object, String> started(Class<?> command) {
        EngineField<ProcessInstantiationBuilderImpl> builder =
                EngineField.of(command, "instantiationBuilder", ProcessInstantiationBuilderImpl.class);
        return start -> StartDoor.key(builder.of(start));
    }

    private static Function<Object, String> submitted() {
        EngineField<String> definition = EngineField.of(SubmitStartFormCmd.class, "processDefinitionId", String.class);
        return start -> StartDoor.keyOf(definition.of(start));
    }
}
