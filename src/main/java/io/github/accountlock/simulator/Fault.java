package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * One rule: what goes wrong, for which calls and how often. Empty texts match every call.
 *
 * @param times how many calls it hits, 0 until it is deleted
 * @param skip how many calls it lets pass before the first that it hits
 * @param delayMillis 0 for the kind's own delay
 * @param status 0 for the cloud's usual status
 * @param value status to show or address to redirect to; a missing node for the usual one, an
 *     empty text to leave the status out
 */
record Fault(
        FaultKind kind,
        String provider,
        String action,
        String accountName,
        int times,
        int skip,
        long delayMillis,
        long retryAfterMillis,
        String code,
        int status,
        String message,
        JsonNode value) {

    private static final int HUGE_BODY_BYTES = 2 * 1024 * 1024 + 1;
    private static final String GATEWAY_PAGE =
            "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n";

    /** Whether the rule speaks of this cloud and action. */
    boolean concerns(WireCall call) {
        return (provider.isEmpty() || provider.equals(call.cloud().provider()))
                && (action.isEmpty() || action.equals(call.action()));
    }

    boolean concernsAccount(String name) {
        return accountName.isEmpty() || accountName.equals(name);
    }

    /** Milliseconds a slow answer takes or a silent connection stays open. */
    long delay() {
        if (delayMillis > 0) {
            return delayMillis;
        }
        return kind == FaultKind.SILENT ? 60_000 : 3_000;
    }

    /**
     * Whether the call is executed under this fault.
     *
     * @throws Refusal if the fault is to refuse it
     */
    boolean lets(WireCall call) {
        if (kind.effect() == FaultKind.Effect.REFUSED) {
            throw refusal(call.cloud());
        }
        return kind.effect() != FaultKind.Effect.SKIPPED;
    }

    /** How the cloud words this fault. */
    Refusal refusal(Cloud cloud) {
        if (kind == FaultKind.THROTTLED) {
            return CommonRefusals.throttled(cloud).retryAfterMillis(retryAfterMillis);
        }
        if (kind == FaultKind.NO_PERMISSION) {
            return CommonRefusals.noPermission(cloud);
        }
        if (kind == FaultKind.EXPIRED_TOKEN) {
            return CommonRefusals.expiredToken(cloud);
        }
        if (kind == FaultKind.CLOCK_SKEW) {
            return CommonRefusals.clockOff(cloud);
        }
        int usual = cloud == Cloud.TENCENT ? 200 : 500;
        return Refusal.of(status == 0 ? usual : status, code, message).retryAfterMillis(retryAfterMillis);
    }

    /** The answer as this fault lets it arrive. */
    Answer disguise(Answer answer) {
        if (kind == FaultKind.HTML_502) {
            return Answer.of(502, "text/html;charset=utf-8", GATEWAY_PAGE);
        }
        if (kind == FaultKind.REDIRECT) {
            return new Answer(307, Map.of("Location", value.asText()), new byte[0]);
        }
        if (kind == FaultKind.TRUNCATED_JSON) {
            return answer.withBody(Arrays.copyOf(answer.body(), answer.body().length / 2));
        }
        return kind == FaultKind.HUGE_BODY ? answer.withBody(padded(answer.body())) : answer;
    }

    /** What a read shows of the account when this rule is used for the n-th time, counted from 1. */
    SimulatedAccount show(SimulatedAccount account, int use) {
        if (kind == FaultKind.UNKNOWN_STATUS) {
            JsonNode usual = account.cloud() == Cloud.TENCENT ? IntNode.valueOf(99) : TextNode.valueOf("Frozen");
            return account.showing(value.isMissingNode() ? usual : value);
        }
        boolean old = kind == FaultKind.STALE_READ || use % 2 == 1;
        return old ? account.asBeforeTheLastChange() : account;
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("fault", kind.label()).put("times", times);
        Map<String, String> texts = Map.of(
                "provider", provider, "action", action, "accountName", accountName, "code", code, "message", message);
        texts.entrySet().stream()
                .filter(text -> !text.getValue().isEmpty())
                .sorted(Map.Entry.comparingByKey())
                .forEach(text -> json.put(text.getKey(), text.getValue()));
        Map<String, Long> numbers = Map.of(
                "skip",
                Long.valueOf(skip),
                "delayMillis",
                delayMillis,
                "retryAfterMillis",
                retryAfterMillis,
                "status",
                Long.valueOf(status));
        numbers.entrySet().stream()
                .filter(number -> number.getValue() > 0)
                .sorted(Map.Entry.comparingByKey())
                .forEach(number -> json.put(number.getKey(), number.getValue()));
        return value.isMissingNode() ? json : json.set("value", value);
    }

    /** Still valid JSON: one more member at the end. */
    private static byte[] padded(byte[] json) {
        String text = new String(json, StandardCharsets.UTF_8);
        return (text.substring(0, text.length() - 1) + ",\"Padding\":\"" + "x".repeat(HUGE_BODY_BYTES) + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
