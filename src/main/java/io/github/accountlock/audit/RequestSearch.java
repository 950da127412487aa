package io.github.accountlock.audit;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.AccountList;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.domain.ProviderId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Finds requests by the search rows. It only finds: what is shown of a request is read from the ledger, with its seals.
 */
public final class RequestSearch {

    private final Connections connections;
    private final Supplier<Queue.Moment> moment;

    /** @param moment what is asked anew for every search */
    public RequestSearch(Connections connections, Supplier<Queue.Moment> moment) {
        this.connections = connections;
        this.moment = moment;
    }

    /**
     * One page.
     *
     * @param total how many requests match in all
     * @param byOutcome how many match by outcome, {@link Search#RUNNING} for those that have not ended; counted without
     *     the search's own condition on the outcome
     */
    public record Page(long total, Map<String, Long> byOutcome, List<String> requestIds) {}

    public Page page(Search search, int first, int most) {
        Queue.Moment now = moment.get();
        return connections.joined(connection -> {
            Map<String, Long> byOutcome = byOutcome(connection, search.without("outcome"), now);
            long total = byOutcome.entrySet().stream()
                    .filter(outcome -> search.admits(outcome.getKey()))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            return new Page(total, byOutcome, ids(connection, search, now, first, most));
        });
    }

    /**
     * How many, without their rows.
     *
     * @param oldest when the oldest of them was requested; null if there is none
     * @param nextEnd when the first of their locks ends; null if none does
     */
    public record Count(long total, Instant oldest, Instant nextEnd) {}

    public Count count(Search search) {
        List<Object> values = new ArrayList<>();
        String sql = "select count(*), min(requested_at), min(lock_until) from account_lock_request"
                + search.where(values, moment.get());
        return connections.joined(connection -> Rows.one(
                        connection,
                        sql,
                        row -> new Count(row.getLong(1), Rows.moment(row, 2), Rows.moment(row, 3)),
                        values.toArray())
                .orElseThrow());
    }

    /** Instances of which accounts were requested, the latest first. */
    public List<InstanceRef> instances(int most) {
        return connections.joined(connection -> Rows.list(
                connection,
                "select provider, region, instance_id from account_lock_request where provider <> ?"
                        + " group by provider, region, instance_id order by max(requested_at) desc limit " + most,
                row -> new InstanceRef(new ProviderId(row.getString(1)), row.getString(2), row.getString(3)),
                AccountList.MANY.value()));
    }

    /** The ids of one page, without counting. */
    public List<String> ids(Search search, int first, int most) {
        Queue.Moment now = moment.get();
        return connections.joined(connection -> ids(connection, search, now, first, most));
    }

    private static List<String> ids(Connection connection, Search search, Queue.Moment now, int first, int most)
            throws SQLException {
        List<Object> values = new ArrayList<>();
        String sql = "select request_id from account_lock_request" + search.where(values, now) + search.orderBy()
                + " limit " + most + " offset " + first;
        try (PreparedStatement select = prepare(connection, sql, values);
                ResultSet row = select.executeQuery()) {
            List<String> ids = new ArrayList<>();
            while (row.next()) {
                ids.add(row.getString(1));
            }
            return ids;
        }
    }

    private static Map<String, Long> byOutcome(Connection connection, Search search, Queue.Moment now)
            throws SQLException {
        List<Object> values = new ArrayList<>();
        String sql =
                "select outcome, count(*) from account_lock_request" + search.where(values, now) + " group by outcome";
        try (PreparedStatement select = prepare(connection, sql, values);
                ResultSet row = select.executeQuery()) {
            Map<String, Long> counts = new TreeMap<>();
            while (row.next()) {
                counts.put(row.getString(1).isEmpty() ? Search.RUNNING : row.getString(1), row.getLong(2));
            }
            return counts;
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, List<Object> values)
            throws SQLException {
        PreparedStatement select = connection.prepareStatement(sql);
        for (int i = 0; i < values.size(); i++) {
            select.setObject(i + 1, values.get(i));
        }
        return select;
    }
}
