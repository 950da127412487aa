package io.github.accountlock.engine.doors;

import io.github.accountlock.engine.deployment.OurProcesses;
import java.util.Collection;
import java.util.Optional;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.HistoricProcessInstanceEntity;
import org.camunda.bpm.engine.impl.persistence.entity.HistoricTaskInstanceEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;

/** What belongs to our processes. An id that is null or unknown does not: the command itself complains about it. */
final class Ours {

    private Ours() {}

    static boolean definition(String processDefinitionId) {
        return processDefinitionId != null && OurProcesses.KEYS.contains(key(processDefinitionId));
    }

    static boolean key(String processDefinitionId, String processDefinitionKey) {
        return OurProcesses.KEYS.contains(
                processDefinitionKey == null ? keyOrNone(processDefinitionId) : processDefinitionKey);
    }

    /** Also of a process instance, which is an execution. */
    static boolean execution(String executionId) {
        ExecutionEntity execution =
                executionId == null ? null : engine().getExecutionManager().findExecutionById(executionId);
        return execution != null && definition(execution.getProcessDefinitionId());
    }

    static boolean anyExecution(Collection<?> executionIds) {
        return executionIds != null && executionIds.stream().anyMatch(id -> execution((String) id));
    }

    static boolean task(String taskId) {
        TaskEntity task = taskId == null ? null : engine().getTaskManager().findTaskById(taskId);
        return task != null && definition(task.getProcessDefinitionId());
    }

    static boolean taskOpenOrClosed(String taskId) {
        HistoricTaskInstanceEntity task = taskId == null
                ? null
                : engine().getHistoricTaskInstanceManager().findHistoricTaskInstanceById(taskId);
        return task != null && definition(task.getProcessDefinitionId());
    }

    /** The request to which a task belongs, open or closed; empty if it is none of ours. */
    static Optional<String> requestOfTask(String taskId) {
        if (task(taskId)) {
            return Optional.of(openTask(taskId).getProcessInstanceId());
        }
        return taskOpenOrClosed(taskId)
                ? Optional.of(engine().getHistoricTaskInstanceManager()
                        .findHistoricTaskInstanceById(taskId)
                        .getProcessInstanceId())
                : Optional.empty();
    }

    /** The request of a process instance or of an execution in it, also when it has ended; empty if it is none of ours. */
    static Optional<String> request(String executionId) {
        if (execution(executionId)) {
            return Optional.of(openExecution(executionId).getProcessInstanceId());
        }
        HistoricProcessInstanceEntity ended = executionId == null
                ? null
                : engine().getHistoricProcessInstanceManager().findHistoricProcessInstance(executionId);
        return Optional.ofNullable(ended)
                .filter(instance -> definition(instance.getProcessDefinitionId()))
                .map(HistoricProcessInstanceEntity::getId);
    }

    /** Null if it is not open. */
    static TaskEntity openTask(String taskId) {
        return engine().getTaskManager().findTaskById(taskId);
    }

    /** Null if it does not run. */
    static ExecutionEntity openExecution(String executionId) {
        return engine().getExecutionManager().findExecutionById(executionId);
    }

    static boolean job(String jobId) {
        JobEntity job = jobId == null ? null : engine().getDbEntityManager().selectById(JobEntity.class, jobId);
        return job != null && definition(job.getProcessDefinitionId());
    }

    static String key(String processDefinitionId) {
        ProcessDefinitionEntity cached = engine().getProcessEngineConfiguration()
                .getDeploymentCache()
                .findProcessDefinitionFromCache(processDefinitionId);
        ProcessDefinitionEntity definition = cached != null
                ? cached
                : engine().getProcessDefinitionManager().findLatestProcessDefinitionById(processDefinitionId);
        return definition == null ? "" : definition.getKey();
    }

    private static String keyOrNone(String processDefinitionId) {
        return processDefinitionId == null ? "" : key(processDefinitionId);
    }

    private static CommandContext engine() {
        return Context.getCommandContext();
    }
}
