package io.github.accountlock.provider.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The time that requests are signed with: our clock, moved by what was learnt after a provider refused our time. Only
 * such a refusal teaches, so that one odd {@code Date} header of a good answer moves nothing. Thread-safe.
 */
public final class ProviderClock {

    private final Clock clock;
    private volatile Duration offset = Duration.ZERO;

    public ProviderClock(Clock clock) {
        this.clock = clock;
    }

    public Instant now() {
        return clock.instant().plus(offset);
    }

    /** Takes over the provider's time from an answer that refused ours. */
    public void learn(Answer refusal) {
        refusal.date().ifPresent(date -> offset = Duration.between(clock.instant(), date));
    }
}
