package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * One call as it was answered; nothing in it is secret.
 *
 * @param httpStatus 0 when no answer was sent
 * @param code empty on success
 * @param fault label of the fault that hit it, empty when none did
 */
record Call(
        Instant time, WireCall asked, boolean executed, int httpStatus, String code, String requestId, String fault) {

    private static final int LONGEST_TEXT = 200;

    String target() {
        return asked.target().map(AccountState::name).orElse("");
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("time", time.toString())
                .put("provider", asked.cloud().provider())
                .put("action", cut(asked.action()))
                .put("instanceId", cut(asked.instanceId()))
                .put("executed", executed)
                .put("httpStatus", httpStatus)
                .put("requestId", requestId);
        Map<String, String> optional = new TreeMap<>(Map.of(
                "region", asked.region(),
                "accountName", asked.accountName(),
                "target", target(),
                "code", code,
                "fault", fault));
        optional.forEach((name, text) -> {
            if (!text.isEmpty()) {
                json.put(name, cut(text));
            }
        });
        return json;
    }

    /** The text came from anybody who can reach the port. */
    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }
}
