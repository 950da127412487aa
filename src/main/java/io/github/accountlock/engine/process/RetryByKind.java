package io.github.accountlock.engine.process;

import io.github.accountlock.domain.Person;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.Ledger.RefusedAttempt;
import io.github.accountlock.ledger.LedgerBroken;
import io.github.accountlock.provider.ProviderException;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.ProviderException.Unavailable;
import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.Optional;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.impl.cmd.DefaultJobRetryCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.jobexecutor.FailedJobCommandFactory;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.util.ClockUtil;

/**
 * What a failed step does next. Throttled: again after the provider's hint, no retry burnt, and an incident when that goes on
 * and on. An expired token or a clock
 * that is off: one more attempt. Wrong key, permission or call, or no evidence for the step: an incident at once. Everything else, and every step
 * that is not ours: as the model says.
 */
public final class RetryByKind implements FailedJobCommandFactory {

    private static final Duration WITHOUT_HINT = Duration.ofSeconds(2);
    private static final Duration LONGEST_HINT = Duration.ofMinutes(10);
    /** Without a hint, for more than six minutes; with the longest hint, for more than a day. */
    private static final int MOST_PUT_BACK = 200;

    /** So that other nodes come first. */
    private static final Duration LEFT_TO_OTHERS = Duration.ofSeconds(5);

    private static final Duration FRESH_SIGNATURE = Duration.ofSeconds(1);

    private final Ledger ledger;

    public RetryByKind(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Whether nothing has failed: the step comes again at a time of its own, and no retry is spent. */
    public static boolean isPlanned(Throwable failure) {
        return find(failure, ProviderException.class)
                .filter(kind -> kind instanceof Unavailable unavailable && unavailable.isThrottled())
                .isPresent();
    }

    @Override
    public Command<Object> getCommand(String jobId, Throwable failure) {
        Optional<ProviderException> kind = find(failure, ProviderException.class);
        if (isPlanned(failure)) {
            Duration hint = ((Unavailable) kind.get()).retryAfter().orElse(WITHOUT_HINT);
            return new Later(jobId, failure, hint.compareTo(LONGEST_HINT) > 0 ? LONGEST_HINT : hint);
        }
        if (kind.isPresent() && kind.get() instanceof Refused refused) {
            return new AtMostOnceMore(jobId, failure, refused.reason() == Reason.STALE_CREDENTIALS);
        }
        Optional<NotCovered> notCovered = find(failure, NotCovered.class);
        if (notCovered.isPresent() || find(failure, LedgerBroken.class).isPresent()) {
            return new Stopped(jobId, failure, ledger, notCovered.map(Throwable::getMessage));
        }
        if (find(failure, OfANewerRelease.class).isPresent()) {
            return new Later(jobId, failure, LEFT_TO_OTHERS);
        }
        if (find(failure, TooEarly.class).isPresent()) {
            return context -> null; // nobody ran it: it stays due when it was
        }
        return new DefaultJobRetryCmd(jobId, failure);
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return Optional.of(kind.cast(cause));
            }
        }
        return Optional.empty();
    }

    /** An incident, and the refused attempt in the ledger where the ledger itself is whole. */
    private static final class Stopped extends OurRetry {

        private final Ledger ledger;
        private final Optional<String> why;

        Stopped(String jobId, Throwable failure, Ledger ledger, Optional<String> why) {
            super(jobId, failure);
            this.ledger = ledger;
            this.why = why;
        }

        @Override
        void fail(JobEntity job) {
            job.setRetries(0);
            why.ifPresent(sentence -> ledger.refused(
                    job.getProcessInstanceId(),
                    new RefusedAttempt(
                            ClockUtil.getCurrentTime().toInstant(),
                            Person.SYSTEM,
                            Objects.requireNonNullElse(job.getFailedActivityId(), job.getActivityId()),
                            sentence,
                            false)));
        }
    }

    /** Puts the job back without counting. */
    private static final class Later extends OurRetry {

        private final Duration wait;

        Later(String jobId, Throwable failure, Duration wait) {
            super(jobId, failure);
            this.wait = wait;
        }

        @Override
        void fail(JobEntity job) {
            long times = failures(job);
            if (times > 0 && times % MOST_PUT_BACK == 0) {
                job.setExceptionMessage(job.getExceptionMessage() + "; it was put back " + times
                        + " times, so a person has to look: retry it when that has changed");
                job.setRetries(0);
            } else {
                job.setDuedate(new Date(ClockUtil.getCurrentTime().getTime() + wait.toMillis()));
            }
        }

        private static long failures(JobEntity job) {
            HistoryService history = Context.getProcessEngineConfiguration().getHistoryService();
            return Context.getCommandContext()
                    .runWithoutAuthorization(() -> history.createHistoricJobLogQuery()
                            .jobId(job.getId())
                            .failureLog()
                            .count());
        }
    }

    /** No retry, or a last one with a fresh signature. */
    private static final class AtMostOnceMore extends OurRetry {

        private final boolean once;

        AtMostOnceMore(String jobId, Throwable failure, boolean once) {
            super(jobId, failure);
            this.once = once;
        }

        @Override
        void fail(JobEntity job) {
            boolean again = once && job.getRetries() > 1;
            job.setRetries(again ? 1 : 0);
            if (again) {
                job.setDuedate(new Date(ClockUtil.getCurrentTime().getTime() + FRESH_SIGNATURE.toMillis()));
            }
        }
    }

    /** A failed job of ours. One that another node has taken over meanwhile is that node's. */
    private abstract static class OurRetry extends DefaultJobRetryCmd {

        OurRetry(String jobId, Throwable failure) {
            super(jobId, failure);
        }

        /** What becomes of the job. */
        abstract void fail(JobEntity job);

        @Override
        public Object execute(CommandContext commandContext) {
            JobEntity job = getJob();
            if (job != null && !isOfAnotherNode(job, commandContext)) {
                job.unlock();
                logException(job);
                fail(job);
                notifyAcquisition(commandContext);
            }
            return null;
        }

        private static boolean isOfAnotherNode(JobEntity job, CommandContext engine) {
            String ours =
                    engine.getProcessEngineConfiguration().getJobExecutor().getLockOwner();
            return job.getLockOwner() != null && !job.getLockOwner().equals(ours);
        }
    }
}
