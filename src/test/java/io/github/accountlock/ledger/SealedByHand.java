package io.github.accountlock.ledger;

import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.Person;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.Purpose;
import io.github.accountlock.request.Sight;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Somebody with the database and the key writes what they like past the door, each entry, head and register sealed as
 * the product does it.
 */
public final class SealedByHand implements AutoCloseable {

    private static final String ENTRY = "insert into account_lock_ledger"
            + " (request_id, entry_no, happened_at, kind, actor, facts, key_id, mac) values (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String HEAD = "insert into account_lock_ledger_head"
            + " (request_id, entries, last_mac, key_id, mac) values (?, ?, ?, ?, ?)";

    private final Connection connection;
    private final Chain chain;
    private final Registers registers;
    private final Registers.Sums sums;
    private final PreparedStatement entries;
    private final PreparedStatement heads;

    /** Begins with the heads that are there. */
    public SealedByHand(Connection connection, EvidenceKeys keys) throws SQLException {
        this.connection = connection;
        chain = new Chain(keys);
        registers = new Registers(keys);
        sums = registers.new Sums();
        Rows.each(connection, JdbcLedger.HEADS, row -> sums.add(JdbcLedger.head(row)));
        entries = connection.prepareStatement(ENTRY);
        heads = connection.prepareStatement(HEAD);
    }

    /** A whole new request. */
    public void add(String requestId, List<Fact> facts) throws SQLException {
        Head head = add(new Head(requestId, 0, Chain.START, "", ""), facts);
        heads.setString(1, head.chain());
        heads.setInt(2, head.entries());
        heads.setString(3, head.lastMac());
        heads.setString(4, head.keyId());
        heads.setString(5, head.mac());
        heads.addBatch();
        sums.add(head);
    }

    private Head add(Head before, List<Fact> facts) throws SQLException {
        Head head = before;
        for (Fact fact : facts) {
            Entry entry = chain.next(
                    head,
                    FactJson.moment(fact.at()),
                    FactJson.kind(fact),
                    fact.by().id(),
                    FactJson.write(fact));
            entries.setString(1, entry.chain());
            entries.setInt(2, entry.number());
            entries.setObject(3, entry.at().atOffset(ZoneOffset.UTC));
            entries.setString(4, entry.kind());
            entries.setString(5, entry.actor());
            entries.setString(6, entry.factsAsStored());
            entries.setString(7, entry.keyId());
            entries.setString(8, entry.mac());
            entries.addBatch();
            head = chain.head(entry);
        }
        return head;
    }

    /** One more fact of a request that is there. */
    public void append(String requestId, Fact fact) throws SQLException {
        Head before = Rows.one(connection, JdbcLedger.HEADS + " where request_id = ?", JdbcLedger::head, requestId)
                .orElseThrow();
        Head after = add(before, List.of(fact));
        Rows.change(
                connection,
                "update account_lock_ledger_head set entries = ?, last_mac = ?, mac = ? where request_id = ?",
                after.entries(),
                after.lastMac(),
                after.mac(),
                requestId);
        sums.add(new Registers.Change(Optional.of(before), after));
    }

    public void flush() throws SQLException {
        entries.executeBatch();
        heads.executeBatch();
    }

    @Override
    public void close() throws SQLException {
        flush();
        List<Registers.Row> stored = registers.all(connection);
        for (Registers.Row row : sums.rows()) {
            registers.write(connection, stored.get(row.number()), row);
        }
        entries.close();
        heads.close();
    }

    /** One more fact of a request that is there, as a trail: nothing is written. */
    public static Trail with(Trail trail, EvidenceKeys keys, Fact fact) {
        return with(trail, keys, 1, number -> fact);
    }

    /** Very many looks of a person at the account. */
    public static Trail looks(Trail trail, EvidenceKeys keys, int many) {
        Instant now = Instant.now();
        Person auditor = new Person("auditor", "");
        return with(
                trail,
                keys,
                many,
                number -> new Fact.Looked(
                        now,
                        auditor,
                        Purpose.LIVE,
                        Sight.UNLOCKED,
                        now,
                        "",
                        "",
                        "",
                        "",
                        List.of(),
                        List.of(),
                        false,
                        ""));
    }

    private static Trail with(Trail trail, EvidenceKeys keys, int many, IntFunction<Fact> facts) {
        Chain chain = new Chain(keys);
        Head head = trail.head().orElseThrow();
        List<Entry> entries = new ArrayList<>(trail.entries());
        for (int i = 0; i < many; i++) {
            Fact fact = facts.apply(i);
            Entry next = chain.next(
                    head,
                    FactJson.moment(fact.at()),
                    FactJson.kind(fact),
                    fact.by().id(),
                    FactJson.write(fact));
            entries.add(next);
            head = chain.head(next);
        }
        return new Trail(trail.requestId(), entries, trail.refusals(), Optional.of(head), Optional.empty());
    }

    /** An entry as a later release may write it. */
    public static Trail unheardOf(Trail trail, EvidenceKeys keys) {
        Chain chain = new Chain(keys);
        Map<String, String> facts = Map.of("kind", "UNHEARD_OF", "version", "2");
        Entry next = chain.next(trail.head().orElseThrow(), FactJson.moment(Instant.now()), "UNHEARD_OF", "x", facts);
        List<Entry> entries = new ArrayList<>(trail.entries());
        entries.add(next);
        return new Trail(trail.requestId(), entries, trail.refusals(), Optional.of(chain.head(next)), Optional.empty());
    }
}
