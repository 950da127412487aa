package io.github.accountlock.ledger;

import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.CloudAnswer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What clouds answered, in the table {@code account_lock_answer}: beside the entries that are sealed with its SHA-256, because
 * it goes when the engine's history of the request goes, and they stay.
 */
public final class Answers {

    /** The component of a fact. */
    private static final String SEALED = "cloudAnswer";

    private static final String ALL = "select entry_no, status, body from account_lock_answer where request_id = ?";

    private Answers() {}

    /** What is kept of a request, by the numbers of the entries. */
    public static Map<Integer, CloudAnswer> of(Connection connection, String requestId) throws SQLException {
        Map<Integer, CloudAnswer> kept = new TreeMap<>();
        Rows.each(
                connection,
                ALL,
                row -> kept.put(row.getInt(1), new CloudAnswer(row.getInt(2), row.getString(3))),
                requestId);
        return kept;
    }

    /** Whether an entry is about a cloud's answer that was kept. */
    public static boolean sealedIn(Entry entry) {
        return !entry.fact(SEALED).isEmpty();
    }

    /** Whether it is the answer that the entry is sealed with. */
    public static boolean isOf(Entry entry, CloudAnswer answer) {
        return entry.fact(SEALED).equals(answer.sha256());
    }

    /**
     * Every kept answer that is not the one that was received, as sentences that begin with its request.
     *
     * @param requestId empty for all
     */
    public static List<String> changed(Connection connection, Optional<String> requestId) throws SQLException {
        List<String> problems = new ArrayList<>();
        Rows.each(
                connection,
                "select a.request_id, a.entry_no, a.status, a.body, l.facts from account_lock_answer a"
                        + " left join account_lock_ledger l on l.request_id = a.request_id and l.entry_no = a.entry_no"
                        + (requestId.isPresent() ? " where a.request_id = ?" : "")
                        + " order by a.request_id, a.entry_no",
                row -> {
                    String sha256 = new CloudAnswer(row.getInt(3), row.getString(4)).sha256();
                    if (!CanonicalJson.fact(row.getString(5), SEALED).equals(sha256)) {
                        problems.add(
                                Entry.subject(row.getString(1)) + "entry " + row.getInt(2)
                                        + (row.getString(5) == null
                                                ? ": a cloud's answer is kept beside it, and the entry is not there"
                                                : ": the cloud's answer that is kept beside it is not the one that was received"));
                    }
                },
                requestId.stream().toArray());
        return problems;
    }

    /** Takes away what is kept of requests that the engine's history does not have any more; returns how much it was. */
    public static int forget(Connection connection) throws SQLException {
        return Rows.change(
                connection,
                "delete from account_lock_answer where not exists"
                        + " (select 1 from act_hi_procinst where proc_inst_id_ = account_lock_answer.request_id)");
    }
}
