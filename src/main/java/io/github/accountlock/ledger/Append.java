package io.github.accountlock.ledger;

import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.CloudAnswer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The rows of one more entry: the chain's head, the entry, and the cloud's answer that belongs to it. On PostgreSQL in one
 * statement, so that an entry costs one way to the database.
 */
record Append(Optional<Head> before, Head after, Entry entry, Optional<CloudAnswer> answer) {

    private static final String FIRST_HEAD =
            "insert into account_lock_ledger_head (entries, last_mac, key_id, mac, request_id) values (?, ?, ?, ?, ?)";
    private static final String NEXT_HEAD =
            "update account_lock_ledger_head set entries = ?, last_mac = ?, key_id = ?, mac = ?"
                    + " where request_id = ? and entries = ? and last_mac = ? and key_id = ? and mac = ?";
    private static final String ENTRY =
            "insert into account_lock_ledger (request_id, entry_no, happened_at, kind, actor, facts, key_id, mac)"
                    + " select ?, ?, cast(? as timestamp with time zone), ?, ?, ?, ?, ?%s where not exists"
                    + " (select 1 from account_lock_ledger where request_id = ? and entry_no = ?)";
    private static final String ANSWER = "insert into account_lock_answer (request_id, entry_no, status, body)"
            + " select cast(? as varchar), cast(? as integer), cast(? as integer), ?%s";

    /**
     * Writes them.
     *
     * @return false, and nothing is written, if the head is not where it was
     * @throws LedgerBroken if an entry with this number is there already: it was put in by somebody, or the head was put back
     */
    boolean write(Connection connection) throws SQLException {
        boolean together = connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
        int[] written = together ? together(connection) : oneByOne(connection);
        if (written[0] == 1 && written[1] == 0) {
            throw new LedgerBroken(
                    Entry.requestOf(entry.chain()), "entry " + entry.number() + " was put in by somebody else");
        }
        return written[0] == 1;
    }

    /** How many heads and entries were written. */
    private int[] together(Connection connection) throws SQLException {
        List<Object> values = new ArrayList<>(ofHead());
        values.addAll(ofEntry());
        values.addAll(ofAnswer());
        String sql = "with head as (" + headSql() + " returning 1), entry as (" + ENTRY.formatted(" from head")
                + " returning 1)"
                + (answer.isEmpty() ? "" : ", answer as (" + ANSWER.formatted(" from entry") + ")")
                + " select (select count(*) from head), (select count(*) from entry)";
        return Rows.one(connection, sql, row -> new int[] {row.getInt(1), row.getInt(2)}, values.toArray())
                .orElseThrow();
    }

    private int[] oneByOne(Connection connection) throws SQLException {
        int heads = Rows.change(connection, headSql(), ofHead().toArray());
        int entries = heads == 0
                ? 0
                : Rows.change(connection, ENTRY.formatted(""), ofEntry().toArray());
        if (entries == 1 && answer.isPresent()) {
            Rows.change(connection, ANSWER.formatted(""), ofAnswer().toArray());
        }
        return new int[] {heads, entries};
    }

    private String headSql() {
        return before.isEmpty() ? FIRST_HEAD : NEXT_HEAD;
    }

    private List<Object> ofHead() {
        List<Object> values =
                new ArrayList<>(List.of(after.entries(), after.lastMac(), after.keyId(), after.mac(), after.chain()));
        before.ifPresent(head -> values.addAll(List.of(head.entries(), head.lastMac(), head.keyId(), head.mac())));
        return values;
    }

    private List<Object> ofEntry() {
        return Arrays.asList(
                entry.chain(),
                entry.number(),
                entry.at(),
                entry.kind(),
                entry.actor(),
                entry.factsAsStored(),
                entry.keyId(),
                entry.mac(),
                entry.chain(),
                entry.number());
    }

    private List<Object> ofAnswer() {
        return answer.<List<Object>>map(
                        kept -> Arrays.asList(entry.chain(), entry.number(), kept.status(), kept.body()))
                .orElse(List.of());
    }
}
