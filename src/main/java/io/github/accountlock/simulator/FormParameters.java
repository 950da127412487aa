package io.github.accountlock.simulator;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Parameters as they stand in a query string or a form body. */
final class FormParameters {

    private FormParameters() {}

    /** Decoded pairs by name. Of a repeated name only the first counts: with a second one no signature matches. */
    static SortedMap<String, String> decode(String form) {
        SortedMap<String, String> parameters = new TreeMap<>();
        for (String pair : form.split("&")) {
            if (!pair.isEmpty()) {
                String[] parts = pair.split("=", 2);
                parameters.putIfAbsent(decoded(parts[0]), parts.length == 1 ? "" : decoded(parts[1]));
            }
        }
        return parameters;
    }

    /** Query and, if the body is a form, its parameters too. */
    static SortedMap<String, String> of(Request request) {
        SortedMap<String, String> parameters = decode(request.rawQuery());
        if (request.isForm()) {
            decode(request.bodyText()).forEach(parameters::putIfAbsent);
        }
        return parameters;
    }

    /** Sorted, encoded by RFC 3986 and joined: what Alibaba signs, whatever was on the wire. */
    static String canonical(SortedMap<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    static SortedMap<String, String> withoutEmpty(SortedMap<String, String> parameters) {
        SortedMap<String, String> filled = new TreeMap<>(parameters);
        filled.entrySet().removeIf(parameter -> parameter.getValue().isEmpty());
        return filled;
    }

    static SortedMap<String, String> without(Map<String, String> parameters, String name) {
        SortedMap<String, String> others = new TreeMap<>(parameters);
        others.remove(name);
        return others;
    }

    /** RFC 3986: only letters, digits, {@code - _ . ~} stay. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException badEscape) {
            return text;
        }
    }
}
