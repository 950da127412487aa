package io.github.accountlock.engine;

import io.github.accountlock.database.Connections;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.camunda.bpm.engine.impl.cfg.TransactionContext;
import org.camunda.bpm.engine.impl.cfg.TransactionState;
import org.camunda.bpm.engine.impl.cfg.standalone.StandaloneTransactionContext;
import org.camunda.bpm.engine.impl.context.Context;

/** The engine's own connection inside a command, and connections of our own from the same database. */
final class EngineConnections implements Connections {

    private final Supplier<DataSource> dataSource;

    /** @param dataSource must hand out connections that take no part in the engine's transaction */
    EngineConnections(Supplier<DataSource> dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public <T> T joined(Work<T> work) {
        if (Context.getCommandContext() == null) {
            return own(work);
        }
        Connection engines =
                Context.getCommandContext().getDbSqlSession().getSqlSession().getConnection();
        rollBackWithTheEngine(engines);
        try {
            return work.on(engines);
        } catch (SQLException failed) {
            throw new IllegalStateException("ledger or hold table: " + failed.getMessage(), failed);
        }
    }

    /**
     * Without Spring or JTA the engine's session rolls back only what it has written itself; closing it would commit what
     * we have written, if the step fails before the engine writes anything.
     */
    private static void rollBackWithTheEngine(Connection engines) {
        TransactionContext transaction = Context.getCommandContext().getTransactionContext();
        if (transaction instanceof StandaloneTransactionContext) {
            transaction.addTransactionListener(TransactionState.ROLLINGBACK, failed -> {
                try {
                    engines.rollback();
                } catch (SQLException broken) {
                    throw new IllegalStateException("ledger or hold table: " + broken.getMessage(), broken);
                }
            });
        }
    }

    @Override
    public <T> T own(Work<T> work) {
        try (Connection connection = dataSource.get().getConnection()) {
            connection.setAutoCommit(true);
            return work.on(connection);
        } catch (SQLException failed) {
            throw new IllegalStateException("ledger or hold table: " + failed.getMessage(), failed);
        }
    }
}
