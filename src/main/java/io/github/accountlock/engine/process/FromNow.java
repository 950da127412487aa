package io.github.accountlock.engine.process;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;

/** Durations as people write them. */
final class FromNow {

    private FromNow() {}

    /**
     * A moment some time away.
     *
     * @param duration ISO 8601, for example {@code PT4H} or {@code P1D}; days, months and years are those of UTC
     * @throws java.time.DateTimeException if it is no duration
     * @throws ArithmeticException if it is too long to be told
     */
    static Instant add(Instant now, String duration) {
        return duration.contains("T")
                ? now.plus(Duration.parse(duration))
                : now.atOffset(ZoneOffset.UTC).plus(Period.parse(duration)).toInstant();
    }
}
