package io.github.accountlock.provider;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The pace of this one process. */
public final class LocalPace implements Pace {

    interface Sleep {
        void sleep(long nanos) throws InterruptedException;
    }

    private final LongSupplier nanoTime;
    private final Sleep sleep;
    private final Map<String, Long> nextTurns = new HashMap<>();

    public LocalPace() {
        this(System::nanoTime, TimeUnit.NANOSECONDS::sleep);
    }

    LocalPace(LongSupplier nanoTime, Sleep sleep) {
        this.nanoTime = nanoTime;
        this.sleep = sleep;
    }

    @Override
    public Optional<Duration> takeTurn(String action, Duration interval, Duration longestWait)
            throws InterruptedException {
        long wait;
        synchronized (nextTurns) {
            long now = nanoTime.getAsLong();
            wait = Math.max(0, nextTurns.getOrDefault(action, now) - now);
            if (wait > longestWait.toNanos()) {
                return Optional.of(Duration.ofNanos(wait));
            }
            nextTurns.put(action, now + wait + interval.toNanos());
        }
        if (wait > 0) {
            sleep.sleep(wait);
        }
        return Optional.empty();
    }
}
