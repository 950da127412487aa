package io.github.accountlock.audit;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import java.time.Instant;
import java.util.List;

/**
 * An evidence key that has sealed entries of the ledger.
 *
 * @param first when the oldest of them happened
 * @param last when the newest of them happened
 */
public record KeyUse(String keyId, long entries, long requests, Instant first, Instant last) {

    private static final String USES = "select key_id, count(*),"
            + " count(distinct case when request_id not like 'starts:%'"
            + " and request_id <> 'substitutes' then replace(request_id, 'refused:', '') end), min(happened_at), max(happened_at)"
            + " from account_lock_ledger group by key_id order by 4 desc";

    /** The newest key stands first. Reads the whole ledger. */
    public static List<KeyUse> all(Connections connections) {
        return connections.joined(connection -> Rows.list(
                connection,
                USES,
                row -> new KeyUse(
                        row.getString(1), row.getLong(2), row.getLong(3), Rows.moment(row, 4), Rows.moment(row, 5))));
    }
}
