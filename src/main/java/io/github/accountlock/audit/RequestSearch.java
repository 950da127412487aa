package io.github.accountlock.audit;

import io.github.accountlock.database.Connections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds requests by the search rows. It only finds: what is shown of a request is read from the ledger, with its seals.
 */
public final class RequestSearch {

    private final Connections connections;

    public RequestSearch(Connections connections) {
        this.connections = connections;
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
        return connections.joined(connection -> {
            Map<String, Long> byOutcome = byOutcome(connection, search.without("outcome"));
            long total = byOutcome.entrySet().stream()
                    .filter(outcome -> search.admits(outcome.getKey()))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            return new Page(total, byOutcome, ids(connection, search, first, most));
        });
    }

    /** The ids of one page, without counting. */
    public List<String> ids(Search search, int first, int most) {
        return connections.joined(connection -> ids(connection, search, first, most));
    }

    private static List<String> ids(Connection connection, Search search, int first, int most) throws SQLException {
        List<Object> values = new ArrayList<>();
        String sql = "select request_id from account_lock_request" + search.where(values) + search.orderBy() + " limit "
                + most + " offset " + first;
        try (PreparedStatement select = prepare(connection, sql, values);
                ResultSet row = select.executeQuery()) {
            List<String> ids = new ArrayList<>();
            while (row.next()) {
                ids.add(row.getString(1));
            }
            return ids;
        }
    }

    private static Map<String, Long> byOutcome(Connection connection, Search search) throws SQLException {
        List<Object> values = new ArrayList<>();
        String sql = "select outcome, count(*) from account_lock_request" + search.where(values) + " group by outcome";
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
