package io.github.accountlock.provider.tencent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountlock.domain.Secret;
import io.github.accountlock.provider.Vectors;
import io.github.accountlock.provider.http.Credentials;
import io.github.accountlock.provider.tencent.TencentSigner.Message;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TencentSignerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tencent-01-lock-post",
                "tencent-02-unlock-token-utc-midnight",
                "tencent-03-describe-post-bare-json",
                "tencent-04-describe-get",
                "tencent-05-lock-non-ascii-body",
                "tencent-06-documented-signed-action",
                "tencent-07-lock-signed-action"
            })
    void signsAsTheProviderDoes(String name) throws IOException {
        JsonNode vector = Vectors.vector(name);
        JsonNode input = vector.path("input");
        JsonNode expected = vector.path("expected");

        Message message = message(input);
        String service = input.path("service").asText();
        Instant time = Instant.ofEpochSecond(input.path("timestamp").asLong());
        TencentSigner.Signature signature = TencentSigner.sign(message, service, time, credentials(input));

        assertThat(message.canonical())
                .isEqualTo(expected.path("canonicalRequest").asText());
        assertThat(TencentSigner.stringToSign(message, service, time))
                .isEqualTo(expected.path("stringToSign").asText());
        assertThat(signature.value()).isEqualTo(expected.path("signature").asText());
        assertThat(signature.authorization())
                .isEqualTo(expected.path("authorization").asText());
    }

    private static Message message(JsonNode input) {
        Map<String, String> sent = Map.of(
                "content-type", input.path("contentType").asText(),
                "host", input.path("host").asText(),
                "x-tc-action", input.path("action").asText());
        TreeMap<String, String> signed = new TreeMap<>();
        for (String header : input.path("signedHeaders").asText().split(";")) {
            signed.put(header, sent.get(header));
        }
        return new Message(
                input.path("method").asText(),
                input.path("query").asText(),
                signed,
                input.path("body").asText().getBytes(UTF_8));
    }

    private static Credentials credentials(JsonNode input) {
        return new Credentials(
                input.path("secretId").asText(),
                new Secret(input.path("secretKey").asText()),
                Optional.ofNullable(input.path("token").textValue()).map(Secret::new));
    }
}
