package io.github.accountlock.ledger;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that seal the ledger, by id. The first one seals new entries; the others only check old ones, so that a key
 * can be rotated. They live outside the database. Prints no key. Thread-safe.
 */
public final class EvidenceKeys {

    private static final int LEAST_BYTES = 32;
    private static final String FORM = "allowed are lines of the form id:key, the key being Base64 of at least "
            + LEAST_BYTES + " random bytes; the first line seals, the others only check";

    private final Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
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
            keys.put(line.substring(0, line.indexOf(':')), new SecretKeySpec(key, "HmacSHA256"));
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
    String current() {
        return current;
    }

    /**
     * HMAC-SHA256 over the parts, each with its length in front; lower-case hexadecimal.
     *
     * @throws IllegalStateException if the key is not known here
     */
    String seal(String keyId, String... parts) {
        SecretKeySpec key = keys.get(keyId);
        if (key == null) {
            throw new IllegalStateException(
                    "the ledger was sealed with key \"" + keyId + "\", which is not configured");
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                mac.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                mac.update(bytes);
            }
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A seal over a text that leaves the house: key id, a colon, HMAC-SHA256. Never equal to a seal in the ledger. */
    public String sealText(String text) {
        return current + ":" + seal(current, "text", text);
    }

    /** Whether the seal was made over this text by a key that is known here. */
    public boolean isSealed(String text, String seal) {
        int colon = seal.indexOf(':');
        return colon > 0 && sealed(seal.substring(colon + 1), seal.substring(0, colon), "text", text);
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
