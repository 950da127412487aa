package io.github.accountlock.hold;

import io.github.accountlock.request.Difference;
import java.time.Duration;
import java.time.Instant;

/**
 * What a held account showed at its cloud, as often as it showed it one time after the other.
 *
 * @param first when the cloud was asked for the first of these readings
 * @param latest when it was asked for the last of them
 */
public record Reading(Difference showed, Instant first, Instant latest, int count) {

    /** The same after one reading more; one that shows something else begins anew. */
    public Reading and(Difference next, Instant asked) {
        return next == showed ? new Reading(showed, first, asked, count + 1) : of(next, asked);
    }

    public static Reading of(Difference showed, Instant asked) {
        return new Reading(showed, asked, asked, 1);
    }

    /** Whether there are enough that agree, far enough apart that one answer gone astray cannot be all of them. */
    public boolean confirmed(int wanted, Duration settle) {
        return count >= wanted && !latest.isBefore(first.plus(settle));
    }
}
