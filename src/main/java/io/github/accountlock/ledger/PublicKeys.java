package io.github.accountlock.ledger;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Ed25519 keys (RFC 8032) with which anybody checks what was signed, and with which nobody can sign; by the id of the
 * evidence key that they belong to. As text, lines of {@code id:ed25519:base64} with the key in X.509 form.
 */
public final class PublicKeys {

    private static final String ALGORITHM = "ed25519";

    private final Map<String, PublicKey> keys = new LinkedHashMap<>();

    PublicKeys() {}

    void add(String id, PublicKey key) {
        keys.put(id, key);
    }

    /** @throws IllegalArgumentException if the text has no keys, or something else */
    public static PublicKeys from(String text) {
        PublicKeys keys = new PublicKeys();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split(":");
            if (parts.length != 3 || !parts[1].equals(ALGORITHM)) {
                throw wrong();
            }
            try {
                byte[] encoded = Base64.getDecoder().decode(parts[2]);
                keys.add(parts[0], KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
            } catch (GeneralSecurityException | IllegalArgumentException notAKey) {
                throw wrong();
            }
        }
        if (keys.keys.isEmpty()) {
            throw wrong();
        }
        return keys;
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "the public keys are no lines of the form id:ed25519:base64, as \"audit public-key\" prints them");
    }

    /** What a signature is worth. */
    public enum Worth {
        RIGHT,
        WRONG,
        /** It was made with a key that is not here. */
        UNKNOWN_KEY
    }

    /** @param signature as {@link EvidenceKeys#sign} makes it */
    public Worth check(String text, String signature) {
        int colon = signature.indexOf(':');
        PublicKey key = colon < 0 ? null : keys.get(signature.substring(0, colon));
        if (colon < 1) {
            return Worth.WRONG;
        }
        if (key == null) {
            return Worth.UNKNOWN_KEY;
        }
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(text.getBytes(StandardCharsets.UTF_8));
            return check.verify(Base64.getDecoder()
                            .decode(signature.substring(colon + 1).strip()))
                    ? Worth.RIGHT
                    : Worth.WRONG;
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return Worth.WRONG;
        }
    }

    @Override
    public String toString() {
        return keys.entrySet().stream()
                .map(key -> key.getKey() + ":" + ALGORITHM + ":"
                        + Base64.getEncoder().encodeToString(key.getValue().getEncoded()))
                .collect(Collectors.joining("\n"));
    }
}
