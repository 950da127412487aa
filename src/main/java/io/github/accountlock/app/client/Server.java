package io.github.accountlock.app.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLException;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** The REST of the application, one call at a time. Repeats nothing and follows nobody elsewhere. */
final class Server {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MediaType TYPE = MediaType.get("application/json");
    private static final int LONGEST_TEXT = 300;

    private final Access access;
    private final OkHttpClient http = new OkHttpClient.Builder()
            .followRedirects(false)
            .retryOnConnectionFailure(false)
            .connectTimeout(Duration.ofSeconds(10))
            .callTimeout(Duration.ofSeconds(60))
            .build();

    Server(Access access) {
        this.access = access;
    }

    /**
     * @param path below {@code engine-rest}, perhaps with a query
     * @throws Trouble if there is no answer, or it is a refusal
     */
    JsonNode get(String path) {
        return answer(request(path).build());
    }

    /** @throws Trouble as {@link #get}; without an answer it may have been done all the same */
    JsonNode post(String path, JsonNode body) {
        return answer(
                request(path).post(RequestBody.create(body.toString(), TYPE)).build());
    }

    private Request.Builder request(String path) {
        HttpUrl base = access.url().newBuilder().addPathSegments("engine-rest/").build();
        return new Request.Builder()
                .url(base.resolve(path))
                .header("Authorization", access.authorization().get())
                .header("Accept", "application/json, application/problem+json");
    }

    private JsonNode answer(Request request) {
        try (Response response = http.newCall(request).execute()) {
            String body = response.body().string();
            if (!response.isSuccessful()) {
                throw refusal(response, body);
            }
            return body.isEmpty() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException somethingElse) {
            throw notOurs("It answers with something that is not JSON.");
        } catch (ConnectException | UnknownHostException | NoRouteToHostException neverSent) {
            throw notReached("There is no connection to it.");
        } catch (SSLException noTls) {
            throw notReached("TLS failed: " + noTls.getMessage() + ".");
        } catch (IOException noAnswer) {
            throw notReached(
                    request.method().equals("GET")
                            ? "It did not answer."
                            : "It did not answer. Whether it was done is not known: look, with status or list, before you try"
                                    + " again.");
        }
    }

    private Trouble notReached(String why) {
        return new Trouble(Exit.NOT_REACHED, access.url() + " was not reached. " + why);
    }

    private Trouble notOurs(String why) {
        return new Trouble(Exit.NOT_REACHED, access.url() + " is not Account Lock Flow. " + why);
    }

    private Trouble refusal(Response response, String body) {
        int status = response.code();
        JsonNode problem = json(body);
        String told = sentence(problem).orElse(isText(response) ? text(body) : "");
        if (response.isRedirect()) {
            return notOurs("It sends elsewhere, to " + response.header("Location", "nowhere") + ".");
        }
        if (status == 404 && told.isEmpty()) {
            return notOurs("It answers HTTP 404.");
        }
        Exit exit = exit(status);
        String sentence = told.isEmpty() ? untold(status) : told;
        return new Trouble(exit, problem.path("type").asText(), sentence, retryAfter(response));
    }

    private static Exit exit(int status) {
        return switch (status) {
            case 400, 422 -> Exit.WRONG_USAGE;
            case 401, 403, 404, 429 -> Exit.NOT_ALLOWED;
            case 409 -> Exit.CONFLICT;
            case 502, 503, 504 -> Exit.NOT_REACHED;
            default -> Exit.FAILED;
        };
    }

    private String untold(int status) {
        return status == 401
                ? "The server does not know you: the token or the password is wrong or over."
                : access.url() + " answers HTTP " + status + ".";
    }

    /** What is wrong, each with its option; else the sentence of the problem; else what Camunda says. */
    private static Optional<String> sentence(JsonNode problem) {
        String fields = StreamSupport.stream(problem.path("errors").spliterator(), false)
                .map(error -> RequestForm.option(error.path("field").asText()) + ": "
                        + error.path("detail").asText())
                .collect(Collectors.joining("\n"));
        return List.of(
                        fields,
                        problem.path("detail").asText(),
                        problem.path("message").asText())
                .stream()
                .filter(text -> !text.isBlank())
                .findFirst();
    }

    private static boolean isText(Response response) {
        return response.header("Content-Type", "").startsWith("text/plain");
    }

    private static String text(String body) {
        return body.strip().substring(0, Math.min(LONGEST_TEXT, body.strip().length()));
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }

    private static Duration retryAfter(Response response) {
        String seconds = response.header("Retry-After", "0");
        return seconds.matches("\\d{1,4}") ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
    }
}
