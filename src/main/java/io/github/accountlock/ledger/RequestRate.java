package io.github.accountlock.ledger;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.request.RequestCase;
import java.time.Duration;

/**
 * How many requests there were in the hour that ends with one of them, that one included, whatever became of them: by their
 * first entries, which are committed when a request starts, and in their order, as the clocks of two nodes differ. Those of a
 * list are not counted.
 */
public final class RequestRate {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final String COUNT =
            "select count(*) from account_lock_request where action = ? and requested_at > ? and not of_list and"
                    + " first_entry <= (select entry_id from account_lock_ledger where request_id = ? and entry_no = 1)";

    private final Connections connections;

    public RequestRate(Connections connections) {
        this.connections = connections;
    }

    /** By the same person, for the same action. */
    public int byRequester(RequestCase now) {
        return count(now, " and requester = ?", now.requester().id());
    }

    /** By anybody, for the same action. */
    public int byAnybody(RequestCase now) {
        return count(now, "");
    }

    private int count(RequestCase now, String and, Object... more) {
        Object[] values = new Object[3 + more.length];
        values[0] = now.request().target() == LockState.LOCKED ? "lock" : "unlock";
        values[1] = now.requestedAt().minus(HOUR);
        values[2] = now.frozen().requestId();
        System.arraycopy(more, 0, values, 3, more.length);
        return connections.joined(connection ->
                Rows.one(connection, COUNT + and, row -> row.getInt(1), values).orElse(0));
    }
}
