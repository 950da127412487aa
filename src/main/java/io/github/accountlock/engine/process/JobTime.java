package io.github.accountlock.engine.process;

import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutorContext;

/**
 * How long the running job may still send a call: another node takes the job over when its lock runs out, and by then
 * the call must have left and been answered, or must not leave any more.
 */
public final class JobTime {

    private final Duration longest;
    private final Duration call;
    private final Clock clock;

    /**
     * @param longest how long a call may wait for its turn and its connection at most
     * @param call longest time of the call itself
     */
    public JobTime(Duration longest, Duration call, Clock clock) {
        this.longest = longest;
        this.call = call;
        this.clock = clock;
    }

    /** Less than nothing if there is no time left. */
    Duration left() {
        JobExecutorContext job = Context.getJobExecutorContext();
        Date lockEnds = job == null || job.getCurrentJob() == null
                ? null
                : job.getCurrentJob().getLockExpirationTime();
        if (lockEnds == null) {
            return longest; // run by hand, by nobody else
        }
        Duration left = Duration.between(clock.instant(), lockEnds.toInstant()).minus(call);
        return left.compareTo(longest) < 0 ? left : longest;
    }
}
