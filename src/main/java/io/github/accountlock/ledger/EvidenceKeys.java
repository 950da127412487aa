package io.github.accountlock.ledger;

import io.github.accountlock.domain.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys that seal the ledger, by id. The first one seals new entries; the others only check old ones, so that a key
 * can be rotated. They live outside the database. Prints no key. Thread-safe.
 */
public final class EvidenceKeys {

    private static final int LEAST_BYTES = 32;
    private static final String FORM = "allowed are lines of the form id:key, the key being Base64 of at least "
            + LEAST_BYTES + " random bytes; the first line seals, the others only check";

    private final Map<String, byte[]> keys = new LinkedHashMap<>();
    private final String current;

    /**
     * @param text lines (or a comma list) of {@code id:base64}; empty lines and lines that start with # do not count
     * @throws IllegalArgumentException if {@link #problems} is not empty
     */
    public EvidenceKeys(String text) {
        List<String> problems = problems(text);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", problems));
        }
        for (String line : lines(text)) {
            byte[] key = Base64.getDecoder().decode(line.substring(line.indexOf(':') + 1));
            keys.put(line.substring(0, line.indexOf(':')), key);
        }
        current = keys.keySet().iterator().next();
    }

    private EvidenceKeys() {
        current = "";
    }

    /** No keys: entries can be read, and not one seal checked. */
    public static EvidenceKeys none() {
        return new EvidenceKeys();
    }

    /** What is wrong with a text of keys; never shows any of it. */
    public static List<String> problems(String text) {
        List<String> problems = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        List<String> lines = lines(text);
        if (lines.isEmpty()) {
            problems.add("is missing; " + FORM + ".");
        }
        for (int i = 0; i < lines.size(); i++) {
            int colon = lines.get(i).indexOf(':');
            String id = colon < 1 ? "" : lines.get(i).substring(0, colon);
            if (!id.matches("[A-Za-z0-9_-]{1,32}") || ids.contains(id)) {
                problems.add("key " + (i + 1) + " has no id of its own; " + FORM + ".");
            } else if (tooShort(lines.get(i).substring(colon + 1))) {
                problems.add("key " + (i + 1) + " is too short or not Base64; " + FORM + ".");
            }
            ids.add(id);
        }
        return problems;
    }

    /** The id of the key that seals now. */
    public String current() {
        return current;
    }

    /**
     * HMAC-SHA256 over the parts, each with its length in front; lower-case hexadecimal.
     *
     * @throws IllegalStateException if the key is not known here
     */
    String seal(String keyId, String... parts) {
        return HexFormat.of().formatHex(mac(keyId, parts));
    }

    private byte[] mac(String keyId, String... parts) {
        byte[] key = keys.get(keyId);
        if (key == null) {
            throw new IllegalStateException(
                    "the ledger was sealed with key \"" + keyId + "\", which is not configured");
        }
        byte[][] framed = new byte[2 * parts.length][];
        for (int i = 0; i < parts.length; i++) {
            byte[] bytes = parts[i].getBytes(StandardCharsets.UTF_8);
            framed[2 * i] = (bytes.length + ":").getBytes(StandardCharsets.US_ASCII);
            framed[2 * i + 1] = bytes;
        }
        return Sha256.hmac(key, framed);
    }

    /**
     * An Ed25519 signature over a text, for those who check without a secret: key id, a colon, Base64. The signing key is
     * derived from the evidence key in use, so that there is one secret to keep.
     */
    public String sign(String text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(signingKey(current).getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return current + ":" + Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What checks {@link #sign}, of every key that is known here. */
    public PublicKeys publicKeys() {
        PublicKeys all = new PublicKeys();
        keys.keySet().forEach(id -> all.add(id, signingKey(id).getPublic()));
        return all;
    }

    /** RFC 8032 makes both keys from 32 bytes; Java makes them from what a source of randomness gives. */
    private KeyPair signingKey(String keyId) {
        byte[] seed = mac(keyId, "signing key");
        SecureRandom fixed = new SecureRandom() {

            private static final long serialVersionUID = 1;

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(seed, 0, bytes, 0, bytes.length);
            }
        };
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, fixed);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A seal over a text that leaves the house: key id, a colon, HMAC-SHA256. Never equal to a seal in the ledger. */
    public String sealText(String text) {
        return current + ":" + seal(current, "text", text);
    }

    /** What a seal of {@link #sealText} is worth. */
    public PublicKeys.Worth checkSeal(String text, String seal) {
        int colon = seal.indexOf(':');
        if (colon < 1) {
            return PublicKeys.Worth.WRONG;
        }
        if (!knows(seal.substring(0, colon))) {
            return PublicKeys.Worth.UNKNOWN_KEY;
        }
        return sealed(seal.substring(colon + 1), seal.substring(0, colon), "text", text)
                ? PublicKeys.Worth.RIGHT
                : PublicKeys.Worth.WRONG;
    }

    /** Whether the key with this id is here. */
    public boolean knows(String keyId) {
        return keys.containsKey(keyId);
    }

    /** Whether there is any key at all, so that seals can be checked. */
    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Compares in constant time. An unknown key does not match. */
    boolean sealed(String mac, String keyId, String... parts) {
        return keys.containsKey(keyId)
                && MessageDigest.isEqual(
                        mac.getBytes(StandardCharsets.US_ASCII),
                        seal(keyId, parts).getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean tooShort(String base64) {
        try {
            return Base64.getDecoder().decode(base64).length < LEAST_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return true;
        }
    }

    private static List<String> lines(String text) {
        return text.lines()
                .flatMap(line -> List.of(line.split(",")).stream())
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    @Override
    public String toString() {
        return "keys " + keys.keySet();
    }
}
