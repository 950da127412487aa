package io.github.accountlock.hold;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import io.github.accountlock.request.Difference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** The last reading of each of some requests that hold something, by request; in the transaction of the running step. */
    public Map<String, Reading> of(List<String> requestIds) {
        Map<String, Reading> readings = new HashMap<>();
        if (!requestIds.isEmpty()) {
            connections.joined(connection -> {
                Rows.each(
                        connection,
                        "select request_id, account_path, since, showed, first_at, read_at, readings"
                                + " from account_lock_hold where " + STANDING + " and showed is not null"
                                + " and request_id in (" + Rows.marks(requestIds.size()) + ")",
                        row -> {
                            Due hold = due(row);
                            hold.reading().ifPresent(reading -> readings.put(hold.requestId(), reading));
                        },
                        requestIds.toArray());
                return null;
            });
        }
        return readings;
    }

    /** What somebody has made up counts as not read. */
    private static Due due(ResultSet row) throws SQLException {
        Instant first = Rows.moment(row, 5);
        Instant latest = Rows.moment(row, 6);
        String showed = Objects.requireNonNullElse(row.getString(4), "");
        int count = row.getInt(7);
        Optional<Reading> reading = Arrays.stream(Difference.values())
                .filter(known -> known.name().equals(showed) && first != null && latest != null)
                .map(known -> new Reading(known, first, latest, count))
                .findFirst();
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
