package io.github.accountlock.engine.process;

import io.github.accountlock.engine.deployment.OurProcesses;
import org.camunda.bpm.engine.impl.history.event.HistoryEventType;
import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;
import org.camunda.bpm.engine.impl.persistence.entity.HistoricJobLogManager;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.runtime.Job;

/**
 * The engine's job log without the jobs of our processes that go well: what they did is sealed in the ledger, and a twelfth
 * of a request's statements would say only that they ran. A job that has failed is logged as the engine does it, to its end.
 */
public final class FailedJobLog extends HistoricJobLogManager {

    @Override
    protected boolean isHistoryEventProduced(HistoryEventType type, Job job) {
        return (type == HistoryEventTypes.JOB_FAIL || !OurProcesses.KEYS.contains(key(job)) || hasFailed(job))
                && super.isHistoryEventProduced(type, job);
    }

    private static String key(Job job) {
        return job.getProcessDefinitionKey() == null ? "" : job.getProcessDefinitionKey();
    }

    private static boolean hasFailed(Job job) {
        return job.getExceptionMessage() != null || ((JobEntity) job).getExceptionByteArrayId() != null;
    }
}
