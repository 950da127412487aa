package io.github.accountlock.provider.polardb;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Headers;

/** How long Alibaba Cloud asks a throttled caller to wait (by how the SDK cores of 2026-08 read these headers). */
final class RetryHint {

    private static final Pattern MILLIS = Pattern.compile("\\s*(\\d{1,9})\\s*");
    private static final Pattern TIME_LEFT = Pattern.compile(".*TimeLeft:\\s*(\\d{1,9}).*");

    private RetryHint() {}

    static Optional<Duration> of(Headers headers) {
        return millis(MILLIS, headers.get("x-acs-retry-after"))
                .or(() -> millis(TIME_LEFT, headers.get("X-RateLimit-User-API")))
                .or(() -> millis(TIME_LEFT, headers.get("X-RateLimit-User")));
    }

    private static Optional<Duration> millis(Pattern form, String header) {
        Matcher matcher = form.matcher(header == null ? "" : header);
        return matcher.matches() ? Optional.of(Duration.ofMillis(Long.parseLong(matcher.group(1)))) : Optional.empty();
    }
}
