package io.github.accountlock.provider.http;

import io.github.accountlock.provider.SendBy;
import java.time.Duration;
import java.util.Optional;

/** One time limit for all requests of a read or change. It starts when the first of them may be sent. Not shared. */
public final class Deadline {

    private final Duration limit;
    private final SendBy by;
    private long startedAt;
    private boolean started;

    public Deadline(Duration limit) {
        this(limit, null);
    }

    private Deadline(Duration limit, SendBy by) {
        this.limit = limit;
        this.by = by;
    }

    /** The same for a change, of which nothing may leave after a moment. */
    public static Deadline toSend(Duration limit, SendBy by) {
        return new Deadline(limit, by);
    }

    /** After it nothing may leave; empty for a read, which does no harm. */
    Optional<SendBy> by() {
        return Optional.ofNullable(by);
    }

    /** What is left, at least zero. */
    Duration left() {
        if (!started) {
            return limit;
        }
        Duration left = limit.minusNanos(System.nanoTime() - startedAt);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Starts the time unless it runs already. */
    void start() {
        if (!started) {
            startedAt = System.nanoTime();
            started = true;
        }
    }

    boolean isStarted() {
        return started;
    }
}
