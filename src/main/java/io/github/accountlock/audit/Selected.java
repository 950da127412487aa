package io.github.accountlock.audit;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows that a listing is about, so that what is counted is what is listed.
 *
 * @param from SQL from {@code from} on, without an order
 * @param values of its parameters, in their order
 * @param person the column that says who
 */
record Selected(Connections connections, String from, Object[] values, String person) {

    long count() {
        return connections.joined(
                connection -> Rows.one(connection, "select count(*)" + from, row -> row.getLong(1), values)
                        .orElseThrow());
    }

    Map<String, Long> byPerson() {
        Map<String, Long> counts = new TreeMap<>();
        connections.joined(connection -> {
            Rows.each(
                    connection,
                    "select " + person + ", count(*)" + from + " group by " + person,
                    row -> counts.put(row.getString(1), row.getLong(2)),
                    values);
            return null;
        });
        return counts;
    }
}
