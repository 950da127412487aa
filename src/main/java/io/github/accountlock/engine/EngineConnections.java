package io.github.accountlock.engine;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.TablePrefix;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Consumer;
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
    private final Supplier<TablePrefix> prefix;

    private final Map<TransactionContext, Map<String, Object>> minds = Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * @param engines the engine's data source
     * @param apart must hand out connections that take no part in the engine's transaction
     * @param prefix of the engine's tables and ours
     */
    EngineConnections(Supplier<DataSource> engines, Supplier<DataSource> apart, Supplier<TablePrefix> prefix) {
        this.engines = engines;
        this.apart = apart;
        this.prefix = prefix;
    }

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
    public <T> Consumer<T> beforeCommit(Together<T> work) {
        Map<TransactionContext, List<T>> waiting = Collections.synchronizedMap(new WeakHashMap<>());
        return part -> {
            if (Context.getCommandContext() == null) {
                transaction(connection -> done(connection, work, List.of(part)));
                return;
            }
            TransactionContext transaction = Context.getCommandContext().getTransactionContext();
            List<T> parts = waiting.get(transaction);
            if (parts == null) {
                List<T> first = new ArrayList<>();
                waiting.put(transaction, first);
                parts = first;
                Connection standalone = transaction instanceof StandaloneTransactionContext ? connection() : null;
                transaction.addTransactionListener(
                        TransactionState.COMMITTING, committing -> run(work, waiting.remove(transaction), standalone));
            }
            parts.add(part);
        };
    }

    /** Where Spring or JTA commits, the engine has closed its session by then; its data source knows the connection. */
    private <T> void run(Together<T> work, List<T> parts, Connection standalone) {
        if (standalone != null) {
            on(standalone, connection -> done(connection, work, parts));
            return;
        }
        try (Connection connection = engines.get().getConnection()) {
            on(connection, joined -> done(joined, work, parts));
        } catch (SQLException failed) {
            throw broken(failed);
        }
    }

    private static <T> Void done(Connection connection, Together<T> work, List<T> parts) throws SQLException {
        work.on(connection, parts);
        return null;
    }

    @Override
    public Map<String, Object> mind() {
        return Context.getCommandContext() == null
                ? new HashMap<>()
                : minds.computeIfAbsent(Context.getCommandContext().getTransactionContext(), any -> new HashMap<>());
    }

    /** Runs something when the running step is committed, and never if it is rolled back; at once if no step is running. */
    void afterCommit(Runnable then) {
        if (Context.getCommandContext() == null) {
            then.run();
            return;
        }
        Context.getCommandContext()
                .getTransactionContext()
                .addTransactionListener(TransactionState.COMMITTED, committed -> then.run());
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
            return work.on(prefix.get().on(connection));
        } catch (SQLException failed) {
            throw broken(failed);
        }
    }

    private <T> T on(Connection connection, Work<T> work) {
        try {
            return work.on(prefix.get().on(connection));
        } catch (SQLException failed) {
            throw broken(failed);
        }
    }

    private static IllegalStateException broken(SQLException failed) {
        return new IllegalStateException("ledger or hold table: " + failed.getMessage(), failed);
    }
}
