package io.github.accountlock.notify;

import java.time.Instant;
import java.util.Optional;

/**
 * How much of a list that is locked several times was not locked at one of them.
 *
 * @param from when it was to be locked
 */
public record Missed(Instant from, long count) {

    /** Told in the transaction of the running step. */
    public void addTo(Outbox outbox, String listId) {
        outbox.add(listId, Occasion.TIME_MISSED, from + " " + count);
    }

    static Optional<Missed> in(Notice notice) {
        if (notice.occasion() != Occasion.TIME_MISSED) {
            return Optional.empty();
        }
        String[] told = notice.detail().split(" ");
        return Optional.of(new Missed(Instant.parse(told[0]), Long.parseLong(told[1])));
    }
}
