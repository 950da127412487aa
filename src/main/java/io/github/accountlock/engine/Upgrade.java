package io.github.accountlock.engine;

import io.github.accountlock.database.Rows;
import io.github.accountlock.ledger.JdbcLedger;
import io.github.accountlock.request.Fact.LockGone;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;

/** What version 0.1 kept in the table of holds only, as facts: which locks of ended requests are gone. */
final class Upgrade {

    private static final String BY = "version 0.1";

    private Upgrade() {}

    static Void releasedHolds(Connection connection, JdbcLedger ledger, Clock clock) throws SQLException {
        List<String> released = gone(connection, "RELEASED");
        List<String> broken = gone(connection, "BROKEN");
        for (String requestId : released) {
            ledger.appendIfAllowed(connection, requestId, new LockGone(clock.instant(), true, BY));
        }
        for (String requestId : broken) {
            ledger.appendIfAllowed(connection, requestId, new LockGone(clock.instant(), false, BY));
        }
        return null;
    }

    private static List<String> gone(Connection connection, String state) throws SQLException {
        return Rows.list(
                connection, "select request_id from account_lock_hold where state = ?", row -> row.getString(1), state);
    }
}
