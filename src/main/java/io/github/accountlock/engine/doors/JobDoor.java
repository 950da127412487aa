package io.github.accountlock.engine.doors;

import io.github.accountlock.engine.deployment.TrustedModels;
import io.github.accountlock.engine.process.NotCovered;
import io.github.accountlock.engine.process.OfANewerRelease;
import io.github.accountlock.engine.process.TooEarly;
import java.util.Collection;
import java.util.Set;
import org.camunda.bpm.engine.batch.Batch;
import org.camunda.bpm.engine.impl.ModificationBatchConfiguration;
import org.camunda.bpm.engine.impl.RestartProcessInstancesBatchConfiguration;
import org.camunda.bpm.engine.impl.batch.BatchConfiguration;
import org.camunda.bpm.engine.impl.batch.BatchJobConfiguration;
import org.camunda.bpm.engine.impl.batch.BatchJobHandler;
import org.camunda.bpm.engine.impl.batch.SetJobRetriesBatchConfiguration;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.jobexecutor.JobFailureCollector;
import org.camunda.bpm.engine.impl.migration.batch.MigrationBatchConfiguration;
import org.camunda.bpm.engine.impl.persistence.entity.ByteArrayEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobDefinitionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TimerEntity;
import org.camunda.bpm.engine.impl.util.ClockUtil;

/** The execution of a job: of a batch that reaches us, of a timer before its time, of a model that is not ours any more. */
final class JobDoor {

    static final String TIMER = "Changing when a timer is due";
    static final String DELETING = "Deleting a job";
    static final String STOPPING = "Taking away the retries of a step";

    private static final Set<String> BATCHES = Set.of(
            Batch.TYPE_PROCESS_INSTANCE_MODIFICATION,
            Batch.TYPE_PROCESS_INSTANCE_RESTART,
            Batch.TYPE_PROCESS_INSTANCE_MIGRATION,
            Batch.TYPE_SET_JOB_RETRIES,
            Batch.TYPE_SET_VARIABLES,
            Batch.TYPE_CORRELATE_MESSAGE);

    private final TrustedModels trusted;

    JobDoor(TrustedModels trusted) {
        this.trusted = trusted;
    }

    /** @param failure where the engine looks for the job when it fails */
    void execute(String jobId, JobFailureCollector failure) {
        JobEntity job = jobId == null ? null : job(jobId);
        if (job == null) {
            return;
        }
        failure.setJob(job);
        if (BATCHES.contains(job.getJobHandlerType())) {
            refuseIfItReachesUs(job);
        } else if (Ours.definition(job.getProcessDefinitionId())) {
            trusted.untrusted(job.getProcessDefinitionId()).ifPresent(why -> {
                if (trusted.isOfANewerRelease(job.getProcessDefinitionId())) {
                    throw new OfANewerRelease(why);
                }
                throw new NotCovered("request " + job.getProcessInstanceId(), why);
            });
            if (job instanceof TimerEntity
                    && job.getDuedate() != null
                    && job.getDuedate().after(ClockUtil.now())) {
                throw new TooEarly();
            }
        }
    }

    /** New retries may bring a new due date with them. */
    void retry(String jobId, Collection<?> jobIds, String jobDefinitionId) {
        JobDefinitionEntity definition = jobDefinitionId == null
                ? null
                : engine().getDbEntityManager().selectById(JobDefinitionEntity.class, jobDefinitionId);
        if (jobId != null && isOurTimer(jobId)
                || jobIds != null && jobIds.stream().anyMatch(id -> isOurTimer((String) id))
                || definition != null
                        && definition.getJobType().startsWith("timer")
                        && Ours.definition(definition.getProcessDefinitionId())) {
            throw Shut.to(TIMER);
        }
    }

    /** A step without retries is one that nothing has gone wrong with, and that nobody is told to look at. */
    void stop(String jobId, Collection<?> jobIds, String jobDefinitionId) {
        JobDefinitionEntity definition = jobDefinitionId == null
                ? null
                : engine().getDbEntityManager().selectById(JobDefinitionEntity.class, jobDefinitionId);
        if (Ours.job(jobId)
                || jobIds != null && jobIds.stream().anyMatch(id -> Ours.job((String) id))
                || definition != null && Ours.definition(definition.getProcessDefinitionId())) {
            throw Shut.to(STOPPING);
        }
    }

    static boolean isOurTimer(String jobId) {
        return job(jobId) instanceof TimerEntity timer && Ours.definition(timer.getProcessDefinitionId());
    }

    private static JobEntity job(String jobId) {
        return engine().getDbEntityManager().selectById(JobEntity.class, jobId);
    }

    private static void refuseIfItReachesUs(JobEntity job) {
        BatchJobHandler<?> handler = (BatchJobHandler<?>)
                engine().getProcessEngineConfiguration().getJobHandlers().get(job.getJobHandlerType());
        String where = ((BatchJobConfiguration) job.getJobHandlerConfiguration()).getConfigurationByteArrayId();
        ByteArrayEntity bytes = engine().getDbEntityManager().selectById(ByteArrayEntity.class, where);
        if (reachesUs(handler.readConfiguration(bytes.getBytes()))) {
            throw Shut.to("The batch " + job.getJobHandlerType());
        }
    }

    private static boolean reachesUs(Object batch) {
        if (batch instanceof ModificationBatchConfiguration modification) {
            return Ours.definition(modification.getProcessDefinitionId());
        }
        if (batch instanceof RestartProcessInstancesBatchConfiguration restart) {
            return Ours.definition(restart.getProcessDefinitionId());
        }
        if (batch instanceof MigrationBatchConfiguration migration) {
            return BatchDoor.reachesUs(migration.getMigrationPlan());
        }
        if (batch instanceof SetJobRetriesBatchConfiguration retries) {
            return retries.isDueDateSet() && retries.getIds().stream().anyMatch(JobDoor::isOurTimer)
                    || retries.getRetries() < 1 && retries.getIds().stream().anyMatch(Ours::job);
        }
        return batch instanceof BatchConfiguration instances && Ours.anyExecution(instances.getIds());
    }

    private static CommandContext engine() {
        return Context.getCommandContext();
    }
}
