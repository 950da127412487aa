package io.github.accountlock.audit;

import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.request.Fact.Ended;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.RequestCase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the engine's own history says about our requests, to be held against the facts. */
final class EngineHistory {

    private static final String REQUESTS = "select proc_inst_id_, start_user_id_, business_key_, state_"
            + " from act_hi_procinst where proc_def_key_ in ('account-lock', 'account-unlock')";

    private static final List<String> COMPARED = List.of(
            "provider",
            "region",
            "instanceId",
            "accountName",
            "reason",
            "ticket",
            "lockFrom",
            "lockUntil",
            "lockFor",
            "passwordValidUntil",
            "onFailure",
            "urgency",
            "removeForeignLock",
            "requester",
            "frozenDigest",
            "stateSeen",
            "stateBefore",
            "outcome",
            "outcomeReason");

    private final Map<String, Row> rows = new HashMap<>();
    private final Map<String, Map<String, String>> variables = new HashMap<>();

    private record Row(String starter, String businessKey, String state) {}

    EngineHistory(Connection connection, Optional<String> request) throws SQLException {
        Object[] one = request.map(id -> new Object[] {id}).orElse(new Object[0]);
        Rows.each(
                connection,
                REQUESTS + (request.isPresent() ? " and proc_inst_id_ = ?" : ""),
                row -> rows.put(row.getString(1), new Row(row.getString(2), row.getString(3), row.getString(4))),
                one);
        Rows.each(
                connection,
                "select proc_inst_id_, name_, text_ from act_hi_varinst where proc_def_key_ in"
                        + " ('account-lock', 'account-unlock') and execution_id_ = proc_inst_id_ and name_ in ('"
                        + String.join("', '", COMPARED) + "')"
                        + (request.isPresent() ? " and proc_inst_id_ = ?" : ""),
                row -> variables
                        .computeIfAbsent(row.getString(1), any -> new TreeMap<>())
                        .put(row.getString(2), Objects.requireNonNullElse(row.getString(3), "")),
                one);
    }

    /** How the history contradicts a request's facts; history that was cleaned up contradicts nothing. */
    Optional<String> contradiction(Trail trail) {
        Row row = rows.get(trail.requestId());
        if (row == null) {
            return Optional.empty();
        }
        RequestCase now = trail.requestCase();
        if (!now.requester().id().equals(row.starter())) {
            return Optional.of("the engine's history names another requester than entry 1");
        }
        if (!now.request().account().path().equals(row.businessKey())) {
            return Optional.of("the engine's history names another account than entry 1");
        }
        boolean running = List.of("ACTIVE", "SUSPENDED").contains(row.state());
        if (running == now.over()) {
            return Optional.of("the engine's history says " + row.state() + ", but the request has "
                    + (now.over() ? "" : "not ") + "ended");
        }
        return otherVariable(variables.getOrDefault(trail.requestId(), Map.of()), now);
    }

    private static Optional<String> otherVariable(Map<String, String> told, RequestCase now) {
        Map<String, String> truth = new TreeMap<>(now.request().values());
        if (now.request().target() == LockState.UNLOCKED) {
            truth.putIfAbsent("onFailure", "");
        }
        truth.put("requester", now.requester().id());
        truth.put("frozenDigest", now.frozen().digest());
        now.shown().map(Looked::saw).ifPresent(saw -> truth.put("stateSeen", saw.name()));
        now.before().map(Looked::saw).ifPresent(saw -> truth.put("stateBefore", saw.name()));
        truth.put("outcome", now.ended().map(end -> end.outcome().name()).orElse(""));
        now.ended().map(Ended::reason).ifPresent(reason -> truth.put("outcomeReason", reason));
        for (Map.Entry<String, String> variable : told.entrySet()) {
            String expected = truth.get(variable.getKey());
            if (expected != null && !expected.equals(variable.getValue())) {
                return Optional.of("the engine's history says " + variable.getKey() + " \"" + variable.getValue()
                        + "\", the ledger says \"" + expected + "\"");
            }
        }
        return Optional.empty();
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
