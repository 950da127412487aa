package io.github.accountlock.ledger;

import io.github.accountlock.request.RequestCase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was folded last, by chain, with the head that it belongs to: a seal stands for exactly one sequence of entries, so
 * nothing here grows old; it is only no longer the last. Spares a step the reading of entries that this node has read or
 * written. Thread-safe.
 */
final class FoldedCases {

    private static final int MOST = 1000;

    private final Map<String, At> cases = new LinkedHashMap<>(MOST, 0.75f, true) {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, At> eldest) {
            return size() > MOST;
        }
    };

    /** What the entries up to a head mean. */
    record At(Head head, RequestCase now) {}

    synchronized void put(Head head, RequestCase now) {
        cases.put(head.chain(), new At(head, now));
    }

    /** Whatever was folded last of a chain; somebody may have written to it since. */
    synchronized Optional<At> last(String chain) {
        return Optional.ofNullable(cases.get(chain));
    }

    Optional<RequestCase> at(Head head) {
        return last(head.chain()).filter(known -> known.head().equals(head)).map(At::now);
    }
}
