package io.github.accountlock.ledger;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.request.RequestCase;
import java.time.Duration;
import java.time.Instant;

/**
 * How many requests there were in the hour that ends with one of them, that one included, whatever became of them: by the
 * search rows, which are committed when a request starts. So two requests of the same moment do not overlook each other.
 */
public final class RequestRate {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final String COUNT =
            "select count(*) from account_lock_request where action = ? and requested_at > ? and requested_at <= ?";

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
        Instant requested = now.requestedAt();
        Object[] values = new Object[3 + more.length];
        values[0] = now.request().target() == LockState.LOCKED ? "lock" : "unlock";
        values[1] = requested.minus(HOUR);
        values[2] = requested;
        System.arraycopy(more, 0, values, 3, more.length);
        return connections.joined(connection ->
                Rows.one(connection, COUNT + and, row -> row.getInt(1), values).orElse(0));
    }
}
