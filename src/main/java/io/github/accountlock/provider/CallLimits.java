package io.github.accountlock.provider;

import java.time.Duration;

/**
 * Limits of every provider call.
 *
 * @param connectTimeout longest wait for a connection
 * @param callTimeout longest time of one request, from the first byte out to the last byte in
 * @param readTimeout longest time of one read of an account, all its pages together
 */
public record CallLimits(Duration connectTimeout, Duration callTimeout, Duration readTimeout) {

    /** An answer longer than this is a broken answer. */
    public static final long MAX_RESPONSE_BYTES = 1 << 20;
}
