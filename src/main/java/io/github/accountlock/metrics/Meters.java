package io.github.accountlock.metrics;

import java.time.Duration;
import java.util.function.Supplier;

/** Takes what is measured, whoever collects it. Never fails what it measures. Thread-safe. */
public interface Meters {

    /** For hosts that collect nothing. */
    Meters NONE = new Meters() {
        @Override
        public void count(Metric metric, int times, String... tags) {
            // Nobody collects.
        }

        @Override
        public void time(Metric metric, Duration took, String... tags) {
            // Nobody collects.
        }

        @Override
        public void gauge(Metric metric, Supplier<Number> value, String... tags) {
            // Nobody collects.
        }
    };

    /** @param times 0 makes the counter known before anything is counted */
    void count(Metric metric, int times, String... tags);

    void time(Metric metric, Duration took, String... tags);

    /** @param value asked for whenever somebody collects; {@link Double#NaN} if it is not known */
    void gauge(Metric metric, Supplier<Number> value, String... tags);
}
