package io.github.accountlock.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Meters of any host that has Micrometer; the one class that needs it. */
public final class MicrometerMeters implements Meters {

    /** From one statement of the database to the longest call of a cloud. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private final MeterRegistry registry;

    public MicrometerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void count(Metric metric, int times, String... tags) {
        Counter.builder(metric.id())
                .description(metric.description())
                .tags(named(metric, tags))
                .register(registry)
                .increment(times);
    }

    @Override
    public void time(Metric metric, Duration took, String... tags) {
        Timer.builder(metric.id())
                .description(metric.description())
                .tags(named(metric, tags))
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(took);
    }

    @Override
    public void gauge(Metric metric, Supplier<Number> value, String... tags) {
        Gauge.builder(metric.id(), value)
                .description(metric.description())
                .tags(named(metric, tags))
                .baseUnit(metric.isAge() ? "seconds" : null)
                .strongReference(true)
                .register(registry);
    }

    private static List<Tag> named(Metric metric, String... values) {
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            tags.add(Tag.of(metric.tags().get(i), values[i]));
        }
        return tags;
    }
}
