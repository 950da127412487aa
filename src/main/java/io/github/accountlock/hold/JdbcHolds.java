package io.github.accountlock.hold;

import io.github.accountlock.database.Connections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Holds in the table {@code account_lock_hold}. The column {@code active_path} is filled only while a request has not
 * ended; its unique index lets one of two requests that start at the same moment win.
 */
public final class JdbcHolds implements Holds {

    private static final String UNIQUE_VIOLATION = "23505";

    private final Connections connections;

    public JdbcHolds(Connections connections) {
        this.connections = connections;
    }

    @Override
    public void take(Hold hold) {
        String sql = "insert into account_lock_hold (request_id, account_path, active_path, requester, state, since)"
                + " values (?, ?, ?, ?, ?, ?)";
        connections.joined(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(sql)) {
                insert.setString(1, hold.requestId());
                insert.setString(2, hold.accountPath());
                insert.setString(3, hold.accountPath());
                insert.setString(4, hold.requester());
                insert.setString(5, hold.state().name());
                insert.setObject(6, hold.since().atOffset(ZoneOffset.UTC));
                return insert.executeUpdate();
            } catch (SQLException failed) {
                if (UNIQUE_VIOLATION.equals(failed.getSQLState())) {
                    throw new AlreadyActive(failed);
                }
                throw failed;
            }
        });
    }

    @Override
    public Optional<Hold> active(String accountPath) {
        return connections.joined(connection -> select(connection, "active_path = ?", accountPath)).stream()
                .findFirst();
    }

    @Override
    public List<Hold> standing(String accountPath) {
        String where = "account_path = ? and state in ('HELD', 'KEPT', 'ORPHANED')";
        return connections.joined(connection -> select(connection, where, accountPath));
    }

    @Override
    public List<Hold> all(String accountPath) {
        return connections.joined(connection -> select(connection, "account_path = ?", accountPath));
    }

    @Override
    public List<Hold> standing() {
        List<Hold> newestFirst =
                connections.joined(connection -> select(connection, "state in ('HELD', 'KEPT', 'ORPHANED')"));
        List<Hold> oldestFirst = new ArrayList<>(newestFirst);
        Collections.reverse(oldestFirst);
        return oldestFirst;
    }

    @Override
    public void end(String requestId, Hold.State state) {
        update(
                "update account_lock_hold set active_path = null, state = ? where request_id = ?",
                state.name(),
                requestId);
    }

    @Override
    public void drop(String requestId) {
        update("delete from account_lock_hold where request_id = ?", requestId);
    }

    private void update(String sql, String... values) {
        connections.joined(connection -> {
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    update.setString(i + 1, values[i]);
                }
                return update.executeUpdate();
            }
        });
    }

    private static List<Hold> select(Connection connection, String where, String... values) throws SQLException {
        String sql = "select account_path, request_id, requester, state, since from account_lock_hold where " + where
                + " order by since desc";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                select.setString(i + 1, values[i]);
            }
            List<Hold> holds = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    holds.add(new Hold(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            Hold.State.valueOf(row.getString(4)),
                            row.getObject(5, OffsetDateTime.class).toInstant()));
                }
            }
            return holds;
        }
    }
}
