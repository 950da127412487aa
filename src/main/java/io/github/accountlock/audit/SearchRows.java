package io.github.accountlock.audit;

import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.ledger.RequestSummary;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the unsealed search rows say, to be held against the ledger: a row that lies hides a request from a search. */
final class SearchRows {

    private final Map<String, String> rows = new HashMap<>();

    SearchRows(Connection connection, Optional<String> request) throws SQLException {
        String sql =
                "select request_id, provider, region, instance_id, account_name, requester, urgency, action, outcome"
                        + " from account_lock_request" + (request.isPresent() ? " where request_id = ?" : "");
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            if (request.isPresent()) {
                select.setString(1, request.get());
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    StringBuilder line = new StringBuilder();
                    for (int i = 2; i <= 9; i++) {
                        line.append(row.getString(i)).append('\n');
                    }
                    rows.put(row.getString(1), line.toString());
                }
            }
        }
    }

    /** How the search row contradicts a request's events. */
    Optional<String> contradiction(List<LedgerEvent> events) {
        RequestSummary truth = RequestSummary.of(events);
        String line = String.join(
                "\n",
                truth.provider(),
                truth.region(),
                truth.instanceId(),
                truth.accountName(),
                truth.requester(),
                truth.urgency(),
                truth.action(),
                truth.outcome(),
                "");
        String row = rows.get(truth.requestId());
        if (row == null) {
            return Optional.of("its search row is missing; a restart makes it again");
        }
        return row.equals(line) ? Optional.empty() : Optional.of("its search row differs from the ledger");
    }
}
