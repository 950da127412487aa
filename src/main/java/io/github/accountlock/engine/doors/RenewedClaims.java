package io.github.accountlock.engine.doors;

import io.github.accountlock.engine.inside.EngineField;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.jobexecutor.FailedJobListener;
import org.camunda.bpm.engine.impl.jobexecutor.JobFailureCollector;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;

/**
 * A job whose claim this node has renewed while it ran is still this node's. The engine tells by the end of the claim whether
 * somebody else has taken the job, and would forget the failure. A claim that was made anew has a revision of its own.
 */
final class RenewedClaims extends CommandInterceptor {

    private static final EngineField<JobFailureCollector> FAILURE =
            EngineField.of(FailedJobListener.class, "jobFailureCollector", JobFailureCollector.class);

    @Override
    public <T> T execute(Command<T> command) {
        if (command instanceof FailedJobListener) {
            CommandContext engine = Context.getCommandContext();
            JobEntity ran = FAILURE.of(command).getJob();
            JobEntity stored = ran == null ? null : engine.getJobManager().findJobById(ran.getId());
            String here =
                    engine.getProcessEngineConfiguration().getJobExecutor().getLockOwner();
            if (stored != null && here.equals(stored.getLockOwner()) && stored.getRevision() == ran.getRevision()) {
                ran.setLockExpirationTime(stored.getLockExpirationTime());
            }
        }
        return next.execute(command);
    }
}
