package io.github.accountlock.engine;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.EmptiedTables;
import io.github.accountlock.database.TablePrefix;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a job executor comes with makes a retry "in a second" run after five, and the jobs of a node that is gone rest for
 * five minutes. Only what is slower than that is changed, and said at start; pools and queues are the host's.
 */
final class JobExecutorDefaults {

    private static final Logger LOG = LoggerFactory.getLogger(JobExecutorDefaults.class);

    /** A job that becomes due is looked for this often; see src/docs/installing.md. */
    private static final int WAIT = 250;

    private static final int MAX_WAIT = 1000;
    private static final int BACKOFF = 50;
    private static final int MAX_BACKOFF = 500;

    private JobExecutorDefaults() {}

    /** @param alone whether no other node can share the database, so that claims need no renewal */
    static void set(ProcessEngineConfigurationImpl engine, boolean alone) {
        JobExecutor executor = engine.getJobExecutor();
        List<String> changed = new ArrayList<>();
        if (executor.getWaitTimeInMillis() > MAX_WAIT) {
            changed.add("wait time " + executor.getWaitTimeInMillis() + " -> " + WAIT + " ms");
            executor.setWaitTimeInMillis(WAIT);
        }
        if (executor.getMaxWait() > MAX_WAIT) {
            changed.add("max wait " + executor.getMaxWait() + " -> " + MAX_WAIT + " ms");
            executor.setMaxWait(MAX_WAIT);
        }
        if (executor.getMaxBackoff() > MAX_BACKOFF) {
            changed.add("max backoff " + executor.getMaxBackoff() + " -> " + MAX_BACKOFF + " ms");
            executor.setBackoffTimeInMillis(BACKOFF);
            executor.setMaxBackoff(MAX_BACKOFF);
        }
        int last = (int) JobLocks.LAST.toMillis();
        if (!alone && executor.getLockTimeInMillis() != last) {
            changed.add("lock time " + executor.getLockTimeInMillis() + " -> " + last
                    + " ms, renewed while this node lives");
            executor.setLockTimeInMillis(last);
        }
        if (!changed.isEmpty()) {
            LOG.info("LOCK-008 job executor: {}", String.join(", ", changed));
        }
    }

    /** The tables that jobs are looked for in; see {@link EmptiedTables}. Needs the tables of the engine. */
    static void keepPages(Connections connections, TablePrefix prefix) {
        connections.own(connection -> {
            try {
                List<String> changed = EmptiedTables.keepTheirPages(connection, prefix);
                if (!changed.isEmpty()) {
                    LOG.info("LOCK-008 tables: {} keep their pages while they are empty", String.join(", ", changed));
                }
            } catch (SQLException refused) {
                LOG.info(
                        "LOCK-085 {}; steps may take longer for a minute after a quiet time, until the owner of the engine's"
                                + " tables has run what operator.md shows",
                        refused.getMessage().replaceAll("\\s+", " "));
            }
            return null;
        });
    }
}
