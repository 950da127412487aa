package io.github.accountlock.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How a duration spreads, in milliseconds.
 *
 * @param median 50th percentile (nearest rank), 0 if there is none
 * @param p95 95th percentile (nearest rank), 0 if there is none
 * @param bars how many fell below each limit and not below the one before
 */
public record Spread(String id, String title, int count, long median, long p95, List<Bar> bars) {

    /** @param below upper limit in milliseconds, exclusive; {@link Long#MAX_VALUE} for the last */
    public record Bar(String label, long below, int count) {}

    private static final List<Bar> LIMITS = List.of(
            new Bar("< 0.1 s", 100, 0),
            new Bar("< 0.3 s", 300, 0),
            new Bar("< 1 s", 1_000, 0),
            new Bar("< 3 s", 3_000, 0),
            new Bar("< 10 s", 10_000, 0),
            new Bar("< 1 min", 60_000, 0),
            new Bar("< 10 min", 600_000, 0),
            new Bar("< 1 h", 3_600_000, 0),
            new Bar("< 4 h", 14_400_000, 0),
            new Bar("< 1 d", 86_400_000, 0),
            new Bar("longer", Long.MAX_VALUE, 0));

    static Spread of(String id, String title, List<Long> millis) {
        List<Long> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        int[] counts = new int[LIMITS.size()];
        int limit = 0;
        for (long each : sorted) {
            while (each >= LIMITS.get(limit).below()) {
                limit++;
            }
            counts[limit]++;
        }
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            bars.add(new Bar(LIMITS.get(i).label(), LIMITS.get(i).below(), counts[i]));
        }
        return new Spread(id, title, sorted.size(), percentile(sorted, 50), percentile(sorted, 95), bars);
    }

    private static long percentile(List<Long> sorted, int percent) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    }
}
