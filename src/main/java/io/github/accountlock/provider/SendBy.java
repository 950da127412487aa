package io.github.accountlock.provider;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The moment after which a change must not leave this machine any more. Measured by the monotonic clock, so that neither
 * a clock that is set nor a process that was stopped for a while lets a call out late.
 */
public final class SendBy {

    private final LongSupplier nanoTime;
    private final long end;

    private SendBy(Duration from, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.end = nanoTime.getAsLong() + from.toNanos();
    }

    /** So much time from now on. */
    public static SendBy in(Duration time) {
        return new SendBy(time, System::nanoTime);
    }

    /** The same on a given clock, in nanoseconds. */
    public static SendBy in(Duration time, LongSupplier nanoTime) {
        return new SendBy(time, nanoTime);
    }

    public boolean passed() {
        return nanoTime.getAsLong() - end >= 0;
    }
}
