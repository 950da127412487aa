package io.github.accountlock.database;

import java.sql.Connection;
import java.sql.SQLException;

/** Where a statement runs: in the engine's transaction, or in one of its own. */
public interface Connections {

    /** Runs in the transaction of the running step; the engine commits it or rolls it back. */
    <T> T joined(Work<T> work);

    /**
     * Runs in the same transaction, right before it is committed; at once if no step is running.
     *
     * @param order of several: the lower first
     */
    void beforeCommit(int order, Work<Void> work);

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

    /** Some statements on one connection. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
