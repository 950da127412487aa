package io.github.accountlock.locking;

import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.ledger.LedgerEvent;
import java.util.List;
import java.util.Optional;

/**
 * What the ledger says about our calls for one target.
 *
 * @param accepted the answer of the call that was accepted, since a person last settled the request
 * @param open calls whose effect is open: no answer was written, or it was lost
 * @param conflicts calls refused because the account or instance was busy
 * @param everEffective whether any call at all may have taken effect
 */
public record Attempts(Optional<LockReceipt> accepted, int open, int conflicts, boolean everEffective) {

    static final String TARGET = "target";
    static final String ANSWER = "answer";
    static final String ACCEPTED = "ACCEPTED";
    static final String LOST = "LOST";
    static final String UNAVAILABLE = "UNAVAILABLE";
    static final String PROVIDER_REQUEST_ID = "providerRequestId";

    /** @param events of one request, oldest first */
    public static Attempts of(List<LedgerEvent> events, LockState target) {
        Optional<LockReceipt> accepted = Optional.empty();
        int open = 0;
        int conflicts = 0;
        boolean everEffective = false;
        for (LedgerEvent event : events) {
            boolean ours = event.fact(TARGET).equals(target.name());
            if (event.kind() == LedgerEvent.Kind.SETTLED) {
                accepted = Optional.empty();
                open = 0;
                conflicts = 0;
            } else if (event.kind() == LedgerEvent.Kind.CALL_INTENDED && ours) {
                open++;
            } else if (event.kind() == LedgerEvent.Kind.CALL_ANSWERED && ours) {
                switch (event.fact(ANSWER)) {
                    case ACCEPTED -> {
                        open--;
                        everEffective = true;
                        accepted = Optional.of(new LockReceipt(event.fact(PROVIDER_REQUEST_ID)));
                    }
                    case LOST -> everEffective = true;
                    case "CONFLICT" -> {
                        open--;
                        conflicts++;
                    }
                    default -> open--;
                }
            }
        }
        return new Attempts(accepted, open, conflicts, everEffective || open > 0);
    }
}
