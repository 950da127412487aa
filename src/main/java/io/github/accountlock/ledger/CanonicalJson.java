package io.github.accountlock.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** One text form for one set of facts: a JSON object of strings, names sorted, no white space, UTF-8. */
public final class CanonicalJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> FACTS = new TypeReference<>() {};

    private CanonicalJson() {}

    public static String write(Map<String, String> facts) {
        try {
            return JSON.writeValueAsString(new TreeMap<>(facts));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("texts could not be written as JSON", impossible);
        }
    }

    /** @throws IllegalStateException if the text is not a JSON object of strings */
    public static Map<String, String> read(String text) {
        try {
            return JSON.readValue(text, FACTS);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a ledger entry is not a JSON object of texts", broken);
        }
    }

    /** SHA-256 of the text in UTF-8, lower-case hexadecimal. */
    public static String digest(String text) {
        return digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** SHA-256, lower-case hexadecimal. */
    public static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
