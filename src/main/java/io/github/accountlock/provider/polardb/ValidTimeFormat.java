package io.github.accountlock.provider.polardb;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;

/**
 * How {@code AccountPasswordValidTime} is written. Two ages of one API page differ: the English page of 2025-09-18 has
 * {@code yyyy-MM-dd HH:mm:ss}, every page and SDK since 2025-12-02 ISO 8601. Both are UTC and both are understood.
 */
enum ValidTimeFormat {
    ISO("uuuu-MM-dd'T'HH:mm:ss'Z'"),
    LEGACY("uuuu-MM-dd HH:mm:ss");

    private final DateTimeFormatter format;

    ValidTimeFormat(String pattern) {
        format = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    }

    String write(Instant validUntil) {
        return format.format(validUntil.atOffset(ZoneOffset.UTC));
    }

    /** Empty for no time at all, which PolarDB writes as empty text or {@code undefined}. */
    static Optional<Instant> read(String text) {
        for (ValidTimeFormat form : values()) {
            try {
                return Optional.of(LocalDateTime.parse(text, form.format).toInstant(ZoneOffset.UTC));
            } catch (DateTimeException otherForm) {
                continue;
            }
        }
        return Optional.empty();
    }
}
