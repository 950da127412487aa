package io.github.accountlock.metrics;

/**
 * Takes the trace of each request, whoever collects it: its start, what people decide, the steps of its jobs and the calls of
 * clouds, all in one trace although days and nodes lie between them. Never fails what it follows. Thread-safe.
 */
public interface Traces {

    /** For hosts that collect nothing. */
    Traces NONE = new Traces() {
        @Override
        public Span request(String requestId, String name) {
            return Span.NONE;
        }

        @Override
        public Span step(String requestId, String name) {
            return Span.NONE;
        }

        @Override
        public Span call(String name) {
            return Span.NONE;
        }
    };

    /** The start of a request, with which its trace begins. */
    Span request(String requestId, String name);

    /** A later step of a request, in whatever thread or node. */
    Span step(String requestId, String name);

    /** A call of a cloud by what is running in this thread. */
    Span call(String name);

    /** What has begun. Ended by the thread that began it. */
    interface Span extends AutoCloseable {

        /** For hosts that collect nothing. */
        Span NONE = new Span() {
            @Override
            public void tag(String name, String value) {
                // Nobody collects.
            }

            @Override
            public void failed(String why) {
                // Nobody collects.
            }

            @Override
            public void close() {
                // Nobody collects.
            }
        };

        void tag(String name, String value);

        /** @param why a few words; nothing of a message, which may name an account or a person */
        void failed(String why);

        @Override
        void close();
    }
}
