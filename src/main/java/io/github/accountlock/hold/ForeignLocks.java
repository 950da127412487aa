package io.github.accountlock.hold;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.domain.ProviderId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which accounts of the instances that we know are locked by somebody else, and when each instance is listed next. They are a memory
 * of what was read, not evidence. Everything is committed at once, but for what pages read. Thread-safe.
 */
public final class ForeignLocks {

    private static final String COLUMNS = "account_path, first_at, read_at, readings, told_at, gone_at";

    private final Connections connections;

    public ForeignLocks(Connections connections) {
        this.connections = connections;
    }

    /** An instance whose list is due, and since when; what {@link #claim} is asked with. */
    public record Due(InstanceRef instance, Instant due) {}

    /**
     * Notes the instances on which a request has come to hold something since it was last asked.
     *
     * @param due when they are listed first
     */
    public void discover(Instant due) {
        connections.own(connection -> Rows.change(
                connection,
                "insert into account_lock_instance (provider, region, instance_id, due_at)"
                        + " select distinct r.provider, r.region, r.instance_id, cast(? as timestamp(6) with time zone)"
                        + " from account_lock_hold h join account_lock_request r on r.request_id = h.request_id"
                        + " where h.state not in ('ACTIVE', 'WAITING') and not exists (select 1 from account_lock_instance i"
                        + " where i.provider = r.provider and i.region = r.region and i.instance_id = r.instance_id)",
                due));
    }

    /** Some of the instances that are due, the longest overdue first. */
    public List<Due> due(Instant now, int most) {
        return connections.own(connection -> Rows.list(
                connection,
                "select provider, region, instance_id, due_at from account_lock_instance where due_at <= ?"
                        + " order by due_at, instance_id limit " + most,
                row -> new Due(
                        new InstanceRef(new ProviderId(row.getString(1)), row.getString(2), row.getString(3)),
                        Rows.moment(row, 4)),
                now));
    }

    /** Of two nodes that try it, one may list; if it dies meanwhile, another one from a moment on. */
    public boolean claim(Due due, Instant until) {
        return connections.own(connection -> moved(connection, due.instance(), until, " and due_at = ?", due.due()))
                == 1;
    }

    /** When it is listed next. */
    public void putOff(InstanceRef instance, Instant next) {
        connections.own(connection -> moved(connection, instance, next, ""));
    }

    private static int moved(Connection connection, InstanceRef instance, Instant next, String more, Object... values)
            throws SQLException {
        List<Object> all =
                new ArrayList<>(List.of(next, instance.provider().value(), instance.region(), instance.instanceId()));
        all.addAll(List.of(values));
        return Rows.change(
                connection,
                "update account_lock_instance set due_at = ? where provider = ? and region = ? and instance_id = ?"
                        + more,
                all.toArray());
    }

    /**
     * What has become known by one list.
     *
     * @param told what enough readings agree on since this one
     * @param over what was told, and is not so any more since this one
     * @param doubtful whether the next list should come soon
     */
    public record News(List<ForeignLock> told, List<ForeignLock> over, boolean doubtful) {}

    /**
     * Takes in what one list has shown.
     *
     * @param locked the paths of the accounts that it showed locked
     * @param unclear the paths of those of which it does not tell; what was known of them stays as it was
     * @param wanted how many readings have to agree
     */
    public News take(
            InstanceRef instance, Set<String> locked, Set<String> unclear, Instant asked, int wanted, Duration settle) {
        return connections.transaction(connection -> {
            Map<String, ForeignLock> known = known(connection, instance);
            Set<String> foreign = new HashSet<>(locked);
            foreign.removeAll(ours(connection, instance));
            List<ForeignLock> told = new ArrayList<>();
            List<ForeignLock> over = new ArrayList<>();
            boolean doubtful = false;
            for (String path : foreign) {
                ForeignLock before = known.remove(path);
                ForeignLock then = before == null ? ForeignLock.of(path, asked) : before.and(asked, wanted, settle);
                write(connection, instance, then, before == null);
                doubtful |= then.isDoubtful();
                if (then.told().isPresent() && before != null && before.told().isEmpty()) {
                    told.add(then);
                }
            }
            known.keySet().removeAll(unclear);
            for (ForeignLock before : known.values()) {
                Optional<ForeignLock> then = before.without(asked, settle);
                if (then.isPresent()) {
                    write(connection, instance, then.get(), false);
                    doubtful = true;
                } else {
                    Rows.change(
                            connection,
                            "delete from account_lock_foreign where account_path = ?",
                            before.accountPath());
                    before.told().ifPresent(since -> over.add(before));
                }
            }
            return new News(told, over, doubtful);
        });
    }

    private static Map<String, ForeignLock> known(Connection connection, InstanceRef instance) throws SQLException {
        Map<String, ForeignLock> known = new LinkedHashMap<>();
        Rows.each(
                connection,
                "select " + COLUMNS + " from account_lock_foreign where instance_path = ?",
                row -> known.put(row.getString(1), lock(row)),
                instance.path());
        return known;
    }

    /** Also what a request that has not ended may have locked; not what one that waits for its time will lock. */
    private static List<String> ours(Connection connection, InstanceRef instance) throws SQLException {
        String prefix = instance.path() + "/";
        return Rows.list(
                connection,
                "select distinct account_path from account_lock_hold where substring(account_path, 1, ?) = ?"
                        + " and (state in ('ACTIVE', 'HELD', 'KEPT', 'ORPHANED')"
                        + " or state = 'WAITING' and working_path is not null)",
                row -> row.getString(1),
                prefix.length(),
                prefix);
    }

    private static void write(Connection connection, InstanceRef instance, ForeignLock lock, boolean isNew)
            throws SQLException {
        String path = lock.accountPath();
        if (isNew) {
            Rows.change(
                    connection,
                    "insert into account_lock_foreign (account_path, instance_path, first_at, read_at, readings)"
                            + " values (?, ?, ?, ?, ?)",
                    path,
                    instance.path(),
                    lock.first(),
                    lock.latest(),
                    lock.count());
        } else {
            Rows.change(
                    connection,
                    "update account_lock_foreign set read_at = ?, readings = ?, told_at = ?, gone_at = ?"
                            + " where account_path = ?",
                    lock.latest(),
                    lock.count(),
                    lock.told().orElse(null),
                    lock.gone().orElse(null),
                    path);
        }
    }

    /** How many enough readings agree on; in the transaction of the running step. */
    public long count() {
        return connections.joined(connection -> Rows.one(
                        connection,
                        "select count(*) from account_lock_foreign where told_at is not null",
                        row -> row.getLong(1))
                .orElse(0L));
    }

    /** Some of them, the longest seen first; in the transaction of the running step. */
    public List<ForeignLock> told(int first, int most) {
        return connections.joined(connection -> Rows.list(
                connection,
                "select " + COLUMNS + " from account_lock_foreign where told_at is not null"
                        + " order by first_at, account_path limit ? offset ?",
                ForeignLocks::lock,
                most,
                first));
    }

    private static ForeignLock lock(ResultSet row) throws SQLException {
        return new ForeignLock(
                row.getString(1),
                Rows.moment(row, 2),
                Rows.moment(row, 3),
                row.getInt(4),
                Optional.ofNullable(Rows.moment(row, 5)),
                Optional.ofNullable(Rows.moment(row, 6)));
    }
}
