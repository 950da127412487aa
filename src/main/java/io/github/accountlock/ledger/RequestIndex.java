package io.github.accountlock.ledger;

import io.github.accountlock.ledger.LedgerEvent.Kind;
import io.github.accountlock.ledger.RequestSummary.Role;
import io.github.accountlock.ledger.RequestSummary.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tables {@code account_lock_request} and {@code account_lock_person}: one row a request, kept up with the ledger in
 * the same transaction. They carry no seal; what they say is compared with the ledger before it is shown.
 */
final class RequestIndex {

    private static final String COLUMNS = "request_id, action, provider, region, instance_id, account_name, requester,"
            + " urgency, requested_at, lock_until, approved_at, called_at, proven_at, ended_at, outcome";

    private static final String VALUES = " select ?, ?, ?, ?, ?, ?, ?, ?, cast(? as timestamp with time zone),"
            + " cast(? as timestamp with time zone), cast(? as timestamp with time zone),"
            + " cast(? as timestamp with time zone), cast(? as timestamp with time zone),"
            + " cast(? as timestamp with time zone), ?";

    private static final String INSERT = "insert into account_lock_request (" + COLUMNS + ")" + VALUES;

    private static final String INSERT_PERSON =
            "insert into account_lock_person (request_id, person, role) select ?, ?, ?";

    private RequestIndex() {}

    /** Follows one entry; the request's head is locked by the caller. */
    static void follow(Connection connection, LedgerEvent event) throws SQLException {
        if (event.kind() == Kind.REQUESTED) {
            insert(connection, RequestSummary.of(List.of(event)));
            return;
        }
        Optional<Step> forLocks = Step.of(event, "lock");
        Optional<Step> forUnlocks = Step.of(event, "unlock");
        if (forLocks.isPresent() && forUnlocks.isPresent()) {
            note(connection, event, Optional.empty(), forLocks.get());
        } else if (forLocks.isPresent()) {
            note(connection, event, Optional.of("lock"), forLocks.get());
        } else if (forUnlocks.isPresent()) {
            note(connection, event, Optional.of("unlock"), forUnlocks.get());
        }
        Optional<Role> role = RequestSummary.role(event);
        if (role.isPresent()) {
            person(connection, event.requestId(), event.actor(), role.get());
        }
    }

    /** Requests without a row: older than the index, or their row was removed by somebody. Their people go, too. */
    static List<String> missing(Connection connection) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from account_lock_person p where not exists"
                + " (select 1 from account_lock_request r where r.request_id = p.request_id)")) {
            delete.executeUpdate();
        }
        String sql = "select request_id from account_lock_ledger l where kind = 'REQUESTED' and entry_no = 1"
                + " and not exists (select 1 from account_lock_request r where r.request_id = l.request_id)";
        List<String> missing = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                missing.add(row.getString(1));
            }
        }
        return missing;
    }

    private static void insert(Connection connection, RequestSummary request) throws SQLException {
        String once = INSERT + " where not exists (select 1 from account_lock_request where request_id = ?)";
        try (PreparedStatement insert = connection.prepareStatement(once)) {
            values(insert, request);
            insert.setString(16, request.requestId());
            insert.executeUpdate();
        }
        for (Map.Entry<Role, Set<String>> role : request.people().entrySet()) {
            for (String person : role.getValue()) {
                person(connection, request.requestId(), person, role.getKey());
            }
        }
    }

    /**
     * Rows that {@link #missing} has named, many at once. They are not looked for again: how to look would be planned
     * while the tables are empty, and take ever longer as they fill.
     */
    static void insertMissing(Connection connection, List<RequestSummary> requests) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT);
                PreparedStatement person = connection.prepareStatement(INSERT_PERSON)) {
            for (RequestSummary request : requests) {
                values(insert, request);
                insert.addBatch();
                for (Map.Entry<Role, Set<String>> role : request.people().entrySet()) {
                    for (String name : role.getValue()) {
                        person.setString(1, request.requestId());
                        person.setString(2, name);
                        person.setString(3, role.getKey().name());
                        person.addBatch();
                    }
                }
            }
            insert.executeBatch();
            person.executeBatch();
        }
    }

    private static void values(PreparedStatement insert, RequestSummary request) throws SQLException {
        insert.setString(1, request.requestId());
        insert.setString(2, request.action());
        insert.setString(3, request.provider());
        insert.setString(4, request.region());
        insert.setString(5, request.instanceId());
        insert.setString(6, request.accountName());
        insert.setString(7, request.requester());
        insert.setString(8, request.urgency());
        insert.setObject(9, utc(request.requestedAt()));
        insert.setObject(10, request.lockUntil().map(RequestIndex::utc).orElse(null));
        insert.setObject(11, request.approvedAt().map(RequestIndex::utc).orElse(null));
        insert.setObject(12, request.calledAt().map(RequestIndex::utc).orElse(null));
        insert.setObject(13, request.provenAt().map(RequestIndex::utc).orElse(null));
        insert.setObject(14, request.endedAt().map(RequestIndex::utc).orElse(null));
        insert.setString(15, request.outcome());
    }

    private static void note(Connection connection, LedgerEvent event, Optional<String> action, Step step)
            throws SQLException {
        String outcome = RequestSummary.outcomeOf(event);
        String sql = "update account_lock_request set " + step.column() + " = ?"
                + (outcome.isEmpty() ? "" : ", outcome = ?") + " where request_id = ?"
                + (action.isPresent() ? " and action = ?" : "")
                + (step.first() ? " and " + step.column() + " is null" : "");
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            int at = 1;
            update.setObject(at++, utc(event.at()));
            if (!outcome.isEmpty()) {
                update.setString(at++, outcome);
            }
            update.setString(at++, event.requestId());
            if (action.isPresent()) {
                update.setString(at, action.get());
            }
            update.executeUpdate();
        }
    }

    private static void person(Connection connection, String requestId, String person, Role role) throws SQLException {
        String sql = INSERT_PERSON
                + " where not exists (select 1 from account_lock_person where request_id = ? and person = ? and role = ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < 2; i++) {
                insert.setString(3 * i + 1, requestId);
                insert.setString(3 * i + 2, person);
                insert.setString(3 * i + 3, role.name());
            }
            insert.executeUpdate();
        }
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
