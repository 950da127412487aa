package io.github.accountlock.engine.hardening;

import io.github.accountlock.engine.deployment.OurProcesses;
import java.util.Map;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;

/**
 * What expressions of our processes know by name, before every variable and every bean of the host. Other processes do not
 * see it, so no name of ours meets a name of theirs.
 */
public record OwnBeans(Map<String, Object> beans) {

    public OwnBeans {
        beans = Map.copyOf(beans);
    }

    /** @return null if the name is not one of ours, or not asked for by a process of ours */
    Object find(Object scope, Object name) {
        Object bean = name instanceof String text ? beans.get(text) : null;
        return bean != null && isOurs(process(scope)) ? bean : null;
    }

    private static ProcessDefinitionEntity process(Object scope) {
        if (scope instanceof TaskEntity task) {
            return task.getProcessDefinition();
        }
        return scope instanceof ExecutionEntity execution ? execution.getProcessDefinition() : null;
    }

    private static boolean isOurs(ProcessDefinitionEntity process) {
        return process != null && OurProcesses.KEYS.contains(process.getKey());
    }
}
