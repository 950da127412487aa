package io.github.accountlock.audit;

import io.github.accountlock.ledger.RequestSummary;
import io.github.accountlock.ledger.Trail;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the unsealed search rows say, to be held against the ledger: a row that lies hides a request from a search. */
final class SearchRows {

    private static final String ROWS = "select request_id, action, provider, region, instance_id, account_name,"
            + " requester, urgency, outcome, requested_at, lock_from, lock_until, approved_at, called_at, proven_at, ended_at,"
            + " of_list, first_entry > coalesce((select l.entry_id from account_lock_ledger l"
            + " where l.request_id = r.request_id and l.entry_no = 1), 0) from account_lock_request r";
    private static final int TEXTS = 9;
    private static final int COLUMNS = 16;

    private final Map<String, String> rows = new HashMap<>();
    private final Map<String, Set<String>> people = new HashMap<>();
    private final Set<String> ofLists = new HashSet<>();
    private final Set<String> later = new HashSet<>();

    SearchRows(Connection connection, Optional<String> request) throws SQLException {
        String one = request.isPresent() ? " where request_id = ?" : "";
        try (PreparedStatement select = prepare(connection, ROWS + one, request);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.put(row.getString(1), line(row));
                if (row.getBoolean(COLUMNS + 1)) {
                    ofLists.add(row.getString(1));
                }
                if (row.getBoolean(COLUMNS + 2)) {
                    later.add(row.getString(1));
                }
            }
        }
        String persons = "select request_id, role, person from account_lock_person" + one;
        try (PreparedStatement select = prepare(connection, persons, request);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                people.computeIfAbsent(row.getString(1), any -> new TreeSet<>())
                        .add(row.getString(2) + ' ' + row.getString(3));
            }
        }
    }

    /** How the search row contradicts a request's events. */
    Optional<String> contradiction(Trail trail) {
        RequestSummary truth = RequestSummary.of(trail);
        String row = rows.get(truth.requestId());
        if (row == null) {
            return Optional.of("its search row is missing; a restart makes it again");
        }
        boolean same = row.equals(line(truth))
                && isCounted(truth)
                && people.getOrDefault(truth.requestId(), Set.of()).equals(people(truth));
        return same
                ? Optional.empty()
                : Optional.of("its search row differs from the ledger; delete the row, and a restart makes it again");
    }

    /**
     * Whether it is not left out where requests within the hour are counted. A node of an earlier release makes rows that count
     * more than they should, which lets nobody do more.
     */
    private boolean isCounted(RequestSummary truth) {
        return (truth.ofList() || !ofLists.contains(truth.requestId())) && !later.contains(truth.requestId());
    }

    /** Rows of requests that the ledger does not know. */
    List<String> without(Set<String> ledger) {
        Set<String> strangers = new TreeSet<>(rows.keySet());
        strangers.addAll(people.keySet());
        strangers.removeAll(ledger);
        return strangers.stream()
                .map(id -> "request " + id + ": is in the search rows, but not in the ledger")
                .toList();
    }

    private static PreparedStatement prepare(Connection connection, String sql, Optional<String> request)
            throws SQLException {
        PreparedStatement select = connection.prepareStatement(sql);
        if (request.isPresent()) {
            select.setString(1, request.get());
        }
        return select;
    }

    private static String line(ResultSet row) throws SQLException {
        List<String> cells = new ArrayList<>();
        for (int i = 2; i <= TEXTS; i++) {
            cells.add(row.getString(i));
        }
        for (int i = TEXTS + 1; i <= COLUMNS; i++) {
            OffsetDateTime moment = row.getObject(i, OffsetDateTime.class);
            cells.add(moment == null ? "" : moment.toInstant().toString());
        }
        return String.join("\n", cells);
    }

    private static String line(RequestSummary truth) {
        return String.join(
                "\n",
                truth.action(),
                truth.provider(),
                truth.region(),
                truth.instanceId(),
                truth.accountName(),
                truth.requester(),
                truth.urgency(),
                truth.outcome(),
                truth.requestedAt().toString(),
                text(truth.lockFrom()),
                text(truth.lockUntil()),
                text(truth.approvedAt()),
                text(truth.calledAt()),
                text(truth.provenAt()),
                text(truth.endedAt()));
    }

    private static Set<String> people(RequestSummary truth) {
        Set<String> people = new TreeSet<>();
        truth.people().forEach((role, names) -> names.forEach(name -> people.add(role.name() + ' ' + name)));
        return people;
    }

    private static String text(Optional<Instant> moment) {
        return moment.map(Instant::toString).orElse("");
    }
}
