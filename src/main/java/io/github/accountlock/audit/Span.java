package io.github.accountlock.audit;

import java.time.Instant;

/**
 * A span of time, and of whom and of which requests happenings in it are asked for.
 *
 * @param to exclusive
 * @param who user id, or empty for everybody
 * @param insteadOf user id of whom he stood in for, {@link #OWN_PLACE}, or empty for both
 * @param urgency of the request, or empty for any
 */
public record Span(Instant from, Instant to, String who, String insteadOf, String urgency) {

    /** Of what people did in nobody's place; no user has this id. */
    public static final String OWN_PLACE = "-";

    public Span(Instant from, Instant to) {
        this(from, to, "", "");
    }

    public Span(Instant from, Instant to, String who, String urgency) {
        this(from, to, who, "", urgency);
    }
}
