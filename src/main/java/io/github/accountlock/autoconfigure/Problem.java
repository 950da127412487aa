package io.github.accountlock.autoconfigure;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.accountlock.engine.doors.Refused;
import io.github.accountlock.engine.process.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Why something was refused, as RFC 9457 (July 2023) writes it. {@code message} says the same in the words of people, because
 * Camunda's own pages read that; {@code errors} names the fields of the form.
 *
 * @param type stable, to be compared: one of the constants
 */
record Problem(int status, String type, String title, String detail, Map<String, String> fields) {

    static final String INPUT = "urn:account-lock:invalid-input";
    static final String NOT_ALLOWED = "urn:account-lock:not-allowed";
    static final String CONFLICT = "urn:account-lock:conflict";
    static final String DATABASE_AWAY = "urn:account-lock:database-away";

    private record OfField(String field, String detail) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int RETRY_SECONDS = 10;

    /** @param reason as {@link Refused#reason} gives it */
    static Problem of(Throwable reason) {
        if (Refused.isAway(reason)) {
            return new Problem(
                    503,
                    DATABASE_AWAY,
                    "The database is away",
                    "The database cannot be reached or cannot write at the moment. Nothing was done; what was done before"
                            + " is kept. Try again in a minute.",
                    Map.of());
        }
        if (reason instanceof Refusal refusal) {
            return switch (refusal.kind()) {
                case INPUT, PROTECTED, FOREIGN ->
                    new Problem(400, INPUT, "What was filled in is wrong", reason.getMessage(), refusal.fields());
                case NOT_ALLOWED ->
                    new Problem(403, NOT_ALLOWED, "This is not allowed", reason.getMessage(), refusal.fields());
                case CONFLICT ->
                    new Problem(409, CONFLICT, "Something else came first", reason.getMessage(), refusal.fields());
            };
        }
        return new Problem(403, NOT_ALLOWED, "This is not allowed", reason.getMessage(), Map.of());
    }

    /** At an address below ours that has none, or another method; said otherwise by the one who has it. */
    static Problem atOurAddress(int status) {
        return switch (status) {
            case HttpServletResponse.SC_UNAUTHORIZED ->
                new Problem(
                        status,
                        "urn:account-lock:not-logged-in",
                        "Unauthorized",
                        "The server does not know you: name and password, or the token, are missing, wrong or over.",
                        Map.of());
            case HttpServletResponse.SC_METHOD_NOT_ALLOWED ->
                new Problem(
                        status,
                        "about:blank",
                        "Method Not Allowed",
                        "There is such an address, but it is not asked this way; the header Allow says how.",
                        Map.of());
            case HttpServletResponse.SC_NOT_FOUND ->
                new Problem(
                        status, "urn:account-lock:not-found", "Not Found", "There is no such address here.", Map.of());
            default -> null;
        };
    }

    /** For people, who know the fields by their labels. */
    private String inWords() {
        List<String> sentences = new ArrayList<>();
        fields.forEach((field, what) -> {
            String words = field.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
            sentences.add(words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ": " + what);
        });
        return String.join(" ", sentences);
    }

    /** To a response that is not committed. */
    void write(HttpServletResponse response) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", type);
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        body.put("message", fields.isEmpty() ? detail : inWords());
        if (!fields.isEmpty()) {
            List<OfField> errors = new ArrayList<>();
            fields.forEach((field, what) -> errors.add(new OfField(field, what)));
            body.put("errors", errors);
        }
        byte[] json = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        response.resetBuffer();
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.setContentLength(json.length);
        if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
            response.setIntHeader("Retry-After", RETRY_SECONDS);
        }
        response.getOutputStream().write(json);
        response.flushBuffer();
    }
}
