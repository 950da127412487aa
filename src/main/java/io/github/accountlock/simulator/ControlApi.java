package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /_control}: accounts, calls and faults of the simulation as JSON. No login, so no browser page of another
 * origin may use it: such requests are refused by {@code Origin}, by a host that is not this machine (a name that
 * was rebound), and by the content type a plain form cannot send.
 */
final class ControlApi {

    private final ControlAccounts accounts;
    private final SimulatedAccounts simulated;
    private final Calls calls;
    private final Faults faults;

    ControlApi(ControlAccounts accounts, SimulatedAccounts simulated, Calls calls, Faults faults) {
        this.accounts = accounts;
        this.simulated = simulated;
        this.calls = calls;
        this.faults = faults;
    }

    Answer answer(Request request) {
        try {
            refuseStrangers(request);
            return Answer.json(200, route(request)).with("Cache-Control", "no-store");
        } catch (Refusal refusal) {
            return Answer.json(refusal.status(), Json.object().put("error", refusal.getMessage()));
        }
    }

    private JsonNode route(Request request) {
        List<String> path = segments(request.path());
        if (path.size() == 6 && path.get(1).equals("accounts")) {
            return account(request, path);
        }
        String route = request.method() + " " + String.join("/", path.subList(1, path.size()));
        return switch (route) {
            case "GET accounts" -> accounts.list();
            case "GET calls" -> listCalls();
            case "DELETE calls" -> {
                calls.clear();
                yield listCalls();
            }
            case "GET faults" -> faults.list();
            case "PUT faults" -> {
                faults.add(readFaults(body(request)));
                yield faults.list();
            }
            case "DELETE faults" -> {
                faults.clear();
                yield faults.list();
            }
            default ->
                throw Refusal.of(
                        404,
                        "",
                        "There are GET accounts, GET and DELETE calls, GET, PUT and DELETE faults, and PUT and DELETE"
                                + " accounts/{provider}/{region}/{instanceId}/{accountName}.");
        };
    }

    private JsonNode account(Request request, List<String> path) {
        Cloud cloud = Cloud.of(path.get(2))
                .orElseThrow(() -> ControlJson.wrong("provider must be one of: " + Cloud.providers() + "."));
        if (path.stream().anyMatch(String::isBlank)) {
            throw ControlJson.wrong("region, instanceId and accountName must not be empty.");
        }
        if (request.method().equals("PUT")) {
            return accounts.put(cloud, path.get(3), path.get(4), path.get(5), body(request));
        }
        if (!request.method().equals("DELETE")) {
            throw Refusal.of(405, "", "An account can be PUT or DELETEd.");
        }
        if (!simulated.remove(cloud, path.get(3), path.get(4), path.get(5))) {
            throw Refusal.of(404, "", "There is no such account.");
        }
        return Json.object().put("removed", path.get(5));
    }

    private ArrayNode listCalls() {
        ArrayNode list = Json.array();
        calls.all().forEach(call -> list.add(call.toJson()));
        return list;
    }

    private static List<Fault> readFaults(JsonNode body) {
        List<Fault> read = new ArrayList<>();
        if (body.isArray()) {
            body.forEach(rule -> read.add(FaultReader.read(rule)));
        } else {
            read.add(FaultReader.read(body));
        }
        return read;
    }

    private static JsonNode body(Request request) {
        if (!request.isOfType("application/json")) {
            throw Refusal.of(415, "", "The content type must be application/json.");
        }
        JsonNode body = Json.read(request.body());
        if (body.isMissingNode()) {
            throw ControlJson.wrong("The body must be JSON.");
        }
        return body;
    }

    private static void refuseStrangers(Request request) {
        String host = request.header("host");
        boolean thisMachine = host.matches("(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d+)?");
        boolean ownOrigin =
                !request.hasHeader("origin") || request.header("origin").equals("http://" + host);
        if (!thisMachine || !ownOrigin) {
            throw Refusal.of(403, "", "Only this machine and no page of another origin may use the control API.");
        }
    }

    /** {@code /_control/accounts/a} → {@code _control, accounts, a}; a plus sign stands for itself. */
    private static List<String> segments(String rawPath) {
        List<String> segments = new ArrayList<>();
        for (String segment : rawPath.substring(1).split("/", -1)) {
            segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        return segments;
    }
}
