package io.github.accountlock.ledger;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Connections.Work;
import io.github.accountlock.database.Rows;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.MayFollow;
import io.github.accountlock.request.RequestCase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ledger in the tables {@code account_lock_ledger} and {@code account_lock_ledger_head}. The row of the head is the
 * lock under which a chain's entries are numbered. Thread-safe.
 */
public final class JdbcLedger implements Ledger {

    private static final String HEAD = "select request_id, entries, last_mac, key_id, mac"
            + " from account_lock_ledger_head where request_id = ? for update";

    static final String ENTRIES =
            "select request_id, entry_no, happened_at, kind, actor, facts, key_id, mac" + " from account_lock_ledger";

    static final String HEADS = "select request_id, entries, last_mac, key_id, mac from account_lock_ledger_head";

    private static final int REQUESTS_AT_ONCE = 200;

    private final Connections connections;
    private final Chain chain;
    private final Registers registers;
    private final List<Projection> projections;
    private final FoldedCases folded = new FoldedCases();

    /** Rows that say in another form what the facts say, for those who look for them. */
    @FunctionalInterface
    public interface Projection {

        /** Called after each new fact, with what the facts mean without it and with it. */
        void follow(Connection connection, String requestId, RequestCase before, RequestCase then) throws SQLException;
    }

    private record Appended(Registers.Change change, RequestCase then) {}

    /** @param projections kept up with the facts, in the same transaction */
    public JdbcLedger(Connections connections, EvidenceKeys keys, Projection... projections) {
        this.connections = connections;
        this.projections = List.of(projections);
        this.chain = new Chain(keys);
        this.registers = new Registers(keys);
    }

    @Override
    public RequestCase commit(String requestId, Fact fact) {
        return connections.transaction(connection -> {
            Appended appended = append(connection, requestId, fact);
            registers.add(connection, appended.change());
            return appended.then();
        });
    }

    @Override
    public RequestCase join(String requestId, Fact fact) {
        Appended appended = connections.joined(connection -> append(connection, requestId, fact));
        beforeCommit(appended.change());
        return appended.then();
    }

    /** As late as can be, and in the order of the rows, so that two commits never wait for each other in turns. */
    private void beforeCommit(Registers.Change change) {
        connections.beforeCommit(Registers.of(change.after().chain()), connection -> {
            registers.add(connection, change);
            return null;
        });
    }

    @Override
    public void refused(String requestId, RefusedAttempt attempt) {
        boolean known = connections.own(
                connection -> Rows.one(connection, HEADS + " where request_id = ?", JdbcLedger::head, requestId)
                        .isPresent());
        if (known) {
            connections.transaction(connection -> {
                registers.add(connection, appendRefused(connection, requestId, attempt));
                return null;
            });
        }
    }

    @Override
    public RequestCase of(String requestId) {
        Trail trail = trail(requestId);
        trail.broken().ifPresent(broken -> {
            throw new LedgerBroken(requestId, broken.sentence());
        });
        RequestCase now = trail.requestCase();
        trail.head().ifPresent(head -> folded.put(head, now));
        return now;
    }

    @Override
    public List<Trail> trails(List<String> requestIds) {
        return connections.joined(connection -> trails(connection, requestIds));
    }

    private List<Trail> trails(Connection connection, List<String> requestIds) throws SQLException {
        if (requestIds.isEmpty()) {
            return List.of();
        }
        List<String> chains = new ArrayList<>(requestIds);
        requestIds.forEach(id -> chains.add(Entry.refusals(id)));
        String which = " in (" + Rows.marks(chains.size()) + ")";
        Map<String, List<Entry>> entries = new HashMap<>();
        Map<String, Head> heads = new HashMap<>();
        String sql = "select l.request_id, l.entry_no, l.happened_at, l.kind, l.actor, l.facts, l.key_id, l.mac,"
                + " h.request_id, h.entries, h.last_mac, h.key_id, h.mac from account_lock_ledger l"
                + " left join account_lock_ledger_head h on h.request_id = l.request_id where l.request_id" + which
                + " order by l.request_id, l.entry_no";
        Rows.each(
                connection,
                sql,
                row -> {
                    Entry entry = entry(row);
                    entries.computeIfAbsent(entry.chain(), any -> new ArrayList<>())
                            .add(entry);
                    if (row.getString(9) != null) {
                        heads.put(
                                entry.chain(),
                                new Head(
                                        row.getString(9),
                                        row.getInt(10),
                                        row.getString(11),
                                        row.getString(12),
                                        row.getString(13)));
                    }
                },
                chains.toArray());
        return requestIds.stream().map(id -> trail(id, entries, heads)).toList();
    }

    private Trail trail(String id, Map<String, List<Entry>> entries, Map<String, Head> heads) {
        List<Entry> facts = entries.getOrDefault(id, List.of());
        Optional<Trail.Broken> broken = facts.isEmpty() ? Optional.empty() : chain.broken(heads.get(id), facts);
        return new Trail(
                id,
                facts,
                entries.getOrDefault(Entry.refusals(id), List.of()),
                Optional.ofNullable(heads.get(id)),
                broken);
    }

    /** The door: what may not follow does not get in. */
    private Appended append(Connection connection, String requestId, Fact fact) throws SQLException {
        Optional<Head> before = lockedHead(connection, requestId);
        RequestCase now = before.isPresent() ? caseAt(connection, before.get()) : RequestCase.NONE;
        Instant at = FactJson.moment(fact.at());
        Map<String, String> facts = FactJson.write(fact);
        String actor = fact.by().isNobody() ? "nobody" : fact.by().id();
        Entry entry = chain.next(
                before.orElse(new Head(requestId, 0, Chain.START, "", "")), at, FactJson.kind(fact), actor, facts);
        Fact stored = FactJson.read(entry);
        MayFollow.refusal(now, stored).ifPresent(why -> {
            throw new MayNotFollow(why);
        });
        Head after = write(connection, entry, before.isEmpty());
        RequestCase then = now.and(stored);
        RequestIndex.follow(connection, requestId, now, stored, then);
        for (Projection projection : projections) {
            projection.follow(connection, requestId, now, then);
        }
        folded.put(after, then);
        return new Appended(new Registers.Change(before, after), then);
    }

    private Registers.Change appendRefused(Connection connection, String requestId, RefusedAttempt attempt)
            throws SQLException {
        String chainId = Entry.refusals(requestId);
        Optional<Head> before = lockedHead(connection, chainId);
        Map<String, String> facts = new TreeMap<>(Map.of("step", attempt.step(), "why", attempt.why()));
        if (attempt.self()) {
            facts.put("self", "yes");
        }
        String actor = attempt.by().isNobody() ? "nobody" : attempt.by().id();
        Entry entry = chain.next(
                before.orElse(new Head(chainId, 0, Chain.START, "", "")),
                FactJson.moment(attempt.at()),
                Entry.ATTEMPT_REFUSED,
                actor,
                facts);
        Head after = write(connection, entry, before.isEmpty());
        if (!attempt.by().isNobody() && !attempt.by().equals(io.github.accountlock.domain.Person.SYSTEM)) {
            RequestIndex.refused(connection, requestId, actor);
        }
        return new Registers.Change(before, after);
    }

    private Optional<Head> lockedHead(Connection connection, String chainId) throws SQLException {
        Optional<Head> head = Rows.one(connection, HEAD, JdbcLedger::head, chainId);
        if (head.filter(stored -> !chain.sealed(stored)).isPresent()) {
            throw new LedgerBroken(Entry.requestOf(chainId), "the head does not match its seal");
        }
        return head;
    }

    /** What the entries up to a head mean: known from before, or read with their seals. */
    private RequestCase caseAt(Connection connection, Head head) throws SQLException {
        Optional<RequestCase> known = folded.at(head);
        if (known.isPresent()) {
            return known.get();
        }
        Trail trail = trails(connection, List.of(head.chain())).get(0);
        trail.broken().ifPresent(broken -> {
            throw new LedgerBroken(head.chain(), broken.sentence());
        });
        return trail.requestCase();
    }

    private Head write(Connection connection, Entry entry, boolean first) throws SQLException {
        Rows.change(
                connection,
                "insert into account_lock_ledger (request_id, entry_no, happened_at, kind, actor, facts, key_id, mac)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                entry.chain(),
                entry.number(),
                entry.at(),
                entry.kind(),
                entry.actor(),
                entry.factsAsStored(),
                entry.keyId(),
                entry.mac());
        Head head = chain.head(entry);
        Rows.change(
                connection,
                first
                        ? "insert into account_lock_ledger_head (entries, last_mac, key_id, mac, request_id)"
                                + " values (?, ?, ?, ?, ?)"
                        : "update account_lock_ledger_head set entries = ?, last_mac = ?, key_id = ?, mac = ?"
                                + " where request_id = ?",
                head.entries(),
                head.lastMac(),
                head.keyId(),
                head.mac(),
                head.chain());
        return head;
    }

    // ---------------------------------------------------------------- at the start

    /**
     * Seals the registers of a new database, and takes the requests of version 0.1 up into them: once, when there is no
     * entry of a later version. A start with nothing to adopt waits for no other node, even one that stands still.
     *
     * @param then what else an upgrade needs; runs in the same transaction
     */
    public void adopt(Work<Void> then) {
        connections.transaction(connection -> {
            if (!untouched(registers.all(connection))
                    || !untouched(registers.allForUpdate(connection))
                    || hasLaterEntries(connection)) {
                return null;
            }
            Registers.Sums sums = registers.new Sums();
            Rows.each(connection, HEADS, row -> sums.add(head(row)));
            for (Registers.Row row : sums.rows()) {
                registers.write(connection, row);
            }
            return then.on(connection);
        });
    }

    private static boolean untouched(List<Registers.Row> rows) {
        return rows.stream().allMatch(Registers.Row::untouched);
    }

    private static boolean hasLaterEntries(Connection connection) throws SQLException {
        return Rows.one(
                        connection,
                        "select 1 from account_lock_ledger where facts like ? limit 1",
                        row -> 1,
                        "%\"" + FactJson.VERSION + "\":\"%")
                .isPresent();
    }

    /** Writes a fact that may follow, on a connection whose transaction is the caller's: for {@link #adopt}. */
    public void appendIfAllowed(Connection connection, String requestId, Fact fact) throws SQLException {
        Trail trail = trails(connection, List.of(requestId)).get(0);
        if (trail.broken().isEmpty()
                && MayFollow.refusal(trail.requestCase(), fact).isEmpty()) {
            registers.add(connection, append(connection, requestId, fact).change());
        }
    }

    /** Makes search rows that are missing; returns how many there were. */
    public int completeIndex() {
        return connections.transaction(connection -> {
            if (RequestIndex.missing(connection).isEmpty()) {
                return 0;
            }
            registers.allForUpdate(connection); // one node makes them, the others wait
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
            return missing.size();
        });
    }

    /** Empty for a request that somebody made unreadable: the check of the ledger names it. */
    private static Optional<RequestSummary> readable(Trail trail) {
        try {
            return Optional.of(RequestSummary.of(trail));
        } catch (IllegalStateException unreadable) {
            return Optional.empty();
        }
    }

    static Head head(ResultSet row) throws SQLException {
        return new Head(row.getString(1), row.getInt(2), row.getString(3), row.getString(4), row.getString(5));
    }

    /** An entry that somebody made unreadable stands for itself without facts, and never matches its seal. */
    static Entry entry(ResultSet row) throws SQLException {
        String stored = row.getString(6);
        Map<String, String> facts;
        String mac = row.getString(8);
        try {
            facts = CanonicalJson.read(stored);
        } catch (IllegalStateException unreadable) {
            facts = Map.of("why", "this entry cannot be read");
            mac = "";
        }
        return new Entry(
                row.getString(1),
                row.getInt(2),
                Rows.moment(row, 3),
                row.getString(4),
                row.getString(5),
                facts,
                stored,
                row.getString(7),
                mac);
    }
}
