package io.github.accountlock.audit;

import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the engine's own history says about our requests, to be held against the ledger. */
final class EngineHistory {

    private static final String REQUESTS = "select p.proc_inst_id_, p.start_user_id_, p.business_key_, v.text_"
            + " from act_hi_procinst p left join act_hi_varinst v on v.proc_inst_id_ = p.proc_inst_id_"
            + " and v.name_ = 'outcome' and v.execution_id_ = p.proc_inst_id_"
            + " where p.proc_def_key_ in ('account-lock', 'account-unlock')";

    private final Map<String, Row> rows = new HashMap<>();

    private record Row(String starter, String businessKey, String outcome) {}

    EngineHistory(Connection connection, Optional<String> request) throws SQLException {
        String sql = REQUESTS + (request.isPresent() ? " and p.proc_inst_id_ = ?" : "");
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            if (request.isPresent()) {
                select.setString(1, request.get());
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.put(row.getString(1), new Row(row.getString(2), row.getString(3), row.getString(4)));
                }
            }
        }
    }

    /** How the history contradicts a request's events; history that was cleaned up contradicts nothing. */
    Optional<String> contradiction(List<LedgerEvent> events) {
        LedgerEvent requested = events.get(0);
        Row row = rows.get(requested.requestId());
        if (row == null) {
            return Optional.empty();
        }
        if (!requested.actor().equals(row.starter())) {
            return Optional.of("the engine's history names another requester than entry 1");
        }
        String path = String.join(
                "/",
                requested.fact("provider"),
                requested.fact("region"),
                requested.fact("instanceId"),
                requested.fact("accountName"));
        if (!path.equals(row.businessKey())) {
            return Optional.of("the engine's history names another account than entry 1");
        }
        String ended = events.stream()
                .filter(event -> event.kind() == Kind.ENDED)
                .map(event -> event.fact("outcome"))
                .reduce("", (earlier, later) -> later);
        String claimed = row.outcome() == null ? "" : row.outcome();
        return claimed.equals(ended)
                ? Optional.empty()
                : Optional.of(
                        "the engine's history says outcome \"" + claimed + "\", the ledger says \"" + ended + "\"");
    }

    /** Instances of our processes that the ledger does not know. */
    List<String> without(Set<String> ledger) {
        return rows.keySet().stream()
                .filter(id -> !ledger.contains(id))
                .sorted()
                .map(id -> "request " + id + ": is in the engine's history, but not in the ledger")
                .toList();
    }
}
