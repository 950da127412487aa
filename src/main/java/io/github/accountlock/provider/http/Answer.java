package io.github.accountlock.provider.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.accountlock.provider.CallLimits;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * What a provider answered.
 *
 * @param body the JSON object of the answer; a missing node if it is anything else
 */
public record Answer(int status, Headers headers, JsonNode body) {

    /** Strict: trailing text or a member that occurs twice makes a broken answer, not a lucky reading. */
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    /** @throws IOException if the body breaks off or is longer than {@link CallLimits#MAX_RESPONSE_BYTES} */
    static Answer of(Response response) throws IOException {
        BufferedSource source = response.body().source();
        if (source.request(CallLimits.MAX_RESPONSE_BYTES + 1)) {
            throw new IOException("the answer is longer than " + CallLimits.MAX_RESPONSE_BYTES + " bytes");
        }
        return new Answer(response.code(), response.headers(), object(source.readByteArray()));
    }

    /** When the provider says it answered, by its own clock. */
    public Optional<Instant> date() {
        return Optional.ofNullable(headers.getInstant("Date"));
    }

    /** The text of a member, empty if it is absent, null, blank or no text. */
    public static Optional<String> text(JsonNode object, String member) {
        return Optional.ofNullable(object.path(member).textValue()).filter(text -> !text.isBlank());
    }

    private static JsonNode object(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            return json != null && json.isObject() ? json : MissingNode.getInstance();
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }
}
