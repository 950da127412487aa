package io.github.accountlock.cockpit;

import io.github.accountlock.audit.RequestName;
import io.github.accountlock.hold.Hold;
import io.github.accountlock.ledger.RequestSummary;
import io.github.accountlock.ledger.Trail;
import java.time.Instant;
import java.util.Optional;

/**
 * A hold in a list.
 *
 * @param name what people call its request
 * @param since since when it is so, ISO 8601 UTC: proven, approved, released, or else requested
 */
record HoldRow(String requestId, String name, String requester, String state, String since) {

    static HoldRow of(AuditAccess access, Hold hold) {
        Trail trail = access.ledger().trail(hold.requestId());
        return new HoldRow(
                hold.requestId(),
                RequestName.of(access.connections(), trail),
                hold.requester(),
                hold.state().name(),
                since(hold, trail).toString());
    }

    private static Instant since(Hold hold, Trail trail) {
        if (trail.broken().isPresent()) {
            return hold.since();
        }
        RequestSummary request = RequestSummary.of(trail);
        Optional<Instant> since = switch (hold.state()) {
            case HELD, KEPT -> request.provenAt().or(request::calledAt);
            case WAITING -> request.approvedAt();
            case RELEASED, ORPHANED -> request.endedAt();
            case ACTIVE, BROKEN -> Optional.empty();
        };
        return since.orElse(hold.since());
    }
}
