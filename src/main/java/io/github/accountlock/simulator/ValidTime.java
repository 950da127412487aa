package io.github.accountlock.simulator;

import java.time.DateTimeException;
import java.time.LocalDateTime;

/**
 * {@code AccountPasswordValidTime} of PolarDB: {@code yyyy-MM-ddTHH:mm:ssZ}, or {@code yyyy-MM-dd HH:mm:ss} as on the
 * page of 2025-09-18. Whether the real service still takes the older form is not documented.
 */
final class ValidTime {

    private ValidTime() {}

    static boolean isWellFormed(String text) {
        if (!text.matches("\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}Z| \\d{2}:\\d{2}:\\d{2})")) {
            return false;
        }
        try {
            LocalDateTime.parse(text.replace(' ', 'T').replace("Z", ""));
            return true;
        } catch (DateTimeException noSuchTime) {
            return false;
        }
    }
}
