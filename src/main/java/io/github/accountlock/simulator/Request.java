package io.github.accountlock.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One HTTP request as it came, nothing decoded.
 *
 * @param rawQuery the query as sent, empty when there is none
 * @param headers by lower-case name; repeated headers joined by commas
 */
record Request(String method, String path, String rawQuery, Map<String, String> headers, byte[] body) {

    static final int MAX_BODY_BYTES = 1024 * 1024;

    /** Reads at most one byte more than {@link #MAX_BODY_BYTES}, so that too long a body shows. */
    static Request from(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> header :
                exchange.getRequestHeaders().entrySet()) {
            headers.put(header.getKey().toLowerCase(Locale.ROOT), String.join(",", header.getValue()));
        }
        String query = exchange.getRequestURI().getRawQuery();
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query == null ? "" : query,
                headers,
                exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1));
    }

    /** Value of the header, trimmed; empty when it is absent. */
    String header(String name) {
        return headers.getOrDefault(name, "").trim();
    }

    boolean hasHeader(String name) {
        return headers.containsKey(name);
    }

    /** Whether the body is of this media type, whatever follows after a semicolon. */
    boolean isOfType(String mediaType) {
        return header("content-type")
                .toLowerCase(Locale.ROOT)
                .split(";", 2)[0]
                .trim()
                .equals(mediaType);
    }

    boolean isForm() {
        return isOfType("application/x-www-form-urlencoded");
    }

    String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
