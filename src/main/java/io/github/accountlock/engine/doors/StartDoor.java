package io.github.accountlock.engine.doors;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.engine.inside.EngineField;
import io.github.accountlock.engine.process.AccountListProcess;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.engine.process.AccountUnlockProcess;
import io.github.accountlock.engine.process.CheckList;
import io.github.accountlock.engine.process.Refusal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.impl.ProcessInstantiationBuilderImpl;
import org.camunda.bpm.engine.impl.cmd.StartProcessInstanceCmd;
import org.camunda.bpm.engine.impl.cmd.SubmitStartFormCmd;
import org.camunda.bpm.engine.variable.VariableMap;

/** The start of a request at its beginning: with what the form asks for, before any of it is stored. */
final class StartDoor {

    private static final Map<String, Set<String>> ALLOWED = Map.of(
            AccountLockProcess.KEY, names(LockState.LOCKED, List.of(LockRequest.DURATION, LockRequest.START)),
            AccountUnlockProcess.KEY, names(LockState.UNLOCKED, List.of()),
            AccountListProcess.KEY,
                    with(CheckList.NAMES, List.of(LockRequest.DURATION, LockRequest.START, LockRequest.REPEATED)));

    private StartDoor() {}

    static Door byApi() {
        EngineField<ProcessInstantiationBuilderImpl> builder = EngineField.of(
                StartProcessInstanceCmd.class, "instantiationBuilder", ProcessInstantiationBuilderImpl.class);
        return command -> {
            ProcessInstantiationBuilderImpl start = builder.of(command);
            String key = key(start);
            wrong(key, start.getVariables()).ifPresent(sentence -> {
                throw Shut.because(sentence);
            });
            if (ALLOWED.containsKey(key) && start.getVariables() != null) {
                start.getModificationBuilder().getProcessVariables().putAll(told(start.getVariables()));
            }
        };
    }

    static Door byForm() {
        EngineField<String> definition = EngineField.of(SubmitStartFormCmd.class, "processDefinitionId", String.class);
        EngineField<Object> variables = EngineField.ofAny(SubmitStartFormCmd.class, "variables");
        return command -> {
            String key = keyOf(definition.of(command));
            Map<?, ?> sent = (Map<?, ?>) variables.of(command);
            wrong(key, sent).ifPresent(sentence -> {
                throw new Refusal(Refusal.Kind.FOREIGN, sentence);
            });
            if (ALLOWED.containsKey(key) && sent != null) {
                variables.set(command, told(sent));
            }
        };
    }

    /** What is asked for is frozen as a fact; nothing of it is stored beside that. */
    private static VariableMap told(Map<?, ?> sent) {
        return SentValues.told(sent, name -> true, name -> false);
    }

    private static Optional<String> wrong(String key, Map<?, ?> sent) {
        return ALLOWED.containsKey(key)
                ? SentValues.problem(sent, ALLOWED.get(key), "are not part of a request")
                : Optional.empty();
    }

    static String key(ProcessInstantiationBuilderImpl start) {
        return start.getProcessDefinitionKey() != null
                ? start.getProcessDefinitionKey()
                : keyOf(start.getProcessDefinitionId());
    }

    static String keyOf(String processDefinitionId) {
        return processDefinitionId == null ? "" : Ours.key(processDefinitionId);
    }

    private static Set<String> names(LockState target, List<String> more) {
        return with(LockRequest.names(target), more);
    }

    private static Set<String> with(List<String> asked, List<String> more) {
        Set<String> names = new LinkedHashSet<>(asked);
        names.addAll(more);
        return names;
    }
}
