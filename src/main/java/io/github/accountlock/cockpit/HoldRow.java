package io.github.accountlock.cockpit;

import io.github.accountlock.hold.Hold;

/**
 * A hold in a list.
 *
 * @param since ISO 8601 UTC
 */
record HoldRow(String requestId, String requester, String state, String since) {

    static HoldRow of(Hold hold) {
        return new HoldRow(
                hold.requestId(),
                hold.requester(),
                hold.state().name(),
                hold.since().toString());
    }
}
