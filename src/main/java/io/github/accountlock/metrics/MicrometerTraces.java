package io.github.accountlock.metrics;

import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span.Builder;
import io.micrometer.tracing.Span.Kind;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import java.util.function.Supplier;

/** Traces of any host that has Micrometer Tracing; the one class that needs it. */
public final class MicrometerTraces implements Traces {

    /** Carried by every span of a request, and by the click that made or moved it. */
    static final String REQUEST = "account_lock.request";

    /** Has the next span begin under ids that are known before, where the host's tracer can do that. */
    public interface Roots {

        /** For tracers that give ids by themselves only: the trace has no span to begin with. */
        Roots NONE = (ids, begin) -> null;

        /** @return null if it cannot */
        io.micrometer.tracing.Span begin(TraceIds ids, Supplier<io.micrometer.tracing.Span> begin);
    }

    private final Tracer tracer;
    private final Roots roots;

    public MicrometerTraces(Tracer tracer, Roots roots) {
        this.tracer = tracer;
        this.roots = roots;
    }

    @Override
    public Span request(String requestId, String name) {
        io.micrometer.tracing.Span root = roots.begin(
                TraceIds.of(requestId),
                () -> linked(tracer.spanBuilder().setNoParent(), requestId)
                        .name(name)
                        .start());
        return root == null ? step(requestId, name) : new Running(root);
    }

    @Override
    public Span step(String requestId, String name) {
        TraceIds ids = TraceIds.of(requestId);
        io.micrometer.tracing.Span around = tracer.currentSpan();
        if (around != null && around.context().traceId().equals(ids.trace())) {
            return new Running(
                    tracer.spanBuilder().name(name).tag(REQUEST, requestId).start());
        }
        TraceContext parent = tracer.traceContextBuilder()
                .traceId(ids.trace())
                .spanId(ids.root())
                .sampled(true)
                .build();
        return new Running(linked(tracer.spanBuilder().setParent(parent), requestId)
                .name(name)
                .start());
    }

    @Override
    public Span call(String name) {
        return new Running(tracer.spanBuilder().kind(Kind.CLIENT).name(name).start());
    }

    /** The click in whose trace this happens, and the request, each lead to the other. */
    private Builder linked(Builder span, String requestId) {
        io.micrometer.tracing.Span around = tracer.currentSpan();
        if (around != null) {
            around.tag(REQUEST, requestId);
            span.addLink(new Link(around.context()));
        }
        return span.tag(REQUEST, requestId);
    }

    private final class Running implements Span {

        private final io.micrometer.tracing.Span span;
        private final Tracer.SpanInScope scope;

        Running(io.micrometer.tracing.Span span) {
            this.span = span;
            this.scope = tracer.withSpan(span);
        }

        @Override
        public void tag(String name, String value) {
            span.tag(name, value);
        }

        @Override
        public void failed(String why) {
            span.tag("error.type", why);
            span.error(new Failed(why));
        }

        @Override
        public void close() {
            scope.close();
            span.end();
        }
    }

    /** Without a trace of the stack: it is only told as the status of a span. */
    private static final class Failed extends RuntimeException {

        private static final long serialVersionUID = 1;

        Failed(String why) {
            super(why, null, false, false);
        }
    }
}
