package io.github.accountlock.hold;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.request.HoldState;
import io.github.accountlock.request.RequestCase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Holds in the table {@code account_lock_hold}. The column {@code active_path} is filled only while a request is
 * {@link HoldState#ACTIVE}, the column {@code working_path} only while it works on the account; their unique indexes let
 * one of two requests win.
 */
public final class JdbcHolds implements Holds {

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String STANDING = "state in ('HELD', 'KEPT', 'ORPHANED')";
    private static final String COLUMNS = "account_path, request_id, requester, state, since";
    private static final int LATELY = 100;

    /** Rows of holds, and search rows without a path. */
    private static final String TRACES = "select " + COLUMNS + " from account_lock_hold where account_path = ? and "
            + STANDING
            + " union all select * from (select null as account_path, request_id, null as requester, null as state, requested_at as since"
            + " from account_lock_request where provider = ? and region = ? and instance_id = ? and account_name = ?"
            + " and action = 'lock' and (outcome in ('LOCKED', 'CLOSED_BY_OPERATOR', 'DELETED')"
            + " or outcome = '' and proven_at is not null)"
            + " and not exists (select 1 from account_lock_ledger gone where gone.request_id = account_lock_request.request_id"
            + " and gone.kind = 'LOCK_GONE')"
            + " order by requested_at desc limit " + LATELY + ") lately order by 5 desc";

    private final Connections connections;

    public JdbcHolds(Connections connections) {
        this.connections = connections;
    }

    /** Brings the row of a request to what its facts mean now. */
    public static void follow(Connection connection, String requestId, RequestCase before, RequestCase then)
            throws SQLException {
        if (!differs(before).equals(differs(then))) {
            Rows.change(
                    connection,
                    "update account_lock_hold set differs = ? where request_id = ?",
                    differs(then),
                    requestId);
        }
        boolean endsAfterItsHold = then.over()
                && !before.over()
                && before.hold().filter(HoldState::stands).isEmpty();
        if (before.hold().equals(then.hold()) && !endsAfterItsHold) {
            return; // where it ends after its hold, it is at work no longer
        }
        if (before.hold().isEmpty()) {
            insert(connection, of(requestId, then).orElseThrow(), then.slot());
        } else if (then.hold().isEmpty() || !move(connection, requestId, then)) {
            write(connection, requestId, then);
        }
    }

    /** How the held account differs from its cloud, as it is stored. */
    public static String differs(RequestCase now) {
        return now.differs().map(told -> told.found().name()).orElse("");
    }

    /** False if the row is not there any more. */
    private static boolean move(Connection connection, String requestId, RequestCase now) throws SQLException {
        HoldState state = now.hold().orElseThrow();
        return Rows.change(
                        connection,
                        "update account_lock_hold set state = ?, active_path = ?, working_path = null where request_id = ?",
                        state.name(),
                        state == HoldState.ACTIVE ? now.slot() : null,
                        requestId)
                == 1;
    }

    /**
     * Makes the row of a request anew.
     *
     * @throws AlreadyActive if another request for the account has not ended
     */
    public static void write(Connection connection, String requestId, RequestCase now) throws SQLException {
        Optional<String> working = Rows.one(
                        connection,
                        "select working_path from account_lock_hold where request_id = ?",
                        row -> Optional.ofNullable(row.getString(1)),
                        requestId)
                .orElse(Optional.empty());
        Rows.change(connection, "delete from account_lock_hold where request_id = ?", requestId);
        Optional<Hold> hold = of(requestId, now);
        if (hold.isPresent()) {
            insert(connection, hold.get(), now.slot());
            Rows.change(
                    connection,
                    "update account_lock_hold set differs = ? where request_id = ?",
                    differs(now),
                    requestId);
        }
        if (working.isPresent() && !now.over()) {
            work(connection, requestId, working.get());
        }
    }

    @Override
    public Optional<String> work(String requestId, RequestCase now) {
        String path = now.request().account().path();
        return connections.own(connection -> {
            try {
                if (!work(connection, requestId, path)) {
                    restore(requestId, now);
                    work(connection, requestId, path);
                }
                return Optional.empty();
            } catch (SQLException failed) {
                if (!UNIQUE_VIOLATION.equals(failed.getSQLState())) {
                    throw failed;
                }
                return Optional.of(worker(connection, path).orElse("that has ended at this very moment"));
            }
        });
    }

    @Override
    public Optional<String> worker(String accountPath) {
        return connections.own(connection -> worker(connection, accountPath));
    }

    private static Optional<String> worker(Connection connection, String path) throws SQLException {
        return Rows.one(
                connection,
                "select request_id from account_lock_hold where working_path = ?",
                row -> row.getString(1),
                path);
    }

    /** Makes a row anew that somebody has removed; not that of a request which ends at this moment, and took it along. */
    private void restore(String requestId, RequestCase now) {
        connections.transaction(connection -> {
            Optional<String> open = Rows.one(
                    connection,
                    "select request_id from account_lock_request where request_id = ? and outcome = '' for update nowait",
                    row -> row.getString(1),
                    requestId);
            if (open.isEmpty()) {
                throw new IllegalStateException("request " + requestId + " has ended; nothing is called for it");
            }
            write(connection, requestId, now);
            return null;
        });
    }

    private static boolean work(Connection connection, String requestId, String path) throws SQLException {
        return Rows.change(
                        connection,
                        "update account_lock_hold set working_path = ? where request_id = ?",
                        path,
                        requestId)
                == 1;
    }

    private static void insert(Connection connection, Hold hold, String slot) throws SQLException {
        try {
            Rows.change(
                    connection,
                    "insert into account_lock_hold (request_id, account_path, active_path, requester, state, since)"
                            + " values (?, ?, ?, ?, ?, ?)",
                    hold.requestId(),
                    hold.accountPath(),
                    hold.state() == HoldState.ACTIVE ? slot : null,
                    hold.requester(),
                    hold.state().name(),
                    hold.since());
        } catch (SQLException failed) {
            if (UNIQUE_VIOLATION.equals(failed.getSQLState())) {
                throw new AlreadyActive(failed);
            }
            throw failed;
        }
    }

    /**
     * Makes all rows anew.
     *
     * @param known what the facts of each request mean
     * @param unreadable requests whose facts cannot be read; their rows stay
     */
    public static void rebuild(Connection connection, Map<String, RequestCase> known, Set<String> unreadable)
            throws SQLException {
        for (String requestId :
                Rows.list(connection, "select request_id from account_lock_hold", row -> row.getString(1))) {
            if (known.containsKey(requestId)) {
                Rows.change(
                        connection, "update account_lock_hold set active_path = null where request_id = ?", requestId);
            } else if (!unreadable.contains(requestId)) {
                Rows.change(connection, "delete from account_lock_hold where request_id = ?", requestId);
            }
        }
        for (Map.Entry<String, RequestCase> request : known.entrySet()) {
            write(connection, request.getKey(), request.getValue());
        }
    }

    /** What the facts say about a request's hold; empty if it has none. */
    public static Optional<Hold> of(String requestId, RequestCase now) {
        return now.hold()
                .map(state -> new Hold(
                        now.request().account().path(),
                        requestId,
                        now.requester().id(),
                        state,
                        now.requestedAt()));
    }

    @Override
    public Optional<Hold> active(String slot) {
        return connections
                .joined(connection ->
                        select(connection, "active_path = ? or state = 'WAITING' and working_path = ?", slot, slot))
                .stream()
                .findFirst();
    }

    @Override
    public Traces traces(String accountPath) {
        Traces traces = new Traces(new ArrayList<>(), new ArrayList<>());
        String[] names = accountPath.split("/");
        connections.joined(connection -> {
            Rows.each(
                    connection,
                    TRACES,
                    row -> {
                        if (row.getString(1) == null) {
                            traces.lately().add(row.getString(2));
                        } else {
                            traces.standing().add(hold(row));
                        }
                    },
                    accountPath,
                    names[0],
                    names[1],
                    names[2],
                    names[3]);
            return null;
        });
        return traces;
    }

    @Override
    public List<Hold> all(String accountPath) {
        return connections.joined(connection -> select(connection, "account_path = ?", accountPath));
    }

    @Override
    public int besides(AccountRef account) {
        String own = account.path();
        String instance = own.substring(0, own.length() - account.accountName().length());
        return connections.joined(connection -> Rows.one(
                        connection,
                        "select count(distinct account_path) from account_lock_hold where " + STANDING
                                + " and account_path <> ? and substring(account_path, 1, ?) = ?",
                        row -> row.getInt(1),
                        own,
                        instance.length(),
                        instance)
                .orElse(0));
    }

    @Override
    public Set<String> standingOn(InstanceRef instance) {
        String prefix = instance.path() + "/";
        return connections.joined(connection -> new HashSet<>(Rows.list(
                connection,
                "select account_path from account_lock_hold where " + STANDING
                        + " and substring(account_path, 1, ?) = ?",
                row -> row.getString(1),
                prefix.length(),
                prefix)));
    }

    @Override
    public List<Hold> standing() {
        List<Hold> holds = new ArrayList<>(connections.joined(connection -> select(connection, STANDING)));
        Collections.reverse(holds);
        return holds;
    }

    @Override
    public void orphaned(String requestId) {
        connections.joined(connection -> Rows.change(
                connection,
                "update account_lock_hold set state = 'ORPHANED', active_path = null, working_path = null"
                        + " where request_id = ? and state in ('ACTIVE', 'WAITING', 'HELD')",
                requestId));
    }

    private static List<Hold> select(Connection connection, String where, Object... values) throws SQLException {
        return Rows.list(
                connection,
                "select " + COLUMNS + " from account_lock_hold where " + where + " order by since desc",
                JdbcHolds::hold,
                values);
    }

    private static Hold hold(ResultSet row) throws SQLException {
        return new Hold(
                row.getString(1), row.getString(2), row.getString(3), state(row.getString(4)), Rows.moment(row, 5));
    }

    /** A state that somebody has made up is none of ours; the facts contradict it. */
    public static HoldState state(String stored) {
        try {
            return HoldState.valueOf(stored);
        } catch (IllegalArgumentException madeUp) {
            return HoldState.BROKEN;
        }
    }
}
