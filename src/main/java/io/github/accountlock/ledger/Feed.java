package io.github.accountlock.ledger;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * Entries in the order in which they were written, from a position on, each exactly once: for systems that collect them
 * again and again. A position is the number that the database gave to the last entry that was handed out.
 *
 * <p>Numbers are given out before a transaction commits, so one can be missing that comes later. Nothing behind a missing
 * number is handed out before the entry behind it is older than any transaction of ours; then the transaction of the
 * missing one was rolled back, and it never comes.
 */
public final class Feed {

    /** No transaction that writes to the ledger lasts as long. */
    public static final Duration SETTLED = Duration.ofMinutes(10);

    private static final int AT_ONCE = 1000;

    private Feed() {}

    /** Takes one entry with its position. */
    public interface Reader {
        void take(long position, Entry entry);
    }

    /**
     * @param connection without auto-commit, so that many entries are not kept in memory
     * @param after the position where an earlier reading ended; 0 for everything
     * @return the position where this one ended
     */
    public static long read(Connection connection, long after, Instant now, Reader reader) throws SQLException {
        long position = after;
        long last = Rows.one(connection, "select max(entry_id) from account_lock_ledger", row -> row.getLong(1))
                .orElseThrow();
        Connections.settle(connection); // a number whose entry was lost would be given to another one
        try (PreparedStatement select = connection.prepareStatement(
                "select request_id, entry_no, happened_at, kind, actor, facts, key_id, mac, entry_id"
                        + " from account_lock_ledger where entry_id > ? and entry_id <= ? order by entry_id")) {
            select.setLong(1, after);
            select.setLong(2, last);
            select.setFetchSize(AT_ONCE);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long number = row.getLong(9);
                    boolean mayBeFilled = Rows.moment(row, 3).isAfter(now.minus(SETTLED));
                    if (number > position + 1 && mayBeFilled) {
                        break;
                    }
                    reader.take(number, JdbcLedger.entry(row));
                    position = number;
                }
            }
        }
        return position;
    }
}
