package io.github.accountlock.engine.process;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutorContext;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;

/**
 * How long the running job may still send a call: another node takes the job over when its claim runs out, and by then the
 * call must have left, or must not leave any more. Its answer is waited for by whoever comes next, see the call's deadline.
 */
public final class JobTime {

    private final Duration longest;
    private final Function<String, Optional<Instant>> renewed;
    private final Clock clock;

    /**
     * @param longest how long a call may wait for its turn and its connection at most
     * @param renewed until when the claim on a job was renewed, by the job's id
     */
    public JobTime(Duration longest, Function<String, Optional<Instant>> renewed, Clock clock) {
        this.longest = longest;
        this.renewed = renewed;
        this.clock = clock;
    }

    /** Less than nothing if there is no time left. */
    Duration left() {
        JobExecutorContext context = Context.getJobExecutorContext();
        JobEntity job = context == null ? null : context.getCurrentJob();
        if (job == null || job.getLockExpirationTime() == null) {
            return longest; // run by hand, by nobody else
        }
        Instant until =
                renewed.apply(job.getId()).orElse(job.getLockExpirationTime().toInstant());
        Duration left = Duration.between(clock.instant(), until);
        return left.compareTo(longest) < 0 ? left : longest;
    }
}
