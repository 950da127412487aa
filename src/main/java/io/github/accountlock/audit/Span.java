package io.github.accountlock.audit;

import java.time.Instant;

/**
 * A span of time, and of whom and of which requests happenings in it are asked for.
 *
 * @param to exclusive
 * @param who user id, or empty for everybody
 * @param urgency of the request, or empty for any
 */
public record Span(Instant from, Instant to, String who, String urgency) {

    public Span(Instant from, Instant to) {
        this(from, to, "", "");
    }
}
