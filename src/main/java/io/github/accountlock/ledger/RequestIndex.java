package io.github.accountlock.ledger;

import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.ledger.RequestSummary.Role;
import io.github.accountlock.ledger.RequestSummary.Step;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.Fact.Requested;
import io.github.accountlock.request.RequestCase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tables {@code account_lock_request} and {@code account_lock_person}: one row a request, kept up with the ledger in
 * the same transaction. They carry no seal; what they say is compared with the ledger before it is shown.
 */
final class RequestIndex {

    private static final String COLUMNS = "request_id, action, provider, region, instance_id, account_name, requester,"
            + " urgency, requested_at, lock_from, lock_until, approved_at, called_at, proven_at, ended_at, outcome, of_list,"
            + " first_entry";

    private static final String VALUES = " select ?, ?, ?, ?, ?, ?, ?, ?, cast(? as timestamp with time zone),"
            + " cast(? as timestamp with time zone),"
            + " cast(? as timestamp with time zone), cast(? as timestamp with time zone),"
            + " cast(? as timestamp with time zone), cast(? as timestamp with time zone),"
            + " cast(? as timestamp with time zone), ?, ?,"
            + " (select entry_id from account_lock_ledger where request_id = ? and entry_no = 1)";

    private static final String INSERT = "insert into account_lock_request (" + COLUMNS + ")" + VALUES;

    private static final String INSERT_PERSON =
            "insert into account_lock_person (request_id, person, role) select ?, ?, ?";

    private RequestIndex() {}

    /** Follows one fact; the request's head is locked by the caller. */
    static void follow(Connection connection, String requestId, RequestCase before, Fact fact, RequestCase then)
            throws SQLException {
        if (fact instanceof Requested) {
            insert(connection, requestId, then, fact);
            return;
        }
        Optional<Step> step = Step.of(fact, then).filter(found -> !(found == Step.PROVEN && before.proven()));
        if (step.isPresent()) {
            note(connection, requestId, fact, step.get());
        }
        if (!before.end().equals(then.end())) {
            ends(connection, requestId, then);
        }
        for (Map.Entry<Role, String> part : RequestSummary.roles(fact).entrySet()) {
            person(connection, requestId, part.getValue(), part.getKey());
        }
    }

    /** Somebody tried what is not allowed. */
    static void refused(Connection connection, String requestId, String person) throws SQLException {
        person(connection, requestId, person, Role.REFUSED);
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

    private static void insert(Connection connection, String requestId, RequestCase now, Fact requested)
            throws SQLException {
        LockRequest request = now.request();
        AccountRef account = request.account();
        Rows.change(
                connection,
                INSERT,
                requestId,
                request.target() == LockState.LOCKED ? "lock" : "unlock",
                account.provider().value(),
                account.region(),
                account.instanceId(),
                account.accountName(),
                request.requester(),
                request.urgency().name().toLowerCase(Locale.ROOT),
                utc(requested.at()),
                request.lockFrom().map(RequestIndex::utc).orElse(null),
                request.lockUntil().map(FactJson::moment).map(RequestIndex::utc).orElse(null),
                null,
                null,
                null,
                null,
                "",
                !((Requested) requested).list().isEmpty(),
                requestId);
        person(connection, requestId, request.requester(), Role.REQUESTER);
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
        insert.setObject(10, request.lockFrom().map(RequestIndex::utc).orElse(null));
        insert.setObject(11, request.lockUntil().map(RequestIndex::utc).orElse(null));
        insert.setObject(12, request.approvedAt().map(RequestIndex::utc).orElse(null));
        insert.setObject(13, request.calledAt().map(RequestIndex::utc).orElse(null));
        insert.setObject(14, request.provenAt().map(RequestIndex::utc).orElse(null));
        insert.setObject(15, request.endedAt().map(RequestIndex::utc).orElse(null));
        insert.setString(16, request.outcome());
        insert.setBoolean(17, request.ofList());
        insert.setString(18, request.requestId());
    }

    private static void note(Connection connection, String requestId, Fact fact, Step step) throws SQLException {
        String outcome = RequestSummary.outcomeOf(fact);
        String sql =
                "update account_lock_request set " + step.column() + " = ?" + (outcome.isEmpty() ? "" : ", outcome = ?")
                        + " where request_id = ?" + (step.first() ? " and " + step.column() + " is null" : "");
        if (outcome.isEmpty()) {
            Rows.change(connection, sql, fact.at(), requestId);
        } else {
            Rows.change(connection, sql, fact.at(), outcome, requestId);
        }
    }

    /** Of a lock for some time, the end becomes known with its proof. */
    private static void ends(Connection connection, String requestId, RequestCase then) throws SQLException {
        Rows.change(
                connection,
                "update account_lock_request set lock_until = ? where request_id = ?",
                then.end().map(FactJson::moment).orElse(null),
                requestId);
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
