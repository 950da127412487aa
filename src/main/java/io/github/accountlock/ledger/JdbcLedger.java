package io.github.accountlock.ledger;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Connections.Work;
import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.CloudAnswer;
import io.github.accountlock.domain.Person;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.Fact.CallAnswered;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.MayFollow;
import io.github.accountlock.request.MayName;
import io.github.accountlock.request.Naming;
import io.github.accountlock.request.RequestCase;
import io.github.accountlock.request.Substitutions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The ledger in the tables {@code account_lock_ledger} and {@code account_lock_ledger_head}. The row of the head is the
 * lock under which a chain's entries are numbered. Thread-safe.
 */
public final class JdbcLedger implements Ledger {

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String HEAD =
            "select request_id, entries, last_mac, key_id, mac" + " from account_lock_ledger_head where request_id = ?";

    static final String ENTRIES =
            "select request_id, entry_no, happened_at, kind, actor, facts, key_id, mac" + " from account_lock_ledger";

    static final String HEADS = "select request_id, entries, last_mac, key_id, mac from account_lock_ledger_head";

    private static final Duration ONE_START_A = Duration.ofMinutes(1);
    private static final int REQUESTS_AT_ONCE = 200;

    private final Connections connections;
    private final Chain chain;
    private final Registers registers;
    private final Consumer<Registers.Change> register;
    private final List<Projection> projections;
    private final FoldedCases folded = new FoldedCases();
    private volatile Named named = new Named(start(Entry.SUBSTITUTES), Substitutions.NONE);

    /** Rows that say in another form what the facts say, for those who look for them. */
    @FunctionalInterface
    public interface Projection {

        /** Called after each new fact, with what the facts mean without it and with it. */
        void follow(Connection connection, String requestId, RequestCase before, RequestCase then) throws SQLException;
    }

    /** What stands in the chain of the substitutions up to a head. */
    private record Named(Head head, Substitutions all) {}

    private record Appended(Registers.Change change, RequestCase then) {}

    /** @param projections kept up with the facts, in the same transaction */
    public JdbcLedger(Connections connections, EvidenceKeys keys, Projection... projections) {
        this.connections = connections;
        this.projections = List.of(projections);
        this.chain = new Chain(keys);
        this.registers = new Registers(keys);
        this.register = connections.beforeCommit(registers::add);
    }

    @Override
    public RequestCase commit(String requestId, Fact fact) {
        Work<RequestCase> work = connection -> {
            Appended appended = append(connection, requestId, fact);
            registers.add(connection, List.of(appended.change()));
            return appended.then();
        };
        boolean waitedFor =
                !(fact instanceof Looked || fact instanceof CallAnswered); // after a crash they are unknown again
        return inMind(requestId, waitedFor ? connections.transaction(work) : connections.transactionNotWaitedFor(work));
    }

    @Override
    public RequestCase join(String requestId, Fact fact) {
        Appended appended = connections.joined(connection -> append(connection, requestId, fact));
        register.accept(appended.change());
        return inMind(requestId, appended.then());
    }

    @Override
    public void refused(String requestId, RefusedAttempt attempt) {
        boolean known = connections.own(connection ->
                Rows.one(connection, HEAD, JdbcLedger::head, requestId).isPresent());
        if (known) {
            begun(() -> connections.transaction(connection -> {
                registers.add(connection, List.of(appendRefused(connection, Entry.refusals(requestId), attempt)));
                if (!attempt.by().isNobody() && !attempt.by().equals(Person.SYSTEM)) {
                    RequestIndex.refused(connection, requestId, attempt.by().id());
                }
                return null;
            }));
        }
    }

    @Override
    public void refusedStart(RefusedAttempt attempt) {
        String chainId = Entry.refusedStarts(attempt.at());
        begun(() -> connections.transaction(connection -> {
            lockedHead(connection, chainId);
            if (!justRefused(connection, chainId, attempt)) {
                registers.add(connection, List.of(appendRefused(connection, chainId, attempt)));
            }
            return null;
        }));
    }

    @Override
    public void name(Naming naming) {
        begun(() -> connections.transaction(connection -> {
            Optional<Head> before = lockedHead(connection, Entry.SUBSTITUTES);
            Entry entry = chain.next(
                    before.orElse(start(Entry.SUBSTITUTES)),
                    FactJson.moment(naming.at()),
                    Namings.kind(naming),
                    actor(naming.by()),
                    Namings.write(naming));
            MayName.refusal(substitutions(connection), Namings.read(entry)).ifPresent(why -> {
                throw new MayNotFollow(why);
            });
            registers.add(connection, List.of(append(connection, before, entry)));
            return null;
        }));
    }

    @Override
    public Substitutions substitutions() {
        Optional<Head> head =
                connections.joined(connection -> Rows.one(connection, HEAD, JdbcLedger::head, Entry.SUBSTITUTES));
        if (head.isEmpty()) {
            return Substitutions.NONE;
        }
        Named known = named;
        if (!head.get().equals(known.head())) {
            known = new Named(head.get(), connections.joined(this::substitutions));
            named = known;
        }
        return known.all();
    }

    private Substitutions substitutions(Connection connection) throws SQLException {
        Trail trail = trails(connection, List.of(Entry.SUBSTITUTES)).get(0);
        trail.broken().ifPresent(broken -> {
            throw new LedgerBroken(Entry.SUBSTITUTES, broken.sentence());
        });
        try {
            return Namings.folded(trail.entries());
        } catch (IllegalArgumentException unreadable) {
            throw new LedgerBroken(Entry.SUBSTITUTES, "an entry " + unreadable.getMessage());
        }
    }

    /** A slip hides nothing that was not allowed. */
    private static boolean justRefused(Connection connection, String chainId, RefusedAttempt attempt)
            throws SQLException {
        return Rows.one(
                        connection,
                        "select 1 from account_lock_ledger where request_id = ? and actor = ? and happened_at > ?"
                                + (attempt.slip() ? "" : " and facts not like '%\"slip\":\"yes\"%'") + " limit 1",
                        row -> 1,
                        chainId,
                        actor(attempt.by()),
                        attempt.at().minus(ONE_START_A))
                .isPresent();
    }

    /** Once more where the chain was begun by another one at this very moment. */
    private static void begun(Runnable write) {
        try {
            write.run();
        } catch (IllegalStateException broken) {
            if (!(broken.getCause() instanceof SQLException lost && UNIQUE_VIOLATION.equals(lost.getSQLState()))) {
                throw broken;
            }
            write.run();
        }
    }

    @Override
    public RequestCase of(String requestId) {
        if (connections.mind().get(requestId) instanceof RequestCase now) {
            return now; // read or written by this very step, which can write only where the head still is
        }
        Optional<Head> head = connections.joined(connection -> Rows.one(connection, HEAD, JdbcLedger::head, requestId));
        return inMind(requestId, head.flatMap(folded::at).orElseGet(() -> read(requestId)));
    }

    private RequestCase inMind(String requestId, RequestCase now) {
        connections.mind().put(requestId, now);
        return now;
    }

    /** With all seals checked. */
    private RequestCase read(String requestId) {
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
        return trails(connection, requestIds, "");
    }

    private List<Trail> trails(Connection connection, List<String> requestIds, String remark) throws SQLException {
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
                + " order by l.request_id, l.entry_no" + remark;
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

    /**
     * The door: what may not follow does not get in. What this node knows of the request is enough if the head is still
     * where it was; else the head is locked and read.
     */
    private Appended append(Connection connection, String requestId, Fact fact) throws SQLException {
        Optional<FoldedCases.At> known = folded.last(requestId);
        if (known.isPresent()) {
            Next next =
                    next(requestId, Optional.of(known.get().head()), known.get().now(), fact);
            if (next.refusal().isEmpty() && next.append().write(connection)) {
                return followed(connection, requestId, next);
            }
        }
        Optional<Head> before = lockedHead(connection, requestId);
        RequestCase now = before.isPresent() ? caseAt(connection, before.get()) : RequestCase.NONE;
        Next next = next(requestId, before, now, fact);
        next.refusal().ifPresent(why -> {
            throw new MayNotFollow(why);
        });
        write(connection, next.append());
        return followed(connection, requestId, next);
    }

    private static void write(Connection connection, Append append) throws SQLException {
        if (!append.write(connection)) {
            throw new IllegalStateException(
                    "the locked head of " + append.after().chain() + " was moved");
        }
    }

    /** A fact as it would be stored, and whether it may be. */
    private record Next(RequestCase now, Fact stored, Append append, Optional<String> refusal) {}

    private Next next(String requestId, Optional<Head> before, RequestCase now, Fact fact) {
        Entry entry = chain.next(
                before.orElse(start(requestId)),
                FactJson.moment(fact.at()),
                FactJson.kind(fact),
                actor(fact.by()),
                FactJson.write(fact));
        Fact stored = FactJson.read(entry);
        Optional<CloudAnswer> answer = fact.cloudAnswer().answer();
        return new Next(
                now, stored, new Append(before, chain.head(entry), entry, answer), MayFollow.refusal(now, stored));
    }

    /** What goes with a fact that is written. */
    private Appended followed(Connection connection, String requestId, Next next) throws SQLException {
        RequestCase then = next.now().and(next.stored());
        RequestIndex.follow(connection, requestId, next.now(), next.stored(), then);
        for (Projection projection : projections) {
            projection.follow(connection, requestId, next.now(), then);
        }
        Append append = next.append();
        folded.put(append.after(), then);
        return new Appended(new Registers.Change(append.before(), append.after()), then);
    }

    private static Head start(String chainId) {
        return new Head(chainId, 0, Chain.START, "", "");
    }

    private Registers.Change appendRefused(Connection connection, String chainId, RefusedAttempt attempt)
            throws SQLException {
        Optional<Head> before = lockedHead(connection, chainId);
        Map<String, String> facts = new TreeMap<>(Map.of("step", attempt.step(), "why", attempt.why()));
        if (attempt.self()) {
            facts.put("self", "yes");
        }
        if (attempt.slip()) {
            facts.put("slip", "yes");
        }
        return append(
                connection,
                before,
                chain.next(
                        before.orElse(start(chainId)),
                        FactJson.moment(attempt.at()),
                        Entry.ATTEMPT_REFUSED,
                        actor(attempt.by()),
                        facts));
    }

    /** In a chain that is none of a request; its head is locked by the caller. */
    private Registers.Change append(Connection connection, Optional<Head> before, Entry entry) throws SQLException {
        Append append = new Append(before, chain.head(entry), entry, Optional.empty());
        write(connection, append);
        return new Registers.Change(before, append.after());
    }

    private static String actor(Person person) {
        return person.isNobody() ? "nobody" : person.id();
    }

    private Optional<Head> lockedHead(Connection connection, String chainId) throws SQLException {
        Optional<Head> head = Rows.one(connection, HEAD + " for update", JdbcLedger::head, chainId);
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
        if (trail.head()
                .filter(head::equals)
                .isEmpty()) { // H2 gives an earlier result again for the very same statement
            trail = trails(connection, List.of(head.chain()), " /* " + head.entries() + " */")
                    .get(0);
        }
        if (trail.head().filter(head::equals).isEmpty()) {
            throw new LedgerBroken(head.chain(), "its entries are not those of its head");
        }
        trail.broken().ifPresent(broken -> {
            throw new LedgerBroken(head.chain(), broken.sentence());
        });
        return trail.requestCase();
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
            if (!untouched(registers.all(connection))) {
                return null;
            }
            List<Registers.Row> stored = registers.allForUpdate(connection);
            if (!untouched(stored) || hasLaterEntries(connection)) {
                return null;
            }
            Registers.Sums sums = registers.new Sums();
            Rows.each(connection, HEADS, row -> sums.add(head(row)));
            for (Registers.Row row : sums.rows()) {
                registers.write(connection, stored.get(row.number()), row);
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
            registers.add(
                    connection, List.of(append(connection, requestId, fact).change()));
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
