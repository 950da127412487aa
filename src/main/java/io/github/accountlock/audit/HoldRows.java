package io.github.accountlock.audit;

import io.github.accountlock.database.Rows;
import io.github.accountlock.hold.Hold;
import io.github.accountlock.hold.JdbcHolds;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.request.HoldState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the unsealed rows of the holds say, to be held against the facts. */
final class HoldRows {

    private final Map<String, Row> rows = new HashMap<>();

    private record Row(Hold hold, String activePath, String differs) {}

    HoldRows(Connection connection, Optional<String> request) throws SQLException {
        Rows.each(
                connection,
                "select account_path, request_id, requester, state, since, active_path, differs from account_lock_hold"
                        + (request.isPresent() ? " where request_id = ?" : ""),
                row -> {
                    Hold hold = new Hold(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            JdbcHolds.state(row.getString(4)),
                            Rows.moment(row, 5));
                    rows.put(hold.requestId(), new Row(hold, row.getString(6), row.getString(7)));
                },
                request.map(id -> new Object[] {id}).orElse(new Object[0]));
    }

    /** How the row contradicts a request's facts. */
    Optional<String> contradiction(Trail trail) {
        Optional<Hold> truth = JdbcHolds.of(trail.requestId(), trail.requestCase());
        Row row = rows.get(trail.requestId());
        if (truth.isEmpty() && row == null) {
            return Optional.empty();
        }
        if (truth.isEmpty() || row == null) {
            return Optional.of("its hold row is " + (row == null ? "missing" : "not what its entries say")
                    + "; \"audit rebuild-holds\" makes it again");
        }
        String active =
                row.hold().state() == HoldState.ACTIVE ? trail.requestCase().slot() : null;
        boolean same = row.hold().equals(truth.get())
                && Objects.equals(active, row.activePath())
                && row.differs().equals(JdbcHolds.differs(trail.requestCase()));
        return same
                ? Optional.empty()
                : Optional.of("its hold row differs from its entries; \"audit rebuild-holds\" makes it again");
    }

    /** Rows of requests that the ledger does not know. */
    List<String> without(Set<String> ledger) {
        Set<String> strangers = new TreeSet<>(rows.keySet());
        strangers.removeAll(ledger);
        return strangers.stream()
                .map(id -> "request " + id + ": is in the rows of the holds, but not in the ledger")
                .toList();
    }
}
