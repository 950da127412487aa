package io.github.accountlock.approval;

import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether every call in a request's ledger was covered by grants at the moment it was made. */
public final class GrantAudit {

    private GrantAudit() {}

    /** The first call or grant that is not in order, as a sentence; empty if all are. */
    public static Optional<String> firstUncovered(List<LedgerEvent> events) {
        List<LedgerEvent> before = new ArrayList<>();
        boolean called = false;
        for (int i = 0; i < events.size(); i++) {
            LedgerEvent event = events.get(i);
            Optional<String> wrong = Optional.empty();
            if (event.kind() == Kind.APPROVED
                    && event.actor().equals(events.get(0).actor())) {
                wrong = Optional.of("is an approval by the requester");
            } else if (event.kind() == Kind.CALL_INTENDED) {
                wrong = uncovered(before, event, !called).map(why -> "is a call without cover: " + why);
                called = true;
            }
            if (wrong.isPresent()) {
                return Optional.of("entry " + (i + 1) + " " + wrong.get());
            }
            before.add(event);
        }
        return Optional.empty();
    }

    private static Optional<String> uncovered(List<LedgerEvent> before, LedgerEvent call, boolean first) {
        try {
            return new Evidence(before).uncovered(call.at(), first);
        } catch (IllegalStateException unproven) {
            return Optional.of(unproven.getMessage());
        }
    }
}
