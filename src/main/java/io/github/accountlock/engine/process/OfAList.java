package io.github.accountlock.engine.process;

import java.util.function.Supplier;

/**
 * For which list the running thread makes a request. Only {@link RequestAccounts} says so; nothing that is sent from outside
 * can.
 */
public final class OfAList {

    private final ThreadLocal<String> running = ThreadLocal.withInitial(() -> "");

    /** The request for the list; empty if the one that is made was asked for alone. */
    String id() {
        return running.get();
    }

    <T> T make(String listId, Supplier<T> start) {
        running.set(listId);
        try {
            return start.get();
        } finally {
            running.remove();
        }
    }
}
