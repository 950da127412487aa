package io.github.accountlock.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Calls allowed per action in any one second. Tencent: 20 for lock and unlock, 1000 for describe
 * (409/78817, 409/78815, 409/18109, read 2025-11). Alibaba publishes none: 5 and 50 are ours. Thread-safe.
 */
final class RateLimits {

    private static final Duration WINDOW = Duration.ofSeconds(1);

    private final Clock clock;
    private final Map<String, Deque<Instant>> taken = new HashMap<>();

    RateLimits(Clock clock) {
        this.clock = clock;
    }

    /**
     * Counts one call.
     *
     * @throws Refusal if the action was called too often within the last second; that call is not counted
     */
    synchronized void take(Cloud cloud, String action) {
        if (!cloud.actions().contains(action)) {
            return;
        }
        Instant now = clock.instant();
        Deque<Instant> times = taken.computeIfAbsent(cloud + action, absent -> new ArrayDeque<>());
        times.removeIf(time -> !time.isAfter(now.minus(WINDOW)));
        if (times.size() >= perSecond(cloud, action)) {
            long millis = Duration.between(now, times.getFirst().plus(WINDOW)).toMillis();
            throw CommonRefusals.throttled(cloud).retryAfterMillis(Math.max(1, millis));
        }
        times.addLast(now);
    }

    private static int perSecond(Cloud cloud, String action) {
        boolean read = action.startsWith("Describe");
        return switch (cloud) {
            case TENCENT -> read ? 1000 : 20;
            case ALIBABA -> read ? 50 : 5;
        };
    }
}
