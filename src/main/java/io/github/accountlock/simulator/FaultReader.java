package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** Reads one rule of {@code PUT /_control/faults}; whatever is wrong is answered with what is allowed. */
final class FaultReader {

    private static final List<String> FIELDS = List.of(
            "fault",
            "provider",
            "action",
            "accountName",
            "times",
            "skip",
            "delayMillis",
            "retryAfterMillis",
            "code",
            "status",
            "message",
            "value");
    private static final int LONGEST_DELAY_MILLIS = 600_000;

    private FaultReader() {}

    static Fault read(JsonNode json) {
        ControlJson fields = new ControlJson(json, "A fault", FIELDS);
        FaultKind kind = FaultKind.of(fields.text("fault", ""))
                .orElseThrow(() -> ControlJson.wrong("fault must be one of: " + FaultKind.labels() + "."));
        String provider = fields.oneOf("provider", "", providers());
        String action = fields.oneOf("action", "", actions(provider));
        boolean ownError = kind == FaultKind.ERROR || kind == FaultKind.ERROR_AFTER_EXECUTING;
        String code = fields.text("code", "");
        if (ownError && code.isEmpty()) {
            throw ControlJson.wrong("fault " + kind.label() + " needs a code, such as InternalError.");
        }
        JsonNode value = json.path("value");
        if (kind == FaultKind.REDIRECT && !value.asText().matches("https?://[!-~]+")) {
            throw ControlJson.wrong("fault redirect needs a value that is an http or https address.");
        }
        if (!value.isMissingNode() && !value.isTextual() && !value.isInt()) {
            throw ControlJson.wrong("value must be a text or an integer.");
        }
        int status = fields.number("status", 0, 599);
        if (status != 0 && status < 200) {
            throw ControlJson.wrong("status must be a number from 200 to 599.");
        }
        return new Fault(
                kind,
                provider,
                action,
                fields.text("accountName", ""),
                json.has("times") ? fields.number("times", 0, 1_000_000) : 1,
                fields.number("skip", 0, 1_000_000),
                fields.number("delayMillis", 0, LONGEST_DELAY_MILLIS),
                fields.number("retryAfterMillis", 0, LONGEST_DELAY_MILLIS),
                code,
                status,
                fields.text("message", "Simulated fault."),
                value);
    }

    private static List<String> providers() {
        return List.of(Cloud.TENCENT.provider(), Cloud.ALIBABA.provider());
    }

    private static List<String> actions(String provider) {
        return Cloud.of(provider)
                .map(Cloud::actions)
                .orElseGet(() -> Stream.of(Cloud.values())
                        .flatMap(cloud -> cloud.actions().stream())
                        .distinct()
                        .toList());
    }
}
