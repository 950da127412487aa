package io.github.accountlock.provider;

import java.time.Duration;
import java.util.Optional;

/** Keeps our calls below a provider's rate limit, each action by itself and without bursts. Thread-safe. */
public interface Pace {

    /**
     * Waits for the next turn and takes it. A turn that is further away than the longest wait is not taken.
     *
     * @param action provider, action and account of the cloud, for example {@code tencent-postgres/LockAccount/1f3b…}
     * @param interval shortest time between two turns
     * @return empty if the turn was taken, else how far away it is
     */
    Optional<Duration> takeTurn(String action, Duration interval, Duration longestWait) throws InterruptedException;
}
