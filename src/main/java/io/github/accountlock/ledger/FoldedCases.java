package io.github.accountlock.ledger;

import io.github.accountlock.request.RequestCase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was folded lately, by the head that it belongs to: a seal stands for exactly one sequence of entries, so nothing
 * here grows old. Spares a step that has read its request the reading before each append. Thread-safe.
 */
final class FoldedCases {

    private static final int MOST = 500;

    private final Map<Head, RequestCase> cases = new LinkedHashMap<>(MOST, 0.75f, true) {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Head, RequestCase> eldest) {
            return size() > MOST;
        }
    };

    synchronized void put(Head head, RequestCase now) {
        cases.put(head, now);
    }

    synchronized Optional<RequestCase> at(Head head) {
        return Optional.ofNullable(cases.get(head));
    }
}
