package io.github.accountlock.ledger;

import io.github.accountlock.ledger.Chain.Link;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * One sealed row over all requests: how many were made and ended, and the sums of their seals. A request that is deleted
 * whole, or the tail of an ended one that is cut together with its head, no longer fits the sums. Sums and not a chain,
 * so that they can be checked in any order.
 */
final class Register {

    private static final BigInteger MODULUS = BigInteger.TWO.pow(256);

    private final EvidenceKeys keys;

    Register(EvidenceKeys keys) {
        this.keys = keys;
    }

    /** The row as it is stored. */
    record Row(long requested, String requestedSum, long ended, String endedSum, String keyId, String mac) {

        private String[] content() {
            return new String[] {"register", Long.toString(requested), requestedSum, Long.toString(ended), endedSum};
        }
    }

    void add(Connection connection, Link link) throws SQLException {
        Row row = read(connection, true);
        if (!sealed(row)) {
            throw new LedgerBroken(link.event().requestId(), "the register of all requests does not match its seal");
        }
        Row next = link.event().kind() == Kind.REQUESTED
                ? row(row.requested() + 1, sum(row.requestedSum(), requested(link)), row.ended(), row.endedSum())
                : row(row.requested(), row.requestedSum(), row.ended() + 1, sum(row.endedSum(), ended(link)));
        String sql =
                "update account_lock_ledger_register set requested = ?, requested_sum = ?, ended = ?, ended_sum = ?,"
                        + " key_id = ?, mac = ?";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, next.requested());
            update.setString(2, next.requestedSum());
            update.setLong(3, next.ended());
            update.setString(4, next.endedSum());
            update.setString(5, next.keyId());
            update.setString(6, next.mac());
            update.executeUpdate();
        }
    }

    Row read(Connection connection, boolean toChange) throws SQLException {
        String sql = "select requested, requested_sum, ended, ended_sum, key_id, mac from account_lock_ledger_register"
                + (toChange ? " for update" : "");
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return new Row(-1, "", -1, "", "", "");
            }
            return new Row(
                    row.getLong(1),
                    row.getString(2),
                    row.getLong(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6));
        }
    }

    /** The untouched row of a new database is not sealed yet. */
    boolean sealed(Row row) {
        boolean untouched =
                row.requested() == 0 && row.ended() == 0 && row.mac().isEmpty();
        return untouched || keys.sealed(row.mac(), row.keyId(), row.content());
    }

    static String sum(String one, String other) {
        BigInteger sum = number(one).add(number(other)).mod(MODULUS);
        return sum.toString(16);
    }

    /** What a request adds when it is made, sealed with the key of its first entry. */
    String requested(Link link) {
        return keys.seal(link.keyId(), "requested", link.event().requestId());
    }

    /** What a request adds when it ends: its whole chain up to there. */
    String ended(Link link) {
        return keys.seal(link.keyId(), "ended", link.event().requestId(), Integer.toString(link.number()), link.mac());
    }

    private Row row(long requested, String requestedSum, long ended, String endedSum) {
        Row unsealed = new Row(requested, requestedSum, ended, endedSum, keys.current(), "");
        String mac = keys.seal(keys.current(), unsealed.content());
        return new Row(requested, requestedSum, ended, endedSum, keys.current(), mac);
    }

    private static BigInteger number(String hexadecimal) {
        return hexadecimal.isEmpty() ? BigInteger.ZERO : new BigInteger(hexadecimal, 16);
    }
}
