package io.github.accountlock.request;

import io.github.accountlock.domain.Person;
import java.time.Instant;
import java.util.Optional;

/**
 * One person decides in the place of another for a while. All times are UTC.
 *
 * @param number among all that were ever named, from 1
 * @param absent in whose place is decided
 * @param substitute who decides
 * @param by who has named him: the absent person, or an administrator
 * @param from the first moment
 * @param until exclusive, as it was named
 * @param reason may be empty where the absent person has named him
 * @param ended when somebody has ended it before its time
 */
public record Substitution(
        int number,
        Person absent,
        Person substitute,
        Person by,
        Instant from,
        Instant until,
        String reason,
        Optional<Instant> ended) {

    /** The moment from which on it allows nothing any more. */
    public Instant end() {
        return ended.filter(until::isAfter).orElse(until);
    }

    public boolean covers(Instant at) {
        return !at.isBefore(from) && at.isBefore(end());
    }

    /** Whether it allows nothing any more; one that has not begun does not. */
    public boolean isOver(Instant at) {
        return !at.isBefore(end());
    }

    boolean overlaps(Instant otherFrom, Instant otherUntil) {
        return from.isBefore(otherUntil) && otherFrom.isBefore(end());
    }
}
