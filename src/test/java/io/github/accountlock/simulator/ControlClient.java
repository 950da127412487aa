package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** The control API as a test uses it. */
final class ControlClient {

    private final HttpClient http = HttpClient.newHttpClient();
    private final SimulatedClouds clouds;

    ControlClient(SimulatedClouds clouds) {
        this.clouds = clouds;
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    HttpResponse<String> delete(String path) {
        return send(request(path).DELETE());
    }

    HttpResponse<String> put(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(clouds.uri().resolve(path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    JsonNode calls() {
        return json(get("/_control/calls"));
    }

    JsonNode lastCall() {
        JsonNode calls = calls();
        return calls.get(calls.size() - 1);
    }

    void fault(String rule) {
        HttpResponse<String> answer = put("/_control/faults", rule);
        if (answer.statusCode() != 200) {
            throw new IllegalArgumentException(answer.body());
        }
    }

    String stateOf(String provider, String accountName) {
        for (JsonNode account : json(get("/_control/accounts"))) {
            if (account.path("provider").asText().equals(provider)
                    && account.path("accountName").asText().equals(accountName)) {
                return account.path("state").asText();
            }
        }
        return "absent";
    }

    static JsonNode json(HttpResponse<String> answer) {
        return Json.read(answer.body().getBytes(StandardCharsets.UTF_8));
    }
}
