package io.github.accountlock.metrics;

import io.github.accountlock.domain.Sha256;
import java.util.Locale;

/**
 * The ids of a request's trace follow from the id of the request, so that every node knows them and nothing has to be stored.
 *
 * @param trace 32 hexadecimal digits: the request's id without its hyphens if it is a UUID, else of its SHA-256
 * @param root 16 hexadecimal digits: the span with which the trace begins
 */
public record TraceIds(String trace, String root) {

    private static final int TRACE = 32;
    private static final int SPAN = 16;

    public static TraceIds of(String requestId) {
        String digits = requestId.replace("-", "").toLowerCase(Locale.ROOT);
        String sha256 = Sha256.hex(requestId);
        boolean uuid = digits.matches("[0-9a-f]{32}") && !digits.matches("0+");
        return new TraceIds(uuid ? digits : sha256.substring(0, TRACE), sha256.substring(sha256.length() - SPAN));
    }
}
