package io.github.accountlock.engine.doors;

import io.github.accountlock.engine.deployment.OurProcesses;
import io.github.accountlock.engine.deployment.TrustedModels;
import io.github.accountlock.engine.inside.EngineField;
import io.github.accountlock.engine.process.Comments;
import io.github.accountlock.engine.process.Shown;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.camunda.bpm.engine.impl.MessageCorrelationBuilderImpl;
import org.camunda.bpm.engine.impl.ModificationBuilderImpl;
import org.camunda.bpm.engine.impl.ProcessInstanceModificationBuilderImpl;
import org.camunda.bpm.engine.impl.ProcessInstantiationBuilderImpl;
import org.camunda.bpm.engine.impl.RestartProcessInstanceBuilderImpl;
import org.camunda.bpm.engine.impl.SignalEventReceivedBuilderImpl;
import org.camunda.bpm.engine.impl.cmd.AbstractCorrelateMessageCmd;
import org.camunda.bpm.engine.impl.cmd.AbstractModificationCmd;
import org.camunda.bpm.engine.impl.cmd.AbstractPatchVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.AbstractProcessInstanceModificationCommand;
import org.camunda.bpm.engine.impl.cmd.AbstractRestartProcessInstanceCmd;
import org.camunda.bpm.engine.impl.cmd.AddCommentCmd;
import org.camunda.bpm.engine.impl.cmd.ClaimTaskCmd;
import org.camunda.bpm.engine.impl.cmd.CompleteTaskCmd;
import org.camunda.bpm.engine.impl.cmd.CreateMigrationPlanCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteDeploymentCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteJobCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteJobsCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteProcessDefinitionsByIdsCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteProcessDefinitionsByKeyCmd;
import org.camunda.bpm.engine.impl.cmd.ExecuteJobsCmd;
import org.camunda.bpm.engine.impl.cmd.HandleTaskBpmnErrorCmd;
import org.camunda.bpm.engine.impl.cmd.HandleTaskEscalationCmd;
import org.camunda.bpm.engine.impl.cmd.MessageEventReceivedCmd;
import org.camunda.bpm.engine.impl.cmd.ModifyProcessInstanceAsyncCmd;
import org.camunda.bpm.engine.impl.cmd.ModifyProcessInstanceCmd;
import org.camunda.bpm.engine.impl.cmd.PatchExecutionVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.PatchTaskVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.RecalculateJobDuedateCmd;
import org.camunda.bpm.engine.impl.cmd.RemoveExecutionVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.RemoveTaskVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.ResolveTaskCmd;
import org.camunda.bpm.engine.impl.cmd.SaveTaskCmd;
import org.camunda.bpm.engine.impl.cmd.SetExecutionVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.SetJobDuedateCmd;
import org.camunda.bpm.engine.impl.cmd.SetJobRetriesCmd;
import org.camunda.bpm.engine.impl.cmd.SetProcessDefinitionVersionCmd;
import org.camunda.bpm.engine.impl.cmd.SetTaskDescriptionCmd;
import org.camunda.bpm.engine.impl.cmd.SetTaskNameCmd;
import org.camunda.bpm.engine.impl.cmd.SetTaskVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.SignalCmd;
import org.camunda.bpm.engine.impl.cmd.SignalEventReceivedCmd;
import org.camunda.bpm.engine.impl.cmd.StartProcessInstanceAtActivitiesCmd;
import org.camunda.bpm.engine.impl.cmd.StartProcessInstanceCmd;
import org.camunda.bpm.engine.impl.cmd.SubmitStartFormCmd;
import org.camunda.bpm.engine.impl.cmd.SubmitTaskFormCmd;
import org.camunda.bpm.engine.impl.cmd.UpdateCommentCmd;
import org.camunda.bpm.engine.impl.cmd.batch.CorrelateAllMessageBatchCmd;
import org.camunda.bpm.engine.impl.cmd.batch.variables.SetVariablesToProcessInstancesBatchCmd;
import org.camunda.bpm.engine.impl.jobexecutor.JobFailureCollector;
import org.camunda.bpm.engine.impl.migration.AbstractMigrationCmd;
import org.camunda.bpm.engine.impl.migration.MigrationPlanBuilderImpl;
import org.camunda.bpm.engine.impl.migration.MigrationPlanExecutionBuilderImpl;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;

/** Which commands are looked at. Every other command of the engine is listed, with its reason, beside the tests. */
final class DoorTable {

    static final String MOVING = "Moving a request to another step (modification)";
    static final String RESTARTING = "Restarting a request that has ended";
    static final String MIGRATING = "Migrating to or from one of our processes";
    static final String VARIABLES = "Setting or removing variables";
    static final String MESSAGE = "Sending a message or a signal to a request";

    private final Map<Class<?>, Door> doors = new HashMap<>();

    DoorTable(TrustedModels trusted, Shown shown, Comments comments) {
        tokens();
        variables();
        messages();
        tasks(new TaskDoor(trusted, shown));
        jobs(new JobDoor(trusted));
        models();
        doors.put(AddCommentCmd.class, new CommentDoor(AddCommentCmd.class, comments));
        doors.put(UpdateCommentCmd.class, new CommentDoor(UpdateCommentCmd.class, comments));
        doors.put(StartProcessInstanceCmd.class, StartDoor.byApi());
        doors.put(SubmitStartFormCmd.class, StartDoor.byForm());
    }

    /** Of a command or of what it extends; empty if it may pass unseen. */
    Optional<Door> of(Class<?> command) {
        for (Class<?> type = command; type != null; type = type.getSuperclass()) {
            Door door = doors.get(type);
            if (door != null) {
                return Optional.of(door);
            }
        }
        return Optional.empty();
    }

    private void tokens() {
        shut(
                StartProcessInstanceAtActivitiesCmd.class,
                "instantiationBuilder",
                ProcessInstantiationBuilderImpl.class,
                "Starting a request anywhere but at its beginning (start instructions)",
                start -> Ours.key(start.getProcessDefinitionId(), start.getProcessDefinitionKey()));
        for (Class<?> one : List.of(ModifyProcessInstanceCmd.class, ModifyProcessInstanceAsyncCmd.class)) {
            shut(
                    one,
                    "builder",
                    ProcessInstanceModificationBuilderImpl.class,
                    MOVING,
                    change -> Ours.execution(change.getProcessInstanceId()));
        }
        shut(AbstractProcessInstanceModificationCommand.class, "processInstanceId", MOVING, Ours::execution);
        shut(
                AbstractModificationCmd.class,
                "builder",
                ModificationBuilderImpl.class,
                MOVING,
                change -> Ours.definition(change.getProcessDefinitionId()));
        shut(
                AbstractRestartProcessInstanceCmd.class,
                "builder",
                RestartProcessInstanceBuilderImpl.class,
                RESTARTING,
                restart -> Ours.definition(restart.getProcessDefinitionId()));
        shut(
                CreateMigrationPlanCmd.class,
                "migrationBuilder",
                MigrationPlanBuilderImpl.class,
                MIGRATING,
                plan -> Ours.definition(plan.getSourceProcessDefinitionId())
                        || Ours.definition(plan.getTargetProcessDefinitionId()));
        shut(
                AbstractMigrationCmd.class,
                "executionBuilder",
                MigrationPlanExecutionBuilderImpl.class,
                MIGRATING,
                migration -> BatchDoor.reachesUs(migration.getMigrationPlan()));
        shut(SetProcessDefinitionVersionCmd.class, "processInstanceId", MIGRATING, Ours::execution);
    }

    private void variables() {
        for (Class<?> one : List.of(
                SetExecutionVariablesCmd.class, RemoveExecutionVariablesCmd.class, PatchExecutionVariablesCmd.class)) {
            shut(one, "entityId", VARIABLES, Ours::execution);
        }
        for (Class<?> one :
                List.of(SetTaskVariablesCmd.class, RemoveTaskVariablesCmd.class, PatchTaskVariablesCmd.class)) {
            shut(one, "entityId", VARIABLES, Ours::task);
        }
        shut(AbstractPatchVariablesCmd.class, "entityId", VARIABLES, id -> Ours.execution(id) || Ours.task(id));
        doors.put(
                SetVariablesToProcessInstancesBatchCmd.class,
                new BatchDoor(SetVariablesToProcessInstancesBatchCmd.class, VARIABLES));
    }

    /** Our models wait for none. */
    private void messages() {
        shut(SignalCmd.class, "executionId", MESSAGE, Ours::execution);
        shut(MessageEventReceivedCmd.class, "executionId", MESSAGE, Ours::execution);
        shut(
                SignalEventReceivedCmd.class,
                "builder",
                SignalEventReceivedBuilderImpl.class,
                MESSAGE,
                signal -> Ours.execution(signal.getExecutionId()));
        shut(
                AbstractCorrelateMessageCmd.class,
                "builder",
                MessageCorrelationBuilderImpl.class,
                MESSAGE,
                message -> Ours.execution(message.getProcessInstanceId())
                        || Ours.definition(message.getProcessDefinitionId()));
        doors.put(CorrelateAllMessageBatchCmd.class, new BatchDoor(CorrelateAllMessageBatchCmd.class, MESSAGE));
    }

    private void tasks(TaskDoor tasks) {
        EngineField<String> completed = EngineField.of(CompleteTaskCmd.class, "taskId", String.class);
        EngineField<Object> sent = EngineField.ofAny(CompleteTaskCmd.class, "variables");
        EngineField<String> submitted = EngineField.of(SubmitTaskFormCmd.class, "taskId", String.class);
        EngineField<Object> filled = EngineField.ofAny(SubmitTaskFormCmd.class, "properties");
        EngineField<TaskEntity> saved = EngineField.of(SaveTaskCmd.class, "task", TaskEntity.class);
        doors.put(CompleteTaskCmd.class, command -> tasks.complete(completed.of(command), command, sent));
        doors.put(SubmitTaskFormCmd.class, command -> tasks.complete(submitted.of(command), command, filled));
        EngineField<String> claimed = EngineField.of(ClaimTaskCmd.class, "taskId", String.class);
        EngineField<String> claiming = EngineField.of(ClaimTaskCmd.class, "userId", String.class);
        doors.put(ClaimTaskCmd.class, command -> tasks.claim(claimed.of(command), claiming.of(command)));
        doors.put(ResolveTaskCmd.class, command -> tasks.resolve(completed.of(command), (Map<?, ?>) sent.of(command)));
        doors.put(SaveTaskCmd.class, command -> tasks.save(saved.of(command)));
        shut(HandleTaskBpmnErrorCmd.class, "taskId", "Ending a task with an error", Ours::task);
        shut(HandleTaskEscalationCmd.class, "taskId", "Ending a task with an escalation", Ours::task);
        shut(SetTaskNameCmd.class, "taskId", TaskDoor.RENAMING, Ours::task);
        shut(SetTaskDescriptionCmd.class, "taskId", TaskDoor.RENAMING, Ours::task);
    }

    private void jobs(JobDoor jobs) {
        EngineField<String> executed = EngineField.of(ExecuteJobsCmd.class, "jobId", String.class);
        EngineField<JobFailureCollector> failure =
                EngineField.of(ExecuteJobsCmd.class, "jobFailureCollector", JobFailureCollector.class);
        doors.put(ExecuteJobsCmd.class, command -> jobs.execute(executed.of(command), failure.of(command)));
        EngineField<Boolean> dated = EngineField.of(SetJobRetriesCmd.class, "isDueDateSet", Boolean.class);
        EngineField<String> retried = EngineField.of(SetJobRetriesCmd.class, "jobId", String.class);
        EngineField<?> allRetried = EngineField.of(SetJobRetriesCmd.class, "jobIds", List.class);
        EngineField<String> ofDefinition = EngineField.of(SetJobRetriesCmd.class, "jobDefinitionId", String.class);
        EngineField<Integer> retries = EngineField.of(SetJobRetriesCmd.class, "retries", Integer.class);
        doors.put(SetJobRetriesCmd.class, command -> {
            if (dated.of(command)) {
                jobs.retry(retried.of(command), (List<?>) allRetried.of(command), ofDefinition.of(command));
            }
            if (retries.of(command) < 1) {
                jobs.stop(retried.of(command), (List<?>) allRetried.of(command), ofDefinition.of(command));
            }
        });
        shut(SetJobDuedateCmd.class, "jobId", JobDoor.TIMER, JobDoor::isOurTimer);
        shut(RecalculateJobDuedateCmd.class, "jobId", JobDoor.TIMER, JobDoor::isOurTimer);
        shut(DeleteJobCmd.class, "jobId", JobDoor.DELETING, Ours::job);
        shut(DeleteJobsCmd.class, "jobIds", List.class, JobDoor.DELETING, DoorTable::anyJob);
    }

    /** To be rid of one request, or of all, is to delete each with a reason. */
    private void models() {
        shut(DeleteDeploymentCmd.class, "deploymentId", ModelDoor.DELETING, ModelDoor::isNeeded);
        shut(
                DeleteProcessDefinitionsByIdsCmd.class,
                "processDefinitionIds",
                Collection.class,
                ModelDoor.DELETING,
                ModelDoor::anyIsNeeded);
        shut(
                DeleteProcessDefinitionsByKeyCmd.class,
                "processDefinitionKey",
                ModelDoor.DELETING,
                OurProcesses.KEYS::contains);
    }

    private static boolean anyJob(Collection<?> ids) {
        return ids.stream().anyMatch(id -> Ours.job((String) id));
    }

    private void shut(Class<?> command, String field, String what, Predicate<String> reachesUs) {
        shut(command, field, String.class, what, reachesUs);
    }

    private <T> void shut(Class<?> command, String field, Class<T> type, String what, Predicate<? super T> reachesUs) {
        EngineField<T> read = EngineField.of(command, field, type);
        doors.put(command, sent -> {
            T target = read.of(sent);
            if (target != null && reachesUs.test(target)) {
                throw Shut.to(what);
            }
        });
    }
}
