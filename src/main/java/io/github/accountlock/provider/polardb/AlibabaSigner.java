package io.github.accountlock.provider.polardb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.accountlock.domain.Sha256;
import io.github.accountlock.provider.http.Credentials;
import java.net.URLEncoder;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * ACS3-HMAC-SHA256 (Alibaba Cloud, Request syntax and signature method V3, read 2026-08; its worked example and the
 * official SDKs' signatures are test vectors).
 */
final class AlibabaSigner {

    private static final String ALGORITHM = "ACS3-HMAC-SHA256";

    private AlibabaSigner() {}

    /**
     * What is signed.
     *
     * @param signedHeaders lower-case names with the values sent: {@code host}, every {@code x-acs-} header, and
     *     {@code content-type} where there is a body
     * @param bodyHash the value of {@code x-acs-content-sha256}
     */
    record Message(String method, Map<String, String> query, SortedMap<String, String> signedHeaders, String bodyHash) {

        String signedNames() {
            return String.join(";", signedHeaders.keySet());
        }

        String canonical() {
            StringBuilder headers = new StringBuilder();
            signedHeaders.forEach((name, value) ->
                    headers.append(name).append(':').append(value.strip()).append('\n'));
            return String.join("\n", method, "/", canonicalQuery(query), headers, signedNames(), bodyHash);
        }
    }

    /** The signature and the header that carries it. */
    record Signature(String value, String authorization) {}

    static Signature sign(Message message, Credentials credentials) {
        byte[] key = credentials.keySecret().reveal().getBytes(UTF_8);
        String value = HexFormat.of().formatHex(Sha256.hmac(key, stringToSign(message)));
        return new Signature(
                value,
                ALGORITHM + " Credential=" + credentials.keyId() + ",SignedHeaders=" + message.signedNames()
                        + ",Signature=" + value);
    }

    static String stringToSign(Message message) {
        return ALGORITHM + "\n" + Sha256.hex(message.canonical());
    }

    /** Sorted by name, encoded by RFC 3986. We send exactly this, so that no reading of it can differ. */
    static String canonicalQuery(Map<String, String> query) {
        return new TreeMap<>(query)
                .entrySet().stream()
                        .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                        .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
