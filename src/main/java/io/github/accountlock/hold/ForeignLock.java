package io.github.accountlock.hold;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An account that its cloud showed locked although no request of ours holds it, as often as it did one time after the other.
 *
 * @param first when the cloud was asked for the first of these readings
 * @param latest when it was asked for the last of them
 * @param told since when enough of them agree; empty while they do not
 * @param gone when it was asked and did not show it any more; empty while it does
 */
public record ForeignLock(
        String accountPath, Instant first, Instant latest, int count, Optional<Instant> told, Optional<Instant> gone) {

    static ForeignLock of(String accountPath, Instant asked) {
        return new ForeignLock(accountPath, asked, asked, 1, Optional.empty(), Optional.empty());
    }

    /** After one reading more that shows it. */
    ForeignLock and(Instant asked, int wanted, Duration settle) {
        boolean enough = count + 1 >= wanted && !asked.isBefore(first.plus(settle));
        return new ForeignLock(
                accountPath,
                first,
                asked,
                count + 1,
                told.or(() -> Optional.of(asked).filter(at -> enough)),
                Optional.empty());
    }

    /** After one that does not; empty if it is forgotten: it was never told, or two readings agree that it is over. */
    Optional<ForeignLock> without(Instant asked, Duration settle) {
        boolean over = told.isEmpty()
                || gone.filter(since -> !asked.isBefore(since.plus(settle))).isPresent();
        return over
                ? Optional.empty()
                : Optional.of(
                        new ForeignLock(accountPath, first, latest, count, told, gone.or(() -> Optional.of(asked))));
    }

    /** Whether the next reading should come soon, because this one alone proves nothing. */
    boolean isDoubtful() {
        return told.isEmpty() || gone.isPresent();
    }
}
