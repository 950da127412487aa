package io.github.accountlock.ledger;

import io.github.accountlock.database.Rows;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The one row over all requests that version 0.1 kept: how many it made and ended, and the sums of their seals. Frozen:
 * nothing writes it any more; it goes on saying whether the requests of that version are complete.
 */
final class FirstRegister {

    private static final BigInteger MODULUS = BigInteger.TWO.pow(256);

    private final EvidenceKeys keys;
    private long requested;
    private long ended;
    private BigInteger requestedSum = BigInteger.ZERO;
    private BigInteger endedSum = BigInteger.ZERO;

    FirstRegister(EvidenceKeys keys) {
        this.keys = keys;
    }

    private record Row(long requested, String requestedSum, long ended, String endedSum, String keyId, String mac) {

        private String[] content() {
            return new String[] {"register", Long.toString(requested), requestedSum, Long.toString(ended), endedSum};
        }
    }

    /** Takes up the entries of a request whose seals are right. */
    void add(List<Entry> entries) {
        for (Entry entry : entries) {
            if (entry.isFirstFormat() && entry.kind().equals(Entry.REQUESTED)) {
                requested++;
                requestedSum = sum(requestedSum, keys.seal(entry.keyId(), "requested", entry.chain()));
            } else if (entry.isFirstFormat() && entry.kind().equals("ENDED")) {
                ended++;
                String mac =
                        keys.seal(entry.keyId(), "ended", entry.chain(), Integer.toString(entry.number()), entry.mac());
                endedSum = sum(endedSum, mac);
            }
        }
    }

    /** What the row contradicts, as a sentence. */
    Optional<String> difference(Connection connection) throws SQLException {
        Optional<Row> row = Rows.one(
                connection,
                "select requested, requested_sum, ended, ended_sum, key_id, mac from account_lock_ledger_register",
                found -> new Row(
                        found.getLong(1),
                        found.getString(2),
                        found.getLong(3),
                        found.getString(4),
                        found.getString(5),
                        found.getString(6)));
        boolean untouched = row.filter(
                        found -> found.requested() == 0 && found.mac().isEmpty())
                .isPresent();
        if (untouched && requested == 0) {
            return Optional.empty();
        }
        if (row.isEmpty()
                || !keys.sealed(row.get().mac(), row.get().keyId(), row.get().content())) {
            return Optional.of("register of version 0.1: the row is missing or does not match its seal");
        }
        boolean same = row.get().requested() == requested
                && row.get().ended() == ended
                && number(row.get().requestedSum()).equals(requestedSum)
                && number(row.get().endedSum()).equals(endedSum);
        return same
                ? Optional.empty()
                : Optional.of("register of version 0.1: " + row.get().requested() + " requests were made and "
                        + row.get().ended() + " ended under it, " + requested + " and " + ended
                        + " are in the ledger: requests were deleted, replaced or cut");
    }

    private static BigInteger sum(BigInteger sum, String mac) {
        return sum.add(number(mac)).mod(MODULUS);
    }

    private static BigInteger number(String hexadecimal) {
        return hexadecimal.isEmpty() ? BigInteger.ZERO : new BigInteger(hexadecimal, 16);
    }
}
