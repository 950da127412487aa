package io.github.accountlock.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Verifies {@code ACS3-HMAC-SHA256} (Alibaba Cloud, Request syntax and signature method V3, read 2025-11).
 * Goes by the names in {@code SignedHeaders}; the host and every {@code x-acs-} header must be among them.
 */
final class AlibabaV3Check {

    private static final String ALGORITHM = "ACS3-HMAC-SHA256";
    private static final Pattern AUTHORIZATION = Pattern.compile(
            ALGORITHM + " Credential=([^,]+),\\s*SignedHeaders=([a-z0-9;-]+),\\s*Signature=([0-9a-f]{64})");
    private static final List<String> NEEDED = List.of(
            "host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256");

    private final CloudKeys keys;
    private final AlibabaClockAndNonce clockAndNonce;

    AlibabaV3Check(CloudKeys keys, AlibabaClockAndNonce clockAndNonce) {
        this.keys = keys;
        this.clockAndNonce = clockAndNonce;
    }

    /**
     * Returns if the request is signed by a known key and new.
     *
     * @throws Refusal with the documented code otherwise
     */
    void verify(Request request) {
        String header = request.header("authorization");
        if (!header.startsWith(ALGORITHM + " ")) {
            throw Refusal.alibaba(400, "InvalidSignatureMethod", "Specified signature method is not valid.");
        }
        Matcher authorization = AUTHORIZATION.matcher(header);
        if (!authorization.matches() || !NEEDED.stream().allMatch(request::hasHeader)) {
            throw AlibabaClockAndNonce.incomplete();
        }
        List<String> signedNames = Arrays.asList(authorization.group(2).split(";"));
        if (!namesAreSound(signedNames, request)) {
            throw AlibabaClockAndNonce.incomplete();
        }
        clockAndNonce.checkTime(request.header("x-acs-date"));
        CloudKey key = keys.find(authorization.group(1)).orElseThrow(AlibabaClockAndNonce::unknownKey);
        CommonRefusals.checkToken(Cloud.ALIBABA, key, request.header("x-acs-security-token"));

        boolean bodyMatches = Digests.same(Digests.sha256Hex(request.body()), request.header("x-acs-content-sha256"));
        if (!bodyMatches || !Digests.same(signature(key, request, signedNames), authorization.group(3))) {
            throw AlibabaClockAndNonce.doesNotMatch();
        }
        clockAndNonce.useNonce(key.id(), request.header("x-acs-signature-nonce"));
    }

    private static boolean namesAreSound(List<String> names, Request request) {
        return names.stream().allMatch(request::hasHeader)
                && names.stream().sorted().distinct().toList().equals(names)
                && names.contains("host")
                && request.headers().keySet().stream()
                        .filter(name -> name.startsWith("x-acs-"))
                        .allMatch(names::contains);
    }

    private static String signature(CloudKey key, Request request, List<String> names) {
        StringBuilder headers = new StringBuilder();
        for (String name : names) {
            headers.append(name).append(':').append(request.header(name)).append('\n');
        }
        String canonical = String.join(
                "\n",
                request.method(),
                "/",
                FormParameters.canonical(FormParameters.decode(request.rawQuery())),
                headers,
                String.join(";", names),
                request.header("x-acs-content-sha256"));
        String stringToSign = ALGORITHM + "\n" + Digests.sha256Hex(canonical);
        return Digests.hex(Digests.hmacSha256(Digests.bytes(key.secret()), stringToSign));
    }
}
