package io.github.accountlock.engine;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's claims on its jobs: short, and renewed while the node lives, so that the jobs of one that is gone are taken
 * over within seconds. A claim that has ended is never renewed: another node may have taken the job. A job that ends at this
 * moment is left out, its row is locked by its own transaction. What is renewed need not be on the database's disk: a call that
 * relies on it is written down, with its deadline, behind it. Thread-safe.
 */
final class JobLocks implements Runnable {

    /** The clocks of the nodes have to agree far better than this. */
    static final Duration LAST = Duration.ofSeconds(10);

    private static final Duration RENEWED_EVERY = Duration.ofSeconds(3);
    private static final Logger LOG = LoggerFactory.getLogger(JobLocks.class);

    private final ProcessEngineConfigurationImpl engine;
    private final Connections connections;
    private final Clock clock;
    private final Duration longest;
    private final Map<String, Instant> claimed = new ConcurrentHashMap<>();
    private final Map<String, Instant> renewed = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "account-lock-job-locks");
        daemon.setDaemon(true);
        return daemon;
    });

    private BooleanSupplier engineRuns = () -> true;

    /** @param longest after it a claim is not renewed any more: nothing of ours runs that long, so nobody works on the job */
    JobLocks(ProcessEngineConfigurationImpl engine, Connections connections, Clock clock, Duration longest) {
        this.engine = engine;
        this.connections = connections;
        this.clock = clock;
        this.longest = longest;
    }

    void start(BooleanSupplier runs) {
        engineRuns = runs;
        thread.scheduleWithFixedDelay(this, RENEWED_EVERY.toMillis(), RENEWED_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Until when this node has surely claimed a job; empty if the claim was not renewed since it was made. */
    Optional<Instant> until(String jobId) {
        return Optional.ofNullable(renewed.get(jobId));
    }

    @Override
    public void run() {
        if (!engineRuns.getAsBoolean()) {
            thread.shutdown();
            return;
        }
        try {
            Instant now = clock.instant();
            Instant next = now.plus(LAST);
            List<String> jobs = connections.transactionNotWaitedFor(connection -> renew(connection, now, next));
            renewed.keySet().retainAll(jobs);
            jobs.forEach(job -> renewed.put(job, next));
        } catch (RuntimeException failed) {
            if (engineRuns.getAsBoolean()) {
                LOG.warn("LOCK-039 the claims on running jobs were not renewed: {}", failed.getMessage());
            }
        }
    }

    private List<String> renew(Connection connection, Instant now, Instant next) throws SQLException {
        String table = engine.getDatabaseTablePrefix() + "ACT_RU_JOB";
        List<String> ours = Rows.list(
                connection,
                "select ID_ from " + table + " where LOCK_OWNER_ = ? and LOCK_EXP_TIME_ > ? for update skip locked",
                row -> row.getString(1),
                engine.getJobExecutor().getLockOwner(),
                Timestamp.from(now));
        claimed.keySet().retainAll(ours);
        ours.forEach(job -> claimed.putIfAbsent(job, now));
        List<String> worked = ours.stream()
                .filter(job -> now.isBefore(claimed.get(job).plus(longest)))
                .toList();
        if (!worked.isEmpty()) { // all at once: each job that ends meanwhile waits for this
            Rows.change(
                    connection,
                    "update " + table + " set LOCK_EXP_TIME_ = ? where ID_ in (" + Rows.marks(worked.size()) + ")",
                    Stream.concat(Stream.of(Timestamp.from(next)), worked.stream())
                            .toArray());
        }
        return worked;
    }
}
