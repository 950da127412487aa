package io.github.accountlock.engine.hardening;

import io.github.accountlock.database.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;

/**
 * Whether what is written in a step ends with it, and what is written apart does not. A host puts both kinds of connections
 * together in many ways, so it is tried.
 */
final class TriedConnections {

    private static final Map<String, String> WHO = Map.of(
            "PostgreSQL", "select pg_backend_pid(), current_database() || pg_postmaster_start_time()",
            "H2", "select session_id(), current_catalog");

    private record Seen(String session, String database) {}

    private TriedConnections() {}

    /** Why they are not as we need them, in a sentence; empty if they are, or the database is another one. */
    static Optional<String> problem(ProcessEngineConfigurationImpl engine, DataSource apart, String product) {
        if (!WHO.containsKey(product)) {
            return Optional.empty();
        }
        return engine.getCommandExecutorTxRequired().execute(step -> {
            Connection joined = step.getDbSqlSession().getSqlSession().getConnection();
            try (Connection own = apart.getConnection()) {
                return problem(joined, own, WHO.get(product));
            } catch (SQLException failed) {
                throw new IllegalStateException("the database cannot be reached: " + failed.getMessage(), failed);
            }
        });
    }

    private static Optional<String> problem(Connection joined, Connection own, String who) throws SQLException {
        if (joined.getAutoCommit()) {
            return Optional.of(
                    "transactions: the engine's transaction manager is not that of its data source, so a step"
                            + " that fails would leave behind what it has written; give the engine the one of its data source"
                            + " (camundaBpmTransactionManager, beside camundaBpmDataSource).");
        }
        Seen step = seen(joined, who);
        Seen apart = seen(own, who);
        if (step.session().equals(apart.session())) {
            return Optional.of(
                    "transactions: what must survive a rollback would be written in the engine's transaction;"
                            + " give the plugin a data source that takes no part in it (ledgerDataSource).");
        }
        if (!step.database().equals(apart.database())) {
            return Optional.of(
                    "transactions: ledgerDataSource leads to another database than the engine's; both must be"
                            + " one.");
        }
        return Optional.empty();
    }

    private static Seen seen(Connection connection, String who) throws SQLException {
        return Rows.one(connection, who, row -> new Seen(row.getString(1), row.getString(2)))
                .orElseThrow();
    }
}
