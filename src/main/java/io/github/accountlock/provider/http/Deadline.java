package io.github.accountlock.provider.http;

import java.time.Duration;

/** One time limit for all requests of a read or change. It starts when the first of them may be sent. Not shared. */
public final class Deadline {

    private final Duration limit;
    private long startedAt;
    private boolean started;

    public Deadline(Duration limit) {
        this.limit = limit;
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
