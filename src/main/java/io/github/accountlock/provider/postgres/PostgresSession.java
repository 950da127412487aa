package io.github.accountlock.provider.postgres;

import io.github.accountlock.provider.CallLimits;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

/**
 * One connection to one server with one time limit for all that is asked over it. Opened for every call: a pooled one may
 * be dead without knowing it, and a lost answer is dearer than a handshake. Not shared.
 */
final class PostgresSession implements AutoCloseable {

    private final Connection connection;
    private final long end;

    private PostgresSession(Connection connection, long end) {
        this.connection = connection;
        this.end = end;
    }

    /** @throws SQLException also if the file with the password cannot be read */
    static PostgresSession open(PostgresInstance instance, CallLimits limits, Duration limit) throws SQLException {
        long end = System.nanoTime() + limit.toNanos();
        Properties login = login(instance);
        login.setProperty("ApplicationName", "account-lock-flow");
        login.setProperty("connectTimeout", seconds(limits.connectTimeout()));
        login.setProperty("socketTimeout", seconds(limit));
        PostgresSession session = new PostgresSession(DriverManager.getConnection(instance.url(), login), end);
        try {
            session.connection.setAutoCommit(false);
            return session;
        } catch (SQLException broken) {
            session.close();
            throw broken;
        }
    }

    private static Properties login(PostgresInstance instance) throws SQLException {
        try {
            return instance.login();
        } catch (IOException unreadable) {
            throw new SQLException("password-file: the file is missing or cannot be read", "28000");
        }
    }

    /** The driver counts whole seconds, and takes 0 for ever. */
    private static String seconds(Duration time) {
        return Long.toString(Math.max(1, time.plusMillis(999).toSeconds()));
    }

    /** What is left of the time holds for the next answer. */
    private void bound() throws SQLException {
        int left = (int) Math.max(1, (end - System.nanoTime()) / 1_000_000);
        connection.setNetworkTimeout(Runnable::run, left);
    }

    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** The one row of a query. Values go to the server as they are and are never part of the statement. */
    <T> T one(String sql, Row<T> reader, Object... values) throws SQLException {
        bound();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                query.setObject(i + 1, values[i]);
            }
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return reader.read(row);
            }
        }
    }

    /** All rows of a query without values, one after the other. */
    void each(String sql, Row<?> reader) throws SQLException {
        bound();
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery(sql)) {
            while (row.next()) {
                reader.read(row);
            }
        }
    }

    void run(String sql) throws SQLException {
        bound();
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    void commit() throws SQLException {
        bound();
        connection.commit();
    }

    /** Rolls back what was not committed; that it fails changes nothing. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException broken) {
            // The server rolls back when the connection is gone.
        }
    }
}
