package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One golden signature vector, as the request a server would see. */
record Vector(String name, JsonNode input, JsonNode expected) {

    static Vector read(String name) {
        try (InputStream file = Vector.class.getResourceAsStream("/vectors/" + name + ".json")) {
            JsonNode json = Json.read(file.readAllBytes());
            return new Vector(name, json.path("input"), json.path("expected"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    CloudKeys keys() {
        String id = input.has("secretId") ? text("secretId") : text("accessKeyId");
        String secret = input.has("secretKey") ? text("secretKey") : text("accessKeySecret");
        return new CloudKeys(List.of(new CloudKey(id, secret, text("token") + text("securityToken"))));
    }

    Clock clock() {
        String time = text("utc")
                + text("date")
                + input.path("parameters").path("Timestamp").asText();
        return Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
    }

    /** Method, headers and body as given; the query as text or encoded from its pairs. */
    Request request() {
        Map<String, String> headers = new LinkedHashMap<>();
        expected.path("headers")
                .forEach(header -> headers.put(
                        header.get(0).asText().toLowerCase(Locale.ROOT),
                        header.get(1).asText()));
        String query = input.path("query").isTextual() ? text("query") : query(input.path("query"));
        return new Request(text("method"), "/", query, headers, text("body").getBytes(StandardCharsets.UTF_8));
    }

    /** The parameters of a V1 vector with the signature. */
    Map<String, String> signedParameters() {
        Map<String, String> parameters = pairs(input.path("parameters"));
        parameters.put("Signature", expected.path("signature").asText());
        return parameters;
    }

    private String query(JsonNode pairs) {
        return FormParameters.canonical(new TreeMap<>(pairs(pairs)));
    }

    private static Map<String, String> pairs(JsonNode json) {
        Map<String, String> pairs = new LinkedHashMap<>();
        json.properties()
                .forEach(pair -> pairs.put(pair.getKey(), pair.getValue().asText()));
        return pairs;
    }

    private String text(String member) {
        return input.path(member).isNull() ? "" : input.path(member).asText();
    }

    static Request with(Request request, String header, String value) {
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        headers.put(header, value);
        return new Request(request.method(), request.path(), request.rawQuery(), headers, request.body());
    }

    static Request without(Request request, String header) {
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        headers.remove(header);
        return new Request(request.method(), request.path(), request.rawQuery(), headers, request.body());
    }

    static Request withBody(Request request, String body) {
        return new Request(
                request.method(),
                request.path(),
                request.rawQuery(),
                request.headers(),
                body.getBytes(StandardCharsets.UTF_8));
    }

    static Request withQuery(Request request, String query) {
        return new Request(request.method(), request.path(), query, request.headers(), request.body());
    }

    static Request withMethod(Request request, String method) {
        return new Request(method, request.path(), request.rawQuery(), request.headers(), request.body());
    }

    @Override
    public String toString() {
        return name;
    }
}
