package io.github.accountlock.cockpit;

import io.github.accountlock.audit.RequestName;
import io.github.accountlock.hold.Hold;

/**
 * A hold in a list.
 *
 * @param name what people call its request
 * @param since ISO 8601 UTC
 */
record HoldRow(String requestId, String name, String requester, String state, String since) {

    static HoldRow of(AuditAccess access, Hold hold) {
        return new HoldRow(
                hold.requestId(),
                RequestName.of(access.connections(), access.ledger().trail(hold.requestId())),
                hold.requester(),
                hold.state().name(),
                hold.since().toString());
    }
}
