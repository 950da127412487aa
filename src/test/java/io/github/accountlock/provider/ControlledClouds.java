package io.github.accountlock.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.simulator.SimulatedClouds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The simulated clouds and their control API, as a test speaks of them. */
final class ControlledClouds implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SimulatedClouds clouds = SimulatedClouds.start(0, Clock.systemUTC());
    private final HttpClient http = HttpClient.newHttpClient();

    URI uri() {
        return clouds.uri();
    }

    /** Makes the next call of this kind go wrong. */
    void fail(AccountRef account, String fault) {
        fail(fault(account, fault));
    }

    void fail(ObjectNode fault) {
        send("PUT", "/_control/faults", fault.toString());
    }

    static ObjectNode fault(AccountRef account, String fault) {
        return JSON.createObjectNode()
                .put("provider", account.provider().value())
                .put("fault", fault)
                .put("times", 1);
    }

    /** As a stranger with a console would. */
    void set(AccountRef account, String state) {
        send("PUT", "/_control/accounts/" + account.path(), "{\"state\":\"" + state + "\"}");
    }

    String state(AccountRef account) {
        return account(account).path("state").asText();
    }

    JsonNode account(AccountRef account) {
        for (JsonNode each : send("GET", "/_control/accounts", "")) {
            if (each.path("instanceId").asText().equals(account.instanceId())
                    && each.path("accountName").asText().equals(account.accountName())) {
                return each;
            }
        }
        throw new IllegalStateException("no such account: " + account);
    }

    /** Actions that arrived on the wire, oldest first. */
    List<String> calls() {
        List<String> actions = new ArrayList<>();
        send("GET", "/_control/calls", "")
                .forEach(call -> actions.add(call.path("action").asText()));
        return actions;
    }

    private JsonNode send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(uri().resolve(path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(response.statusCode() + " " + response.body());
            }
            return JSON.readTree(response.body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        clouds.close();
    }
}
