package io.github.accountlock.hold;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import io.github.accountlock.request.Difference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When each hold is read at its cloud, and what was read so far: columns of the holds. They are a memory, not evidence.
 * Everything is committed at once. Thread-safe.
 */
public final class Readings {

    private static final String STANDING = "state in ('HELD', 'KEPT', 'ORPHANED')";

    private final Connections connections;

    public Readings(Connections connections) {
        this.connections = connections;
    }

    /**
     * A hold whose reading is due.
     *
     * @param due since when; what {@link #claim} is asked with
     * @param reading what was read so far; empty before the first reading
     */
    public record Due(String requestId, String accountPath, Instant due, Optional<Reading> reading) {}

    /**
     * Some of the holds that are due, the longest overdue first. The first reading of a hold is due once the time between two
     * readings has passed since its request.
     */
    public List<Due> due(Instant now, Duration every, int most) {
        return connections.own(connection -> Rows.list(
                connection,
                "select request_id, account_path, coalesce(due_at, since), showed, first_at, read_at, readings"
                        + " from account_lock_hold where " + STANDING
                        + " and (due_at <= ? or due_at is null and since <= ?) order by 3, 1 limit " + most,
                Readings::due,
                now,
                now.minus(every)));
    }

    private static Due due(ResultSet row) throws SQLException {
        String showed = row.getString(4);
        Optional<Reading> reading = showed == null
                ? Optional.empty()
                : Optional.of(new Reading(
                        Difference.valueOf(showed), Rows.moment(row, 5), Rows.moment(row, 6), row.getInt(7)));
        return new Due(row.getString(1), row.getString(2), Rows.moment(row, 3), reading);
    }

    /** Of two nodes that try it, one may read; if it dies meanwhile, another one from a moment on. */
    public boolean claim(Due due, Instant until) {
        return connections.own(connection -> Rows.change(
                        connection,
                        "update account_lock_hold set due_at = ? where request_id = ? and coalesce(due_at, since) = ?",
                        until,
                        due.requestId(),
                        due.due()))
                == 1;
    }

    /** What was read, and when it is read again. */
    public void keep(String requestId, Reading reading, Instant next) {
        connections.own(connection -> Rows.change(
                connection,
                "update account_lock_hold set showed = ?, first_at = ?, read_at = ?, readings = ?, due_at = ?"
                        + " where request_id = ?",
                reading.showed().name(),
                reading.first(),
                reading.latest(),
                reading.count(),
                next,
                requestId));
    }

    /** Nothing was read. */
    public void putOff(String requestId, Instant next) {
        connections.own(connection -> Rows.change(
                connection, "update account_lock_hold set due_at = ? where request_id = ?", next, requestId));
    }

    /** Whether a request is between its last look at the account and the proof of what it has done to it. */
    public boolean isWorkedOn(String accountPath) {
        return connections.own(connection -> Rows.one(
                        connection, "select 1 from account_lock_hold where working_path = ?", row -> true, accountPath)
                .isPresent());
    }
}
