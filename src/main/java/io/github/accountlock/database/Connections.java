package io.github.accountlock.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Where a statement runs: in the engine's transaction, or in one of its own. */
public interface Connections {

    /** Runs in the transaction of the running step; the engine commits it or rolls it back. */
    <T> T joined(Work<T> work);

    /**
     * Work that is done once, right before the transaction of the running step is committed, with everything that the step
     * has handed in; at once if no step is running.
     *
     * @return takes what is handed in
     */
    <T> Consumer<T> beforeCommit(Together<T> work);

    /** What the running step keeps in mind until its transaction ends; always empty if no step is running. */
    Map<String, Object> mind();

    /** Runs on a connection of its own and commits at once, statement by statement. */
    <T> T own(Work<T> work);

    /** Runs in a transaction of its own, committed when the work is done and rolled back when it fails. */
    default <T> T transaction(Work<T> work) {
        return own(connection -> {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException failed) {
                connection.rollback();
                throw failed;
            } finally {
                connection.setAutoCommit(true);
            }
        });
    }

    /**
     * The same, without waiting until it is on the disk of a PostgreSQL: whatever is committed after it gets there after it,
     * so nothing that follows from it outlives a crash of the database without it.
     */
    default <T> T transactionNotWaitedFor(Work<T> work) {
        return transaction(connection -> {
            if (isPostgres(connection)) {
                try (Statement local = connection.createStatement()) {
                    local.execute("set local synchronous_commit = off");
                }
            }
            return work.on(connection);
        });
    }

    /**
     * Ends the transaction and waits until everything that it could see is on the disk of a PostgreSQL. For what leaves the
     * database as evidence: after a crash nothing of it may be gone. A standby shows only what is on the disk already.
     */
    static void settle(Connection connection) throws SQLException {
        if (isPostgres(connection)) {
            Rows.list(
                    connection,
                    "select case when not pg_is_in_recovery()"
                            + " then pg_logical_emit_message(true, 'account-lock', '') end",
                    row -> row);
        }
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
    }

    private static boolean isPostgres(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
    }

    /** Some statements about everything that one transaction has handed in. */
    interface Together<T> {
        void on(Connection connection, List<T> parts) throws SQLException;
    }

    /** Some statements on one connection. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
