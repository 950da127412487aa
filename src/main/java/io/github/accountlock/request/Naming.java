package io.github.accountlock.request;

import io.github.accountlock.domain.Person;
import java.time.Instant;

/** One fact about who stands in for whom; like the facts of a request only ever added. All times are UTC. */
public sealed interface Naming {

    Instant at();

    Person by();

    /** Whether he administers the engine, as it said at that moment; nobody else acts for others. */
    boolean administrator();

    String reason();

    /** Somebody has been named who decides in the place of another. */
    record Named(
            Instant at,
            Person by,
            boolean administrator,
            Person absent,
            Person substitute,
            Instant from,
            Instant until,
            String reason)
            implements Naming {}

    /**
     * A substitution has been ended before its time.
     *
     * @param number of {@link Substitution#number}
     */
    record EndedEarly(Instant at, Person by, boolean administrator, int number, String reason) implements Naming {}
}
