package io.github.accountlock.ledger;

import io.github.accountlock.ledger.Chain.Head;
import io.github.accountlock.ledger.Chain.Link;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Checks the ledger from outside: every seal, every head, the register over all requests, and what a caller knows about
 * the content. Reads one snapshot of the database and changes nothing.
 */
public final class LedgerVerifier {

    private static final String ENTRIES =
            "select entry_no, happened_at, kind, actor, facts, key_id, mac, request_id" + " from account_lock_ledger";
    private static final String HEADS =
            "select request_id, entries, last_mac, key_id, mac from account_lock_ledger_head";
    private static final int ROWS_AT_ONCE = 1000;

    private final Connection connection;
    private final Chain chain;
    private final Register register;

    /** @param connection used until the verifier is done; isolation and auto-commit are changed */
    public LedgerVerifier(Connection connection, EvidenceKeys keys) throws SQLException {
        // One snapshot: what PostgreSQL calls repeatable read, H2 calls serializable.
        boolean h2 = connection.getMetaData().getDatabaseProductName().equals("H2");
        connection.setTransactionIsolation(
                h2 ? Connection.TRANSACTION_SERIALIZABLE : Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        this.connection = connection;
        this.chain = new Chain(keys);
        this.register = new Register(keys);
    }

    /**
     * What was found.
     *
     * @param problems sentences that begin with the request and the entry, the first bad entry of each request
     */
    public record Report(long requests, long entries, List<String> problems) {}

    /**
     * @param rule what else must be true of a request's events, as a sentence if it is not
     */
    public Report verify(Optional<String> requestId, Function<List<LedgerEvent>, Optional<String>> rule)
            throws SQLException {
        return verify(requestId, rule, events -> {});
    }

    /**
     * @param rule asked about requests whose seals are right
     * @param reader told of every request, also of a broken one
     */
    public Report verify(
            Optional<String> requestId,
            Function<List<LedgerEvent>, Optional<String>> rule,
            Consumer<List<LedgerEvent>> reader)
            throws SQLException {
        Map<String, Head> heads = heads(requestId);
        List<String> problems = new ArrayList<>();
        Sums sums = new Sums();
        eachRequest(requestId, links -> {
            String id = links.get(0).event().requestId();
            List<LedgerEvent> events = links.stream().map(Link::event).toList();
            reader.accept(events);
            Optional<String> problem = chain.broken(heads.remove(id), links).map(Trail.Broken::sentence);
            if (problem.isEmpty()) {
                problem = rule.apply(events);
            }
            problem.ifPresent(what -> problems.add("request " + id + ": " + what));
            sums.add(links, problem.isEmpty());
        });
        heads.keySet().forEach(id -> problems.add("request " + id + ": entry 1 is missing, only the head is left"));
        if (requestId.isEmpty()) {
            sums.differFrom(register.read(connection, false)).ifPresent(problems::add);
        } else if (sums.requests == 0) {
            problems.add("request " + requestId.get() + ": is not in the ledger");
        }
        return new Report(sums.requests, sums.entries, problems);
    }

    /** Every request's entries, oldest first; seals are not checked here. */
    public void eachEvents(Optional<String> requestId, Consumer<List<LedgerEvent>> reader) throws SQLException {
        eachRequest(
                requestId,
                links -> reader.accept(links.stream().map(Link::event).toList()));
    }

    private void eachRequest(Optional<String> requestId, Consumer<List<Link>> reader) throws SQLException {
        String sql =
                ENTRIES + (requestId.isPresent() ? " where request_id = ?" : "") + " order by request_id, entry_no";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setFetchSize(ROWS_AT_ONCE);
            if (requestId.isPresent()) {
                select.setString(1, requestId.get());
            }
            List<Link> links = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Link link = JdbcLedger.link(row.getString(8), row);
                    boolean next = !links.isEmpty()
                            && !links.get(0)
                                    .event()
                                    .requestId()
                                    .equals(link.event().requestId());
                    if (next) {
                        reader.accept(List.copyOf(links));
                        links.clear();
                    }
                    links.add(link);
                }
            }
            if (!links.isEmpty()) {
                reader.accept(links);
            }
        }
    }

    private Map<String, Head> heads(Optional<String> requestId) throws SQLException {
        Map<String, Head> heads = new TreeMap<>();
        String sql = HEADS + (requestId.isPresent() ? " where request_id = ?" : "");
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            if (requestId.isPresent()) {
                select.setString(1, requestId.get());
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String id = row.getString(1);
                    heads.put(id, new Head(id, row.getInt(2), row.getString(3), row.getString(4), row.getString(5)));
                }
            }
        }
        return heads;
    }

    /** What the register has to say if nothing is missing. */
    private final class Sums {

        private long requests;
        private long entries;
        private long ended;
        private String requestedSum = "";
        private String endedSum = "";
        private boolean whole = true;

        void add(List<Link> links, boolean sound) {
            requests++;
            entries += links.size();
            whole &= sound;
            for (Link link : links) {
                if (sound && link.event().kind() == Kind.REQUESTED) {
                    requestedSum = Register.sum(requestedSum, register.requested(link));
                } else if (sound && link.event().kind() == Kind.ENDED) {
                    ended++;
                    endedSum = Register.sum(endedSum, register.ended(link));
                }
            }
        }

        Optional<String> differFrom(Register.Row row) {
            if (!register.sealed(row)) {
                return Optional.of("register: the row over all requests is missing or does not match its seal");
            }
            if (row.requested() != requests) {
                return Optional.of("register: " + row.requested() + " requests were made, " + requests
                        + " are in the ledger: whole requests were "
                        + (row.requested() > requests ? "deleted" : "inserted"));
            }
            boolean same = Register.sum(row.requestedSum(), "").equals(Register.sum(requestedSum, ""))
                    && row.ended() == ended
                    && Register.sum(row.endedSum(), "").equals(Register.sum(endedSum, ""));
            return whole && !same
                    ? Optional.of("register: the sums over all requests do not match: a request was replaced, or the"
                            + " end of one was cut together with its head")
                    : Optional.empty();
        }
    }
}
