package io.github.accountlock.ledger;

import io.github.accountlock.database.Rows;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Substitutions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Checks the ledger from outside: every seal, every head, the registers over all chains, that each fact might follow
 * those before it, and what a caller knows. Reads one snapshot of the database and changes nothing.
 */
public final class LedgerVerifier {

    private final Connection connection;
    private final EvidenceKeys keys;
    private final Chain chain;
    private final Registers registers;

    /** @param connection used until the verifier is done; isolation and auto-commit are changed */
    public LedgerVerifier(Connection connection, EvidenceKeys keys) throws SQLException {
        // One snapshot: what PostgreSQL calls repeatable read, H2 calls serializable.
        boolean h2 = connection.getMetaData().getDatabaseProductName().equals("H2");
        connection.setTransactionIsolation(
                h2 ? Connection.TRANSACTION_SERIALIZABLE : Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        this.connection = connection;
        this.keys = keys;
        this.chain = new Chain(keys);
        this.registers = new Registers(keys);
    }

    /**
     * What was found.
     *
     * @param problems sentences that begin with the request and the entry, the first bad entry of each request
     * @param unchecked what could not be checked because a key is missing; nothing is known to be wrong with it
     */
    public record Report(long requests, long entries, List<String> problems, List<String> unchecked) {

        /** Whether everything was checked and nothing was found. */
        public boolean sound() {
            return problems.isEmpty() && unchecked.isEmpty();
        }
    }

    /** Asked about each request whose seals are right: what else is wrong with it, as a sentence. */
    public interface Rule extends Function<Trail, Optional<String>> {}

    /** @param reader told of every request, also of a broken one */
    public Report verify(Optional<String> requestId, Rule rule, Consumer<Trail> reader) throws SQLException {
        Check check = new Check(heads(requestId), refusedPeople(requestId), namings());
        eachChain(requestId, entries -> check.chain(entries, rule, reader));
        check.end(requestId);
        return new Report(check.requests, check.entries, check.problems, List.copyOf(check.unchecked));
    }

    /** Every request's entries and refused attempts, oldest first; seals are not checked here. */
    public void eachEntries(Optional<String> requestId, Consumer<List<Entry>> reader) throws SQLException {
        eachChain(requestId, reader);
    }

    /** Whether the ledger has anything about a request. */
    public boolean knows(String requestId) throws SQLException {
        return !heads(Optional.of(requestId)).isEmpty();
    }

    /** One pass over all chains. */
    private final class Check {

        private final Map<String, Head> heads;
        private final Map<String, List<Entry>> refused;
        private final Optional<Substitutions> named;
        private final List<String> problems = new ArrayList<>();
        private final TreeSet<String> unchecked = new TreeSet<>();
        private final Registers.Sums sums = registers.new Sums();
        private final FirstRegister first = new FirstRegister(keys);
        private final TreeSet<String> known = new TreeSet<>();
        private final TreeSet<String> withRefusals = new TreeSet<>();
        private long requests;
        private long entries;
        private boolean whole = true;

        Check(Map<String, Head> heads, Map<String, List<Entry>> refused, Optional<Substitutions> named) {
            this.heads = heads;
            this.refused = refused;
            this.named = named;
        }

        void chain(List<Entry> links, Rule rule, Consumer<Trail> reader) {
            String id = links.get(0).chain();
            Head head = heads.remove(id);
            entries += links.size();
            Optional<Trail.Broken> broken = chain.broken(head, links);
            Optional<String> problem =
                    broken.filter(found -> !found.unknownKey()).map(Trail.Broken::sentence);
            if (Entry.isOfRefusals(id)) {
                withRefusals.add(Entry.requestOf(id));
                problem = problem.map(what -> "among its refused attempts, " + what);
            } else if (id.equals(Entry.SUBSTITUTES)) {
                problem = problem.or(() -> Namings.firstWrong(links));
            } else if (!Entry.isOfNoRequest(id)) {
                requests++;
                known.add(id);
                Trail trail =
                        new Trail(id, links, refused.getOrDefault(id, List.of()), Optional.ofNullable(head), broken);
                reader.accept(trail);
                if (broken.isEmpty()) {
                    problem = Facts.firstWrong(links).or(() -> unnamed(trail)).or(() -> rule.apply(trail));
                }
            }
            broken.filter(Trail.Broken::unknownKey).ifPresent(found -> unchecked.add(about(id) + found.sentence()));
            problem.ifPresent(what -> problems.add(about(id) + what));
            whole &= broken.isEmpty();
            if (broken.isEmpty()) {
                sums.add(head);
                first.add(links);
            }
        }

        /** The first decision in the place of somebody who has not named that substitute. */
        private Optional<String> unnamed(Trail trail) {
            return named.flatMap(all -> trail.facts().stream()
                    .filter(told -> told.fact() instanceof Decided)
                    .flatMap(told -> all
                            .unnamed((Decided) told.fact())
                            .map(why -> "entry " + told.entry().number() + " ("
                                    + told.entry().kind() + ") may not follow: " + why)
                            .stream())
                    .findFirst());
        }

        void end(Optional<String> requestId) throws SQLException {
            heads.keySet().forEach(id -> problems.add(about(id) + "entry 1 is missing, only the head is left"));
            if (requestId.isPresent()) {
                if (requests == 0) {
                    problems.add("request " + requestId.get() + ": is not in the ledger");
                }
                return;
            }
            withRefusals.removeAll(known);
            withRefusals.forEach(id -> problems.add(
                    "request " + id + ": was deleted from the ledger; only its refused" + " attempts are left"));
            List<Registers.Row> stored = registers.all(connection);
            stored.stream()
                    .filter(registers::unknownKey)
                    .forEach(row -> unchecked.add("register " + row.number() + ": was sealed with the key \""
                            + row.keyId() + "\", which is not configured here"));
            if (whole && unchecked.isEmpty()) {
                problems.addAll(sums.differences(stored));
                first.difference(connection).ifPresent(problems::add);
            }
        }

        private String about(String chainId) {
            return Entry.subject(chainId);
        }
    }

    private void eachChain(Optional<String> requestId, Consumer<List<Entry>> reader) throws SQLException {
        List<Entry> links = new ArrayList<>();
        Rows.each(
                connection,
                JdbcLedger.ENTRIES + (requestId.isPresent() ? " where request_id in (?, ?)" : "")
                        + " order by request_id, entry_no",
                row -> {
                    Entry entry = JdbcLedger.entry(row);
                    if (!links.isEmpty() && !links.get(0).chain().equals(entry.chain())) {
                        reader.accept(List.copyOf(links));
                        links.clear();
                    }
                    links.add(entry);
                },
                chains(requestId));
        if (!links.isEmpty()) {
            reader.accept(List.copyOf(links));
        }
    }

    private Map<String, Head> heads(Optional<String> requestId) throws SQLException {
        Map<String, Head> heads = new TreeMap<>();
        Rows.each(
                connection,
                JdbcLedger.HEADS + (requestId.isPresent() ? " where request_id in (?, ?)" : ""),
                row -> heads.put(row.getString(1), JdbcLedger.head(row)),
                chains(requestId));
        return heads;
    }

    /** Who stood in for whom; empty if it cannot be read, which is a problem of its own. */
    private Optional<Substitutions> namings() throws SQLException {
        List<Entry> entries = Rows.list(
                connection,
                JdbcLedger.ENTRIES + " where request_id = ? order by entry_no",
                JdbcLedger::entry,
                Entry.SUBSTITUTES);
        try {
            return Optional.of(Namings.folded(entries));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** The chain of a request's refusals comes apart from the request, so they are read before. */
    private Map<String, List<Entry>> refusedPeople(Optional<String> requestId) throws SQLException {
        Map<String, List<Entry>> refused = new HashMap<>();
        Object[] values = requestId.isPresent()
                ? new Object[] {Entry.ATTEMPT_REFUSED, Entry.refusals(requestId.get())}
                : new Object[] {Entry.ATTEMPT_REFUSED};
        Rows.each(
                connection,
                JdbcLedger.ENTRIES + " where kind = ?" + (requestId.isPresent() ? " and request_id = ?" : "")
                        + " order by request_id, entry_no",
                row -> {
                    Entry entry = JdbcLedger.entry(row);
                    if (Entry.isOfRefusals(entry.chain())) {
                        refused.computeIfAbsent(Entry.requestOf(entry.chain()), any -> new ArrayList<>())
                                .add(entry);
                    }
                },
                values);
        return refused;
    }

    private static Object[] chains(Optional<String> requestId) {
        return requestId.isPresent() ? new Object[] {requestId.get(), Entry.refusals(requestId.get())} : new Object[0];
    }
}
