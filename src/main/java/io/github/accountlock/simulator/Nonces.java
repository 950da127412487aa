package io.github.accountlock.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Remembers the nonces of signed calls for as long as their timestamps could still be accepted. Thread-safe. */
final class Nonces {

    private static final Duration REMEMBERED = Duration.ofMinutes(31);

    private final Clock clock;
    private final Map<String, Instant> seen = new HashMap<>();

    Nonces(Clock clock) {
        this.clock = clock;
    }

    /** True the first time a key uses the nonce. */
    synchronized boolean firstUse(String keyId, String nonce) {
        Instant now = clock.instant();
        if (seen.size() > 10_000) {
            seen.values().removeIf(used -> used.isBefore(now.minus(REMEMBERED)));
        }
        return seen.putIfAbsent(keyId + "\n" + nonce, now) == null;
    }
}
