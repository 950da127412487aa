package io.github.accountlock.ledger;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.Sha256;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where every chain of the ledger stood at one moment, signed. Kept outside of the database, it tells whether anything
 * that was there then is gone now, whoever owns the database. As text: a line with the form and the moment (UTC), a line a
 * chain ({@code chain TAB entries TAB seal of the last}), a line with an Ed25519 signature over all lines above it.
 *
 * @param marks by chain
 * @param text as it is stored
 */
public record Checkpoint(Instant at, Map<String, Mark> marks, String text) {

    private static final String FORM = "account-lock-checkpoint 1 ";
    private static final String SIGNATURE = "signature ";

    /** Where a chain stood. */
    public record Mark(long entries, String lastMac) {}

    /** What stands there now, and will after a crash of the database. Ends the connection's transaction. */
    public static Checkpoint of(Connection connection, EvidenceKeys keys, Instant at) throws SQLException {
        Map<String, Mark> marks = new TreeMap<>();
        Rows.each(connection, JdbcLedger.HEADS, row -> {
            Head head = JdbcLedger.head(row);
            marks.put(head.chain(), new Mark(head.entries(), head.lastMac()));
        });
        Connections.settle(connection);
        StringBuilder text = new StringBuilder(FORM + at + "\n");
        marks.forEach((chain, mark) -> text.append(chain)
                .append('\t')
                .append(mark.entries())
                .append('\t')
                .append(mark.lastMac())
                .append('\n'));
        return new Checkpoint(at, marks, text + SIGNATURE + keys.sign(text.toString()) + "\n");
    }

    /**
     * @throws IllegalArgumentException if it is none, if it was changed, or if the key to check it is not here
     */
    public static Checkpoint read(String text, PublicKeys keys) {
        int end = text.lastIndexOf(SIGNATURE);
        if (!text.startsWith(FORM) || end < 0) {
            throw new IllegalArgumentException("it is not a checkpoint, as \"audit checkpoint\" writes it");
        }
        String signed = text.substring(0, end);
        String signature = text.substring(end + SIGNATURE.length()).strip();
        switch (keys.check(signed, signature)) {
            case RIGHT -> {
                // As it was written.
            }
            case WRONG -> throw new IllegalArgumentException("it was changed: its signature does not match");
            case UNKNOWN_KEY ->
                throw new IllegalArgumentException("it was signed with the key \"" + signature.replaceAll(":.*", "")
                        + "\", which is not configured here");
        }
        try {
            List<String> lines = signed.lines().toList();
            Map<String, Mark> marks = new TreeMap<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] parts = line.split("\t");
                marks.put(parts[0], new Mark(Long.parseLong(parts[1]), parts[2]));
            }
            return new Checkpoint(Instant.parse(lines.get(0).substring(FORM.length())), marks, text);
        } catch (IndexOutOfBoundsException | NumberFormatException | DateTimeException malformed) {
            throw new IllegalArgumentException("its lines cannot be read", malformed);
        }
    }

    /** What stood in the ledger then and does not stand there now, as sentences. */
    public List<String> contradictions(Connection connection) throws SQLException {
        Map<String, Mark> left = new TreeMap<>(marks);
        List<String> problems = new ArrayList<>();
        Rows.each(connection, "select request_id, entry_no, mac from account_lock_ledger", row -> {
            String chain = row.getString(1);
            Mark mark = left.get(chain);
            if (mark != null && mark.entries() == row.getLong(2)) {
                left.remove(chain);
                if (!mark.lastMac().equals(row.getString(3))) {
                    problems.add(
                            about(chain) + "entry " + mark.entries() + " is another than at the checkpoint of " + at);
                }
            }
        });
        left.forEach((chain, mark) -> problems.add(about(chain) + "it had " + mark.entries()
                + " entries at the checkpoint of " + at + "; the last of them is gone"));
        return problems;
    }

    private static String about(String chain) {
        return Entry.subject(chain) + (Entry.isOfRefusals(chain) ? "among its refused attempts, " : "");
    }

    public long entries() {
        return marks.values().stream().mapToLong(Mark::entries).sum();
    }

    /** A short name for the whole, for a log. */
    public String digest() {
        return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
    }
}
