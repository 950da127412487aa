package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What a request to a cloud asks for, before anything about it is proven.
 *
 * @param parameters JSON object of the action's parameters; a missing node when the body could not be read
 * @param accountName empty when the request names none
 * @param target the state asked for, for the actions that change one
 */
record WireCall(
        Cloud cloud,
        String action,
        String version,
        String region,
        JsonNode parameters,
        String instanceId,
        String accountName,
        Optional<AccountState> target) {

    boolean isRead() {
        return action.equals("DescribeAccounts");
    }
}
