package io.github.accountlock.engine;

import io.github.accountlock.engine.deployment.OurProcesses;
import java.util.Objects;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.jobexecutor.FailedJobCommandFactory;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;

/** What a failed step does next: of our processes we say it, of every other process the host does. */
record RetriesByProcess(FailedJobCommandFactory ours, FailedJobCommandFactory hosts)
        implements FailedJobCommandFactory {

    @Override
    public Command<Object> getCommand(String jobId, Throwable failure) {
        return engine -> {
            JobEntity job = engine.getJobManager().findJobById(jobId);
            boolean isOurs = job != null
                    && OurProcesses.KEYS.contains(Objects.requireNonNullElse(job.getProcessDefinitionKey(), ""));
            return (isOurs ? ours : hosts).getCommand(jobId, failure).execute(engine);
        };
    }
}
