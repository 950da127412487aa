package io.github.accountlock.provider.polardb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountlock.domain.Secret;
import io.github.accountlock.domain.Sha256;
import io.github.accountlock.provider.Vectors;
import io.github.accountlock.provider.http.Credentials;
import io.github.accountlock.provider.polardb.AlibabaSigner.Message;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlibabaSignerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alibaba-01-v3-lock",
                "alibaba-02-v3-unlock-sts",
                "alibaba-03-v3-encoding",
                "alibaba-04-v3-describe-get",
                "alibaba-05-v3-form-body",
                "alibaba-08-documented-v3"
            })
    void signsAsTheProviderDoes(String name) throws IOException {
        JsonNode vector = Vectors.vector(name);
        JsonNode input = vector.path("input");
        JsonNode expected = vector.path("expected");

        Message message = message(input, expected);
        AlibabaSigner.Signature signature = AlibabaSigner.sign(message, credentials(input));

        assertThat(message.canonical())
                .isEqualTo(expected.path("canonicalRequest").asText());
        assertThat(AlibabaSigner.stringToSign(message))
                .isEqualTo(expected.path("stringToSign").asText());
        assertThat(signature.value()).isEqualTo(expected.path("signature").asText());
        assertThat(signature.authorization())
                .isEqualTo(expected.path("authorization").asText());
    }

    /** Everything sent is signed, but for the signature itself. */
    private static Message message(JsonNode input, JsonNode expected) {
        TreeMap<String, String> headers = new TreeMap<>();
        for (JsonNode header : expected.path("headers")) {
            headers.put(
                    header.path(0).asText().toLowerCase(Locale.ROOT),
                    header.path(1).asText());
        }
        headers.remove("authorization");
        Map<String, String> query = new LinkedHashMap<>();
        input.path("query")
                .properties()
                .forEach(each -> query.put(each.getKey(), each.getValue().asText()));
        String bodyHash = Sha256.hex(input.path("body").asText());
        return new Message(input.path("method").asText(), query, headers, bodyHash);
    }

    private static Credentials credentials(JsonNode input) {
        return new Credentials(
                input.path("accessKeyId").asText(),
                new Secret(input.path("accessKeySecret").asText()),
                Optional.ofNullable(input.path("securityToken").textValue()).map(Secret::new));
    }
}
