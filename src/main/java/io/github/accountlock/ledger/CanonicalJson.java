package io.github.accountlock.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
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

    /** One of the facts; empty if it is not among them, or somebody has made them unreadable: the check of the ledger names that. */
    public static String fact(String facts, String name) {
        try {
            return facts == null ? "" : read(facts).getOrDefault(name, "");
        } catch (IllegalStateException unreadable) {
            return "";
        }
    }

    /** @throws IllegalStateException if the text is not a JSON object of strings */
    public static Map<String, String> read(String text) {
        try {
            Map<String, String> facts = JSON.readValue(text, FACTS);
            if (facts == null || facts.containsValue(null)) {
                throw new IllegalStateException("a ledger entry is not a JSON object of texts");
            }
            return facts;
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a ledger entry is not a JSON object of texts", broken);
        }
    }
}
