package io.github.accountlock.provider.http;

import java.io.IOException;

/** A request without a complete answer. */
public final class NotAnswered extends IOException {

    private static final long serialVersionUID = 1;

    private final boolean sent;

    NotAnswered(boolean sent, Throwable cause) {
        super(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
        this.sent = sent;
    }

    /** Whether the request began to be written, so that the provider may have acted on it. */
    public boolean sent() {
        return sent;
    }
}
