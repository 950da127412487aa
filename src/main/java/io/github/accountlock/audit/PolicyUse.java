package io.github.accountlock.audit;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import java.time.Instant;
import java.util.List;

/**
 * A policy that has decided, as the ledger names it.
 *
 * @param digest SHA-256
 * @param requests how many requests it decided about
 * @param first when it first decided
 * @param last when it last decided
 */
public record PolicyUse(String digest, long requests, Instant first, Instant last) {

    /** The digest in the facts of an entry {@code l}: one text form, 64 characters. */
    static final String DIGEST = "substring(l.facts from position('\"policy\":\"' in l.facts) + 10 for 64)";

    private static final String USES = "select digest, count(distinct request_id), min(happened_at), max(happened_at)"
            + " from (select " + DIGEST + " as digest, l.request_id, l.happened_at from account_lock_ledger l"
            + " where l.kind = 'POLICY_DECIDED' and l.facts like '%\"policy\":\"%') decided"
            + " group by digest order by 3 desc";

    /** The one that was first used last stands first. */
    public static List<PolicyUse> all(Connections connections) {
        return connections.joined(connection -> Rows.list(
                connection,
                USES,
                row -> new PolicyUse(row.getString(1), row.getLong(2), Rows.moment(row, 3), Rows.moment(row, 4))));
    }
}
