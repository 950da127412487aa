package io.github.accountlock.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.accountlock.domain.Sha256;
import io.github.accountlock.notify.NotifySettings.Hook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Posts a notice to an address of the company. The body is JSON; the header {@code X-Account-Lock-Signature} is
 * {@code t=SECONDS,v1=HEX}, the HMAC-SHA256 of {@code SECONDS.BODY} under the secret of the webhook, SECONDS being those since
 * 1970 at which it was sent; {@code X-Account-Lock-Id} is the same for every repetition. Any answer but 2xx is a failure.
 * Thread-safe.
 */
final class Webhook {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MediaType TYPE = MediaType.get("application/json");

    /** What a receiver may know: neither the reason nor the ticket, which may tell more than a chat room should read. */
    private static final List<String> TOLD = List.of(
            "requestId",
            "action",
            "provider",
            "region",
            "instance",
            "account",
            "requester",
            "emergency",
            "progress",
            "decision",
            "decidedBy",
            "insteadOf",
            "outcome",
            "link");

    private final OkHttpClient http = new OkHttpClient.Builder()
            .callTimeout(Duration.ofSeconds(10))
            .followRedirects(false)
            .build();

    /** @throws IOException if it was not taken; the message says why */
    void post(Hook hook, Notice notice, Instant now, String subject, Map<String, Object> values) throws IOException {
        String body = hook.chat() ? chat(subject, values) : json(notice, now, subject, values);
        long seconds = now.getEpochSecond();
        String seal = HexFormat.of()
                .formatHex(Sha256.hmac(
                        hook.secret().getBytes(StandardCharsets.UTF_8),
                        (seconds + "." + body).getBytes(StandardCharsets.UTF_8)));
        Request request = new Request.Builder()
                .url(hook.url())
                .header("X-Account-Lock-Id", notice.id())
                .header("X-Account-Lock-Signature", "t=" + seconds + ",v1=" + seal)
                .post(RequestBody.create(body.getBytes(StandardCharsets.UTF_8), TYPE))
                .build();
        try (Response response = http.newCall(request).execute()) {
            if (!response.isSuccessful()) {
                throw new IOException("answered HTTP " + response.code());
            }
        }
    }

    private static String chat(String subject, Map<String, Object> values) throws JsonProcessingException {
        return JSON.writeValueAsString(Map.of("text", subject + " " + values.get("link")));
    }

    private static String json(Notice notice, Instant now, String subject, Map<String, Object> values)
            throws JsonProcessingException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", notice.id());
        body.put("event", notice.occasion().label());
        body.put("at", now.toString());
        body.put("text", subject);
        TOLD.forEach(name -> body.put(name, values.get(name)));
        if (notice.occasion() == Occasion.ENDED) {
            body.put("outcome", values.get("outcomeCode"));
        } else {
            body.remove("outcome");
        }
        return JSON.writeValueAsString(body);
    }
}
