package io.github.accountlock.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last 10,000 calls, refused ones too, oldest first. Thread-safe. */
final class Calls {

    private static final int KEPT = 10_000;

    private final Deque<Call> calls = new ArrayDeque<>();

    synchronized void add(Call call) {
        if (calls.size() == KEPT) {
            calls.removeFirst();
        }
        calls.addLast(call);
    }

    synchronized List<Call> all() {
        return List.copyOf(calls);
    }

    synchronized void clear() {
        calls.clear();
    }
}
