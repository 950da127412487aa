package io.github.accountlock.provider.tencent;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountlock.domain.CloudAnswer;
import io.github.accountlock.provider.CallLimits;
import io.github.accountlock.provider.Pace;
import io.github.accountlock.provider.ProviderException;
import io.github.accountlock.provider.http.Answer;
import io.github.accountlock.provider.http.Credentials;
import io.github.accountlock.provider.http.Deadline;
import io.github.accountlock.provider.http.Endpoint;
import io.github.accountlock.provider.http.ErrorKind;
import io.github.accountlock.provider.http.ProviderClock;
import io.github.accountlock.provider.http.Redaction;
import io.github.accountlock.provider.http.RemoteCall;
import io.github.accountlock.provider.http.SignedCalls;
import io.github.accountlock.provider.http.SignedCalls.SignedRequest;
import io.github.accountlock.provider.tencent.TencentSigner.Message;
import io.github.accountlock.provider.tencent.TencentSigner.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;

/** One call of the TencentDB for PostgreSQL API, version 2017-03-12, and what its answer says. Thread-safe. */
final class TencentGateway {

    static final String VERSION = "2017-03-12";
    private static final String SERVICE = "postgres";
    private static final String CONTENT_TYPE = "application/json; charset=utf-8";

    private final TencentSettings settings;
    private final ProviderClock clock;
    private final SignedCalls calls;

    TencentGateway(TencentSettings settings, CallLimits limits, Pace pace, Clock clock) {
        this.settings = settings;
        this.clock = new ProviderClock(clock);
        this.calls = new SignedCalls(limits, settings.egress(), pace, settings.credentials(), this.clock);
    }

    /** @param response the object {@code Response} */
    record Success(JsonNode response, String requestId, CloudAnswer copy) {}

    /** @throws ProviderException if the answer is anything but a success */
    Success send(RemoteCall call, ObjectNode parameters, Duration interval, Deadline deadline) {
        byte[] body = parameters.toString().getBytes(UTF_8);
        SignedCalls.Reply reply =
                calls.send(call, interval, deadline, (credentials, now) -> signed(call, body, credentials, now));
        CloudAnswer copy = reply.copy(call);
        try {
            return success(call, reply.answer(), reply.redaction(), copy);
        } catch (ProviderException failed) {
            throw failed.answeredBy(copy);
        }
    }

    private SignedRequest signed(RemoteCall call, byte[] body, Credentials credentials, Instant now) {
        Endpoint endpoint = settings.endpoint(call.location().region());
        TreeMap<String, String> signedHeaders = new TreeMap<>(
                Map.of("content-type", CONTENT_TYPE, "host", endpoint.hostHeader(), "x-tc-action", call.action()));
        Signature signature =
                TencentSigner.sign(new Message("POST", "", signedHeaders, body), SERVICE, now, credentials);
        Request.Builder request = new Request.Builder()
                .url(endpoint.url())
                .post(RequestBody.create(body, MediaType.get(CONTENT_TYPE)))
                .header("Host", endpoint.hostHeader())
                .header("Accept-Encoding", "identity")
                .header("X-TC-Action", call.action())
                .header("X-TC-Version", VERSION)
                .header("X-TC-Region", call.location().region())
                .header("X-TC-Timestamp", String.valueOf(now.getEpochSecond()))
                .header("X-TC-Language", "en-US")
                .header("Authorization", signature.authorization());
        credentials.token().ifPresent(token -> request.header("X-TC-Token", token.reveal()));
        return new SignedRequest(request.build(), signature.value());
    }

    /** Errors come with HTTP 200 too; any other status is not the API speaking (page Responses 409/16766). */
    private Success success(RemoteCall call, Answer answer, Redaction redaction, CloudAnswer copy) {
        JsonNode response = answer.body().path("Response");
        if (answer.status() != 200 || !response.isObject()) {
            throw call.broken("it answered HTTP " + answer.status() + " without a usable JSON Response", null);
        }
        String requestId =
                Answer.text(response, "RequestId").map(redaction::clean).orElse(null);
        JsonNode error = response.path("Error");
        if (error.isMissingNode() || error.isNull()) {
            if (requestId == null) {
                throw call.broken("its answer has no RequestId", null);
            }
            return new Success(response, requestId, copy);
        }
        String code = Answer.text(error, "Code").orElse("none");
        ErrorKind kind = TencentErrors.kind(code);
        if (kind == ErrorKind.CLOCK) {
            clock.learn(answer);
        }
        String message = Answer.text(error, "Message").map(redaction::clean).orElse("no message");
        throw call.failed(kind, new RemoteCall.Failure(redaction.clean(code), message, requestId, null));
    }
}
