package io.github.accountlock.ledger;

import io.github.accountlock.database.Rows;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sealed rows over all chains: how many there are, how many entries they have, and the sum of what their heads say. A
 * chain that is removed, or cut together with its head, no longer fits, whether its request has ended or not. Sums and
 * not a chain, so that they can be checked in any order. Several rows, of which a commit takes any that is free, so that no
 * request waits for another's open transaction; what they say is only right together.
 */
final class Registers {

    static final int COUNT = 16;

    private static final BigInteger MODULUS = BigInteger.TWO.pow(256);
    private static final String SELECT =
            "select register_no, chains, entries, heads_sum, key_id, mac from account_lock_register";

    private final EvidenceKeys keys;

    /** Rows as this node has written them. One that is taken out comes back only as it was written then. */
    private final Queue<Row> written = new ConcurrentLinkedQueue<>();

    Registers(EvidenceKeys keys) {
        this.keys = keys;
    }

    /** A row as it is stored. */
    record Row(int number, long chains, long entries, String sum, String keyId, String mac) {

        boolean untouched() {
            return chains == 0 && entries == 0 && mac.isEmpty();
        }

        private String[] content() {
            return new String[] {
                "register", Integer.toString(number), Long.toString(chains), Long.toString(entries), sum
            };
        }
    }

    /** A head that took the place of another. */
    record Change(Optional<Head> before, Head after) {}

    /**
     * Takes up what a transaction has changed; the row stays locked until it ends. A row that this node has written last
     * is changed without reading it, if it still says the same; else any row, so that nodes soon write rows of their own.
     */
    void add(Connection connection, List<Change> changes) throws SQLException {
        Row known = written.poll();
        if (known == null || !write(connection, known, with(known, changes))) {
            Row row = any(connection)
                    .filter(this::sealed)
                    .orElseThrow(() -> new LedgerBroken(
                            Entry.requestOf(changes.get(0).after().chain()),
                            "the register of all requests is missing or does not match its seal"));
            if (!write(connection, row, with(row, changes))) {
                throw new IllegalStateException("the locked register " + row.number() + " was changed");
            }
        }
    }

    /** Locked; one that nobody else has locked, if there is. */
    private static Optional<Row> any(Connection connection) throws SQLException {
        int one = ThreadLocalRandom.current().nextInt(COUNT);
        Optional<Row> free =
                Rows.one(connection, SELECT + " where register_no = ? for update skip locked", Registers::row, one);
        if (free.isEmpty()) {
            free = Rows.one(connection, SELECT + " limit 1 for update skip locked", Registers::row);
        }
        return free.isPresent()
                ? free
                : Rows.one(connection, SELECT + " where register_no = ? for update", Registers::row, one);
    }

    List<Row> all(Connection connection) throws SQLException {
        return Rows.list(connection, SELECT + " order by register_no", Registers::row);
    }

    /** Locks all rows until the transaction ends. */
    List<Row> allForUpdate(Connection connection) throws SQLException {
        return Rows.list(connection, SELECT + " order by register_no for update", Registers::row);
    }

    /** The row of a number, unless another transaction has locked it. H2, which one process has for itself, waits. */
    private static String free(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")
                ? "(select register_no from account_lock_register where register_no = ? for update skip locked)"
                : "?";
    }

    /** Writes a row with its seal; false if it no longer is what it was, or is locked by somebody else. */
    boolean write(Connection connection, Row before, Row then) throws SQLException {
        Row sealed = seal(then);
        boolean moved = Rows.change(
                        connection,
                        "update account_lock_register set chains = ?, entries = ?, heads_sum = ?, key_id = ?, mac = ?"
                                + " where register_no = " + free(connection)
                                + " and chains = ? and entries = ? and heads_sum = ?"
                                + " and key_id = ? and mac = ?",
                        sealed.chains(),
                        sealed.entries(),
                        sealed.sum(),
                        sealed.keyId(),
                        sealed.mac(),
                        before.number(),
                        before.chains(),
                        before.entries(),
                        before.sum(),
                        before.keyId(),
                        before.mac())
                == 1;
        if (moved) {
            written.add(sealed);
        }
        return moved;
    }

    /** What the rows have to say together over these heads. */
    final class Sums {

        private Row truth = new Row(0, 0, 0, "0", "", "");

        void add(Head head) {
            add(new Change(Optional.empty(), head));
        }

        void add(Change change) {
            truth = with(truth, change);
        }

        /** Rows that say it, not sealed. */
        List<Row> rows() {
            List<Row> rows = new ArrayList<>(List.of(truth));
            for (int i = 1; i < COUNT; i++) {
                rows.add(new Row(i, 0, 0, "0", "", ""));
            }
            return rows;
        }

        /** What is wrong with the stored rows, as sentences. */
        List<String> differences(List<Row> stored) {
            if (stored.size() != COUNT) {
                return List.of("register: rows over all requests are missing");
            }
            List<String> unsealed = stored.stream()
                    .filter(row -> !sealed(row))
                    .map(row -> "register " + row.number() + ": the row does not match its seal")
                    .toList();
            return unsealed.isEmpty() ? difference(stored).stream().toList() : unsealed;
        }

        private Optional<String> difference(List<Row> stored) {
            long chains = stored.stream().mapToLong(Row::chains).sum();
            long entries = stored.stream().mapToLong(Row::entries).sum();
            BigInteger sum = stored.stream()
                    .map(row -> number(row.sum()))
                    .reduce(BigInteger.ZERO, BigInteger::add)
                    .mod(MODULUS);
            if (chains != truth.chains()) {
                return Optional.of("register: " + chains + " chains were made, " + truth.chains()
                        + " are in the ledger: whole requests were "
                        + (chains > truth.chains() ? "deleted" : "inserted"));
            }
            return entries == truth.entries() && sum.equals(number(truth.sum()))
                    ? Optional.empty()
                    : Optional.of("register: " + entries + " entries were made, " + truth.entries()
                            + " are in the ledger: a request was replaced, or its tail was cut together with its head");
        }
    }

    boolean sealed(Row row) {
        return keys.sealed(row.mac(), row.keyId(), row.content());
    }

    /** Whether it was sealed with a key that is not here. */
    boolean unknownKey(Row row) {
        return !row.untouched() && !keys.knows(row.keyId());
    }

    private Row with(Row row, List<Change> changes) {
        Row then = row;
        for (Change change : changes) {
            then = with(then, change);
        }
        return then;
    }

    private Row with(Row row, Change change) {
        BigInteger sum = number(row.sum()).add(weight(change.after()));
        long entries = row.entries() + change.after().entries();
        if (change.before().isPresent()) {
            sum = sum.subtract(weight(change.before().get()));
            entries -= change.before().get().entries();
        }
        return new Row(
                row.number(),
                row.chains() + (change.before().isPresent() ? 0 : 1),
                entries,
                sum.mod(MODULUS).toString(16),
                row.keyId(),
                row.mac());
    }

    /** Never stored by itself, so that nobody can look for heads that make up for each other. */
    private BigInteger weight(Head head) {
        return number(
                keys.seal(head.keyId(), "weight", head.chain(), Integer.toString(head.entries()), head.lastMac()));
    }

    private Row seal(Row row) {
        String mac = keys.seal(keys.current(), row.content());
        return new Row(row.number(), row.chains(), row.entries(), row.sum(), keys.current(), mac);
    }

    private static Row row(java.sql.ResultSet row) throws SQLException {
        return new Row(
                row.getInt(1), row.getLong(2), row.getLong(3), row.getString(4), row.getString(5), row.getString(6));
    }

    private static BigInteger number(String hexadecimal) {
        return hexadecimal.isEmpty() ? BigInteger.ZERO : new BigInteger(hexadecimal, 16);
    }
}
