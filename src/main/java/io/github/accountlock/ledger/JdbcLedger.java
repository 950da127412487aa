package io.github.accountlock.ledger;

import io.github.accountlock.database.Connections;
import io.github.accountlock.ledger.Chain.Head;
import io.github.accountlock.ledger.Chain.Link;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ledger in the tables {@code account_lock_ledger} and {@code account_lock_ledger_head}. The row of the head is the
 * lock under which a request's entries are numbered. Thread-safe.
 */
public final class JdbcLedger implements Ledger {

    private static final String HEAD =
            "select entries, last_mac, key_id, mac from account_lock_ledger_head" + " where request_id = ?";

    private static final String ENTRIES = "select l.entry_no, l.happened_at, l.kind, l.actor, l.facts, l.key_id, l.mac,"
            + " h.entries, h.last_mac, h.key_id, h.mac, l.request_id from account_lock_ledger l"
            + " left join account_lock_ledger_head h on h.request_id = l.request_id"
            + " where l.request_id in (%s) order by l.request_id, l.entry_no";

    private static final int REQUESTS_AT_ONCE = 200;

    private final Connections connections;
    private final Chain chain;
    private final Register register;

    public JdbcLedger(Connections connections, EvidenceKeys keys) {
        this.connections = connections;
        this.chain = new Chain(keys);
        this.register = new Register(keys);
    }

    @Override
    public void commit(LedgerEvent event) {
        connections.own(connection -> {
            connection.setAutoCommit(false);
            append(connection, event);
            connection.commit();
            return null;
        });
    }

    @Override
    public void join(LedgerEvent event) {
        connections.joined(connection -> {
            append(connection, event);
            return null;
        });
    }

    @Override
    public List<LedgerEvent> of(String requestId) {
        Trail trail = trail(requestId);
        trail.broken().ifPresent(broken -> {
            throw new LedgerBroken(requestId, broken.sentence());
        });
        return trail.events();
    }

    @Override
    public List<Trail> trails(List<String> requestIds) {
        return connections.joined(connection -> trails(connection, requestIds));
    }

    private List<Trail> trails(Connection connection, List<String> requestIds) throws SQLException {
        if (requestIds.isEmpty()) {
            return List.of();
        }
        Map<String, List<Link>> links = new HashMap<>();
        Map<String, Head> heads = new HashMap<>();
        String sql = ENTRIES.formatted(String.join(", ", Collections.nCopies(requestIds.size(), "?")));
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < requestIds.size(); i++) {
                select.setString(i + 1, requestIds.get(i));
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String id = row.getString(12);
                    links.computeIfAbsent(id, any -> new ArrayList<>()).add(link(id, row));
                    if (row.getString(9) != null) {
                        heads.put(
                                id,
                                new Head(id, row.getInt(8), row.getString(9), row.getString(10), row.getString(11)));
                    }
                }
            }
        }
        return requestIds.stream()
                .map(id -> chain.trail(id, heads.get(id), links.getOrDefault(id, List.of())))
                .toList();
    }

    /** Makes search rows that are missing; returns how many there were. */
    public int completeIndex() {
        return connections.own(connection -> {
            connection.setAutoCommit(false);
            register.read(connection, true); // one node makes them, the others wait
            List<String> missing = RequestIndex.missing(connection);
            for (int i = 0; i < missing.size(); i += REQUESTS_AT_ONCE) {
                List<String> some = missing.subList(i, Math.min(missing.size(), i + REQUESTS_AT_ONCE));
                RequestIndex.insertMissing(
                        connection,
                        trails(connection, some).stream()
                                .map(JdbcLedger::readable)
                                .flatMap(Optional::stream)
                                .toList());
            }
            connection.commit();
            return missing.size();
        });
    }

    /** Empty for a request that somebody made unreadable: the check of the ledger names it. */
    private static Optional<RequestSummary> readable(Trail trail) {
        try {
            return Optional.of(RequestSummary.of(trail.events()));
        } catch (IllegalStateException unreadable) {
            return Optional.empty();
        }
    }

    private void append(Connection connection, LedgerEvent event) throws SQLException {
        Head before = head(connection, event);
        Link link = chain.next(before, event, CanonicalJson.write(event.facts()));
        insert(connection, link);
        Head after = chain.head(event.requestId(), link.number(), link.mac());
        write(connection, after, before.entries() == 0);
        if (event.kind() == Kind.REQUESTED || event.kind() == Kind.ENDED) {
            register.add(connection, link);
        }
        RequestIndex.follow(connection, event);
    }

    private Head head(Connection connection, LedgerEvent event) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(HEAD + " for update")) {
            select.setString(1, event.requestId());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return new Head(event.requestId(), 0, Chain.START, "", "");
                }
                Head head = new Head(
                        event.requestId(), row.getInt(1), row.getString(2), row.getString(3), row.getString(4));
                if (!chain.sealed(head)) {
                    throw new LedgerBroken(event.requestId(), "the head does not match its seal");
                }
                return head;
            }
        }
    }

    private static void insert(Connection connection, Link link) throws SQLException {
        String sql = "insert into account_lock_ledger"
                + " (request_id, entry_no, happened_at, kind, actor, facts, key_id, mac) values (?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, link.event().requestId());
            insert.setInt(2, link.number());
            insert.setObject(3, link.event().at().atOffset(ZoneOffset.UTC));
            insert.setString(4, link.event().kind().name());
            insert.setString(5, link.event().actor());
            insert.setString(6, link.factsAsStored());
            insert.setString(7, link.keyId());
            insert.setString(8, link.mac());
            insert.executeUpdate();
        }
    }

    private static void write(Connection connection, Head head, boolean first) throws SQLException {
        String sql = first
                ? "insert into account_lock_ledger_head (entries, last_mac, key_id, mac, request_id) values (?, ?, ?, ?, ?)"
                : "update account_lock_ledger_head set entries = ?, last_mac = ?, key_id = ?, mac = ? where request_id = ?";
        try (PreparedStatement write = connection.prepareStatement(sql)) {
            write.setInt(1, head.entries());
            write.setString(2, head.lastMac());
            write.setString(3, head.keyId());
            write.setString(4, head.mac());
            write.setString(5, head.requestId());
            write.executeUpdate();
        }
    }

    /** An entry that somebody made unreadable stands for itself without facts, and never matches its seal. */
    static Link link(String requestId, ResultSet row) throws SQLException {
        String stored = row.getString(5);
        Kind kind;
        Map<String, String> facts;
        String mac = row.getString(7);
        try {
            kind = Kind.valueOf(row.getString(3));
            facts = CanonicalJson.read(stored);
        } catch (IllegalArgumentException | IllegalStateException unreadable) {
            kind = Kind.ATTEMPT_REFUSED;
            facts = Map.of("why", "this entry cannot be read");
            mac = "";
        }
        Instant at = row.getObject(2, OffsetDateTime.class).toInstant();
        return new Link(
                row.getInt(1),
                new LedgerEvent(requestId, at, kind, row.getString(4), facts),
                stored,
                row.getString(6),
                mac);
    }
}
