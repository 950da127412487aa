package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * One call as it was answered; nothing in it is secret. Absent texts are empty.
 *
 * @param target state asked for
 * @param httpStatus 0 when no answer was sent
 * @param fault label of the fault that hit it
 */
record Call(
        Instant time,
        String provider,
        String action,
        String region,
        String instanceId,
        String accountName,
        String target,
        boolean executed,
        int httpStatus,
        String code,
        String requestId,
        String fault) {

    private static final int LONGEST_TEXT = 200;

    /** Keeps of the request only its names, and those cut: they came from anybody who can reach the port. */
    static Call of(
            Instant time,
            WireCall asked,
            boolean executed,
            int httpStatus,
            String code,
            String requestId,
            String fault) {
        return new Call(
                time,
                asked.cloud().provider(),
                cut(asked.action()),
                cut(asked.region()),
                cut(asked.instanceId()),
                cut(asked.accountName()),
                asked.target().map(AccountState::name).orElse(""),
                executed,
                httpStatus,
                code,
                requestId,
                fault);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("time", time.toString())
                .put("provider", provider)
                .put("action", action)
                .put("instanceId", instanceId)
                .put("executed", executed)
                .put("httpStatus", httpStatus)
                .put("requestId", requestId);
        Map<String, String> optional = new TreeMap<>(
                Map.of("region", region, "accountName", accountName, "target", target, "code", code, "fault", fault));
        optional.values().removeIf(String::isEmpty);
        optional.forEach(json::put);
        return json;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }
}
