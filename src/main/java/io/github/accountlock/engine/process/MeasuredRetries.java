package io.github.accountlock.engine.process;

import io.github.accountlock.engine.deployment.OurProcesses;
import io.github.accountlock.metrics.Meters;
import io.github.accountlock.metrics.Metric;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.jobexecutor.FailedJobCommandFactory;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;

/** Counts what becomes of failed steps of our processes; who decides it is the factory inside. */
public final class MeasuredRetries implements FailedJobCommandFactory {

    private static final String RETRY = "retry";
    private static final String PUT_BACK = "put_back";
    private static final String INCIDENT = "incident";

    private final FailedJobCommandFactory retries;
    private final Meters meters;
    private final Consumer<Runnable> afterCommit;

    /** @param afterCommit runs something when the running command is committed */
    public MeasuredRetries(FailedJobCommandFactory retries, Meters meters, Consumer<Runnable> afterCommit) {
        this.retries = retries;
        this.meters = meters;
        this.afterCommit = afterCommit;
        List.of(RETRY, PUT_BACK, INCIDENT).forEach(next -> meters.count(Metric.JOBS_FAILED, 0, next));
    }

    @Override
    public Command<Object> getCommand(String jobId, Throwable failure) {
        Command<Object> inside = retries.getCommand(jobId, failure);
        return engine -> {
            JobEntity job = engine.getJobManager().findJobById(jobId);
            if (job == null
                    || !OurProcesses.KEYS.contains(Objects.requireNonNullElse(job.getProcessDefinitionKey(), ""))) {
                return inside.execute(engine);
            }
            return counted(job, inside, engine);
        };
    }

    private Object counted(JobEntity job, Command<Object> inside, CommandContext engine) {
        int before = job.getRetries();
        Object due = job.getDuedate();
        Object result = inside.execute(engine);
        if (job.getRetries() == 0 && before > 0) {
            count(INCIDENT);
        } else if (job.getRetries() != before) {
            count(RETRY);
        } else if (!Objects.equals(due, job.getDuedate())) {
            count(PUT_BACK);
        }
        return result;
    }

    private void count(String next) {
        afterCommit.accept(() -> meters.count(Metric.JOBS_FAILED, 1, next));
    }
}
