package io.github.accountlock.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Verifies {@code TC3-HMAC-SHA256} (Tencent Cloud, Signature v3 and Common Params, read 2025-11). As there,
 * only {@code content-type} and {@code host} must be signed and there is no nonce.
 */
final class TencentSignatureCheck {

    private static final Duration TOLERATED_SKEW = Duration.ofMinutes(5);
    private static final Pattern AUTHORIZATION = Pattern.compile("TC3-HMAC-SHA256 "
            + "Credential=([^/,]+)/(\\d{4}-\\d{2}-\\d{2})/([a-z0-9-]+)/tc3_request,\\s*"
            + "SignedHeaders=([a-z0-9;-]+),\\s*Signature=([0-9a-f]{64})");
    private static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

    private final CloudKeys keys;
    private final Clock clock;

    TencentSignatureCheck(CloudKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Returns if the request is signed by a known key.
     *
     * @throws Refusal with the documented {@code AuthFailure} code otherwise
     */
    void verify(Request request) {
        Matcher authorization = AUTHORIZATION.matcher(request.header("authorization"));
        if (!authorization.matches()) {
            throw Refusal.tencent(
                    "AuthFailure.InvalidAuthorization", "The Authorization header is missing or malformed.");
        }
        String timestamp = request.header("x-tc-timestamp");
        Instant signedAt = instantOf(timestamp);
        if (Duration.between(signedAt, clock.instant()).abs().compareTo(TOLERATED_SKEW) > 0) {
            throw CommonRefusals.clockOff(Cloud.TENCENT);
        }
        CloudKey key = keys.find(authorization.group(1))
                .orElseThrow(() -> Refusal.tencent("AuthFailure.SecretIdNotFound", "The SecretId is not found."));
        CommonRefusals.checkToken(Cloud.TENCENT, key, request.header("x-tc-token"));

        String date = authorization.group(2);
        String service = authorization.group(3);
        List<String> signedNames = Arrays.asList(authorization.group(4).split(";"));
        boolean matches =
                date.equals(signedAt.atZone(ZoneOffset.UTC).toLocalDate().toString())
                        && serviceFits(service, request.header("host"))
                        && namesAreSound(signedNames, request)
                        && hostsToTry(request.header("host")).anyMatch(host -> {
                            String expected = signature(
                                    key.secret(), timestamp, date, service, canonical(request, signedNames, host));
                            return Digests.same(expected, authorization.group(5));
                        });
        if (!matches) {
            throw Refusal.tencent(
                    "AuthFailure.SignatureFailure",
                    "The provided credentials could not be validated. Please check your signature is correct.");
        }
    }

    private static Instant instantOf(String timestamp) {
        if (!timestamp.matches("\\d{1,11}")) {
            throw Refusal.tencent(
                    "MissingParameter", "The header X-TC-Timestamp is missing or not a number of seconds.");
        }
        return Instant.ofEpochSecond(Long.parseLong(timestamp));
    }

    /** The SDKs take the first label of whatever endpoint they are given, {@code 127} on loopback. */
    private static boolean serviceFits(String service, String host) {
        return !host.startsWith("postgres.") || service.equals("postgres");
    }

    private static boolean namesAreSound(List<String> names, Request request) {
        return names.contains("content-type")
                && names.contains("host")
                && names.stream().allMatch(request::hasHeader)
                && names.stream().sorted().distinct().toList().equals(names);
    }

    /** The Node SDK signs the host without its port, all others sign the header as sent. */
    private static Stream<String> hostsToTry(String host) {
        return Stream.of(host, host.replaceFirst(":\\d+$", "")).distinct();
    }

    private static String canonical(Request request, List<String> names, String host) {
        StringBuilder headers = new StringBuilder();
        for (String name : names) {
            String value = name.equals("host") ? host : request.header(name);
            headers.append(name)
                    .append(':')
                    .append(value.toLowerCase(Locale.ROOT))
                    .append('\n');
        }
        String payload = request.header("x-tc-content-sha256").equals(UNSIGNED_PAYLOAD)
                ? Digests.sha256Hex(UNSIGNED_PAYLOAD)
                : Digests.sha256Hex(request.body());
        return String.join("\n", request.method(), "/", request.rawQuery(), headers, String.join(";", names), payload);
    }

    private static String signature(String secret, String timestamp, String date, String service, String canonical) {
        String scope = date + "/" + service + "/tc3_request";
        String stringToSign = String.join("\n", "TC3-HMAC-SHA256", timestamp, scope, Digests.sha256Hex(canonical));
        byte[] dateKey = Digests.hmacSha256(Digests.bytes("TC3" + secret), date);
        byte[] serviceKey = Digests.hmacSha256(dateKey, service);
        byte[] signingKey = Digests.hmacSha256(serviceKey, "tc3_request");
        return Digests.hex(Digests.hmacSha256(signingKey, stringToSign));
    }
}
