package io.github.accountlock.provider.tencent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Locale.ROOT;

import io.github.accountlock.domain.Sha256;
import io.github.accountlock.provider.http.Credentials;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.SortedMap;

/**
 * TC3-HMAC-SHA256 (Tencent Cloud, Signature v3, read 2026-08; its worked example and the official SDKs' signatures are
 * test vectors).
 */
final class TencentSigner {

    private TencentSigner() {}

    /**
     * What is signed.
     *
     * @param query the raw query string as sent
     * @param signedHeaders lower-case names with the values sent. The SDKs sign only {@code content-type;host}: then
     *     the same signature serves {@code LockAccount} and {@code UnlockAccount}. We sign {@code x-tc-action} too.
     */
    record Message(String method, String query, SortedMap<String, String> signedHeaders, byte[] body) {

        String signedNames() {
            return String.join(";", signedHeaders.keySet());
        }

        String canonical() {
            StringBuilder headers = new StringBuilder();
            signedHeaders.forEach((name, value) -> headers.append(name)
                    .append(':')
                    .append(value.strip().toLowerCase(ROOT))
                    .append('\n'));
            return String.join("\n", method, "/", query, headers, signedNames(), Sha256.hex(body));
        }
    }

    /** The signature and the header that carries it. */
    record Signature(String value, String authorization) {}

    static Signature sign(Message message, String service, Instant time, Credentials credentials) {
        String scope = scope(service, time);
        byte[] date = Sha256.hmac(("TC3" + credentials.keySecret().reveal()).getBytes(UTF_8), date(time));
        byte[] key = Sha256.hmac(Sha256.hmac(date, service), "tc3_request");
        String value = HexFormat.of().formatHex(Sha256.hmac(key, stringToSign(message, service, time)));
        return new Signature(
                value,
                "TC3-HMAC-SHA256 Credential=" + credentials.keyId() + "/" + scope + ", SignedHeaders="
                        + message.signedNames() + ", Signature=" + value);
    }

    static String stringToSign(Message message, String service, Instant time) {
        return String.join(
                "\n",
                "TC3-HMAC-SHA256",
                String.valueOf(time.getEpochSecond()),
                scope(service, time),
                Sha256.hex(message.canonical()));
    }

    private static String scope(String service, Instant time) {
        return date(time) + "/" + service + "/tc3_request";
    }

    private static String date(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }
}
