package io.github.accountlock.engine;

import io.github.accountlock.database.Connections;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.camunda.bpm.engine.impl.cfg.TransactionContext;
import org.camunda.bpm.engine.impl.cfg.TransactionState;
import org.camunda.bpm.engine.impl.cfg.standalone.StandaloneTransactionContext;
import org.camunda.bpm.engine.impl.context.Context;

/** The engine's own connection inside a command, and connections of our own from the same database. */
final class EngineConnections implements Connections {

    private final Supplier<DataSource> engines;
    private final Supplier<DataSource> apart;
    private final Map<TransactionContext, List<Deferred>> deferred = Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * @param engines the engine's data source
     * @param apart must hand out connections that take no part in the engine's transaction
     */
    EngineConnections(Supplier<DataSource> engines, Supplier<DataSource> apart) {
        this.engines = engines;
        this.apart = apart;
    }

    private record Deferred(int order, Work<Void> work) {}

    @Override
    public <T> T joined(Work<T> work) {
        if (Context.getCommandContext() == null) {
            return own(work);
        }
        Connection connection = connection();
        rollBackWithTheEngine(connection);
        return on(connection, work);
    }

    @Override
    public void beforeCommit(int order, Work<Void> work) {
        if (Context.getCommandContext() == null) {
            own(work);
            return;
        }
        TransactionContext transaction = Context.getCommandContext().getTransactionContext();
        List<Deferred> first = new ArrayList<>();
        List<Deferred> works = deferred.putIfAbsent(transaction, first);
        (works == null ? first : works).add(new Deferred(order, work));
        if (works == null) {
            Connection standalone = transaction instanceof StandaloneTransactionContext ? connection() : null;
            transaction.addTransactionListener(
                    TransactionState.COMMITTING, committing -> run(deferred.remove(transaction), standalone));
        }
    }

    /** Where Spring or JTA commits, the engine has closed its session by then; its data source knows the connection. */
    private void run(List<Deferred> works, Connection standalone) {
        works.sort(Comparator.comparingInt(Deferred::order));
        if (standalone != null) {
            works.forEach(each -> on(standalone, each.work()));
            return;
        }
        try (Connection connection = engines.get().getConnection()) {
            works.forEach(each -> on(connection, each.work()));
        } catch (SQLException failed) {
            throw broken(failed);
        }
    }

    private static Connection connection() {
        return Context.getCommandContext().getDbSqlSession().getSqlSession().getConnection();
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
                    throw broken(broken);
                }
            });
        }
    }

    @Override
    public <T> T own(Work<T> work) {
        try (Connection connection = apart.get().getConnection()) {
            connection.setAutoCommit(true);
            return work.on(connection);
        } catch (SQLException failed) {
            throw broken(failed);
        }
    }

    private static <T> T on(Connection connection, Work<T> work) {
        try {
            return work.on(connection);
        } catch (SQLException failed) {
            throw broken(failed);
        }
    }

    private static IllegalStateException broken(SQLException failed) {
        return new IllegalStateException("ledger or hold table: " + failed.getMessage(), failed);
    }
}
