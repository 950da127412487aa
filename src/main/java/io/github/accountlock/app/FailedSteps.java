package io.github.accountlock.app;

import io.github.accountlock.engine.process.RetryByKind;
import org.camunda.bpm.engine.impl.jobexecutor.ExecuteJobHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/**
 * A failed step as one line of the log with its cause, in place of the engine's ENGINE-14006 with a stack trace. The trace is
 * with the incident in Cockpit, and at level DEBUG here. The engine has left the request's id in the MDC.
 */
@Component
final class FailedSteps implements InitializingBean, ExecuteJobHelper.ExceptionLoggingHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FailedSteps.class);

    @Override
    public void afterPropertiesSet() {
        ExecuteJobHelper.LOGGING_HANDLER = this;
    }

    @Override
    public void exceptionWhileExecutingJob(String jobId, Throwable failure) {
        if (RetryByKind.isPlanned(failure)) {
            LOG.info(
                    "LOCK-091 step {} of request {} goes on in a moment (job {}): {}",
                    MDC.get("activityId"),
                    MDC.get("processInstanceId"),
                    jobId,
                    cause(failure));
            return;
        }
        LOG.warn(
                "LOCK-055 step {} of request {} failed (job {}): {}",
                MDC.get("activityId"),
                MDC.get("processInstanceId"),
                jobId,
                cause(failure));
        LOG.debug("LOCK-055 job {}", jobId, failure);
    }

    /** What was thrown under the engine's own wrapping, in one line. */
    private static String cause(Throwable failure) {
        Throwable told = failure;
        while (told.getCause() != null && told.getClass().getName().startsWith("org.camunda.")) {
            told = told.getCause();
        }
        boolean ours = told.getClass().getName().startsWith("io.github.accountlock.") && told.getMessage() != null;
        return (ours ? told.getMessage() : told.toString()).replaceAll("\\s+", " ");
    }
}
