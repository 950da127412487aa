package io.github.accountlock.provider.http;

import io.github.accountlock.provider.SendBy;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Lets one request of a call onto the wire and stops every other. OkHttp sends again by itself, for example on 503
 * with {@code Retry-After: 0}, whatever its retry setting says (OkHttp 5.5, tried); a lock sent twice would not be the
 * one attempt that was journaled.
 */
final class OneRequest implements Interceptor {

    /** Whether the request of one call began to be written. Before that, surely nothing happened. */
    static final class Attempt {
        private final AtomicBoolean sent = new AtomicBoolean();
        private final Optional<SendBy> by;

        Attempt(Optional<SendBy> by) {
            this.by = by;
        }

        /** A process that was stopped between its intent and here must not act late. */
        private void refuseLate() throws IOException {
            if (by.filter(SendBy::passed).isPresent()) {
                throw new IOException("its time was over before it could be sent");
            }
        }

        boolean sent() {
            return sent.get();
        }
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Attempt attempt = chain.request().tag(Attempt.class);
        if (attempt != null && !attempt.sent()) {
            attempt.refuseLate();
        }
        if (attempt == null || !attempt.sent.compareAndSet(false, true)) {
            throw new IOException("a second request of one call was stopped");
        }
        // Without this header OkHttp sees no reason to send again, and we keep the provider's first answer.
        return chain.proceed(chain.request())
                .newBuilder()
                .removeHeader("Retry-After")
                .build();
    }
}
