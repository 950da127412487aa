package io.github.accountlock.database;

import java.sql.Connection;
import java.sql.SQLException;

/** Where a statement runs: in the engine's transaction, or in one of its own. */
public interface Connections {

    /** Runs in the transaction of the running step; the engine commits it or rolls it back. */
    <T> T joined(Work<T> work);

    /** Runs on a connection of its own and commits at once. */
    <T> T own(Work<T> work);

    /** Some statements on one connection. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
