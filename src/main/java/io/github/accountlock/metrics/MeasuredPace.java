package io.github.accountlock.metrics;

import io.github.accountlock.provider.Pace;
import java.time.Duration;
import java.util.Optional;

/** A pace whose waits are timed; taking the turn in the database is part of them. */
public record MeasuredPace(Pace pace, Meters meters) implements Pace {

    @Override
    public Optional<Duration> takeTurn(String action, Duration interval, Duration longestWait)
            throws InterruptedException {
        long begin = System.nanoTime();
        Optional<Duration> tooFar = pace.takeTurn(action, interval, longestWait);
        String[] parts = action.split("/"); // without the last one, the account of the cloud
        meters.count(Metric.PACING_REFUSED, tooFar.isPresent() ? 1 : 0, parts[0], parts[1]);
        if (tooFar.isEmpty()) {
            meters.time(Metric.PACING_DELAY, Duration.ofNanos(System.nanoTime() - begin), parts[0], parts[1]);
        }
        return tooFar;
    }
}
