package io.github.accountlock.simulator;

import java.util.Base64;
import java.util.SortedMap;

/**
 * Verifies the older RPC signature, HMAC-SHA1 over all parameters (Alibaba Cloud, RPC signature, read 2025-11).
 * They may stand in the query, in a form body or in both.
 */
final class AlibabaV1Check {

    private final CloudKeys keys;
    private final AlibabaClockAndNonce clockAndNonce;

    AlibabaV1Check(CloudKeys keys, AlibabaClockAndNonce clockAndNonce) {
        this.keys = keys;
        this.clockAndNonce = clockAndNonce;
    }

    /**
     * Returns if the request is signed by a known key and new.
     *
     * @throws Refusal with the documented code otherwise
     */
    void verify(Request request) {
        SortedMap<String, String> parameters = FormParameters.of(request);
        String signature = parameters.getOrDefault("Signature", "");
        String nonce = parameters.getOrDefault("SignatureNonce", "");
        if (signature.isEmpty() || nonce.isEmpty()) {
            throw AlibabaClockAndNonce.incomplete();
        }
        if (!"HMAC-SHA1".equals(parameters.get("SignatureMethod"))
                || !"1.0".equals(parameters.get("SignatureVersion"))) {
            throw Refusal.alibaba(400, "InvalidSignatureMethod", "Specified signature method is not valid.");
        }
        clockAndNonce.checkTime(parameters.getOrDefault("Timestamp", ""));
        CloudKey key =
                keys.find(parameters.getOrDefault("AccessKeyId", "")).orElseThrow(AlibabaClockAndNonce::unknownKey);
        CommonRefusals.checkToken(Cloud.ALIBABA, key, parameters.getOrDefault("SecurityToken", ""));

        SortedMap<String, String> signed = FormParameters.without(parameters, "Signature");
        if (!matches(key, request.method(), signed, signature)) {
            throw AlibabaClockAndNonce.doesNotMatch();
        }
        clockAndNonce.useNonce(key.id(), nonce);
    }

    /** One SDK core signs empty parameters as {@code name=}, the other leaves them out. */
    private static boolean matches(CloudKey key, String method, SortedMap<String, String> signed, String given) {
        return Digests.same(signature(key, method, signed), given)
                || Digests.same(signature(key, method, FormParameters.withoutEmpty(signed)), given);
    }

    private static String signature(CloudKey key, String method, SortedMap<String, String> parameters) {
        String stringToSign = method + "&%2F&" + FormParameters.encode(FormParameters.canonical(parameters));
        byte[] mac = Digests.hmacSha1(Digests.bytes(key.secret() + "&"), stringToSign);
        return Base64.getEncoder().encodeToString(mac);
    }
}
