package io.github.accountlock.autoconfigure;

import io.github.accountlock.metrics.MicrometerTraces;
import io.github.accountlock.metrics.TraceIds;
import io.micrometer.tracing.Span;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;

/** Random ids for everything but the first span of a request, whose ids follow from the request's. Thread-safe. */
final class RootIds implements IdGenerator, MicrometerTraces.Roots {

    private final IdGenerator random = IdGenerator.random();
    private final ThreadLocal<TraceIds> next = new ThreadLocal<>();

    @Override
    public Span begin(TraceIds ids, Supplier<Span> begin) {
        next.set(ids);
        try {
            return begin.get();
        } finally {
            next.remove();
        }
    }

    @Override
    public String generateTraceId() {
        TraceIds known = next.get();
        return known == null ? random.generateTraceId() : known.trace();
    }

    @Override
    public String generateSpanId() {
        TraceIds known = next.get();
        return known == null ? random.generateSpanId() : known.root();
    }
}
