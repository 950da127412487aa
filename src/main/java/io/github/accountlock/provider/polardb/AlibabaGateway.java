package io.github.accountlock.provider.polardb;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountlock.domain.CloudAnswer;
import io.github.accountlock.domain.Sha256;
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
import io.github.accountlock.provider.polardb.AlibabaSigner.Message;
import io.github.accountlock.provider.polardb.AlibabaSigner.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import okhttp3.Request;
import okhttp3.RequestBody;

/** One call of the PolarDB API, version 2017-08-01, and what its answer says. Thread-safe. */
final class AlibabaGateway {

    private static final byte[] NO_BODY = {};

    private final PolarDbSettings settings;
    private final ProviderClock clock;
    private final SignedCalls calls;

    AlibabaGateway(PolarDbSettings settings, CallLimits limits, Pace pace, Clock clock) {
        this.settings = settings;
        this.clock = new ProviderClock(clock);
        this.calls = new SignedCalls(limits, settings.egress(), pace, settings.credentials(), this.clock);
    }

    /** @param body the result itself: there is no envelope */
    record Success(JsonNode body, String requestId, CloudAnswer copy) {}

    /** @throws ProviderException if the answer is anything but a success */
    Success send(RemoteCall call, Map<String, String> parameters, Duration interval, Deadline deadline) {
        SignedCalls.Reply reply =
                calls.send(call, interval, deadline, (credentials, now) -> signed(call, parameters, credentials, now));
        CloudAnswer copy = reply.copy(call);
        try {
            return success(call, reply.answer(), reply.redaction(), copy);
        } catch (ProviderException failed) {
            throw failed.answeredBy(copy);
        }
    }

    private SignedRequest signed(
            RemoteCall call, Map<String, String> parameters, Credentials credentials, Instant now) {
        Endpoint endpoint = settings.endpoint(call.location().region());
        String bodyHash = Sha256.hex(NO_BODY);
        TreeMap<String, String> headers = new TreeMap<>(Map.of(
                "host", endpoint.hostHeader(),
                "x-acs-action", call.action(),
                "x-acs-version", "2017-08-01",
                "x-acs-date", now.truncatedTo(ChronoUnit.SECONDS).toString(),
                "x-acs-signature-nonce", UUID.randomUUID().toString(),
                "x-acs-content-sha256", bodyHash));
        credentials.token().ifPresent(token -> {
            headers.put("x-acs-accesskey-id", credentials.keyId());
            headers.put("x-acs-security-token", token.reveal());
        });
        Signature signature = AlibabaSigner.sign(new Message("POST", parameters, headers, bodyHash), credentials);
        Request.Builder request = new Request.Builder()
                .url(endpoint.url()
                        .newBuilder()
                        .encodedQuery(AlibabaSigner.canonicalQuery(parameters))
                        .build())
                .post(RequestBody.create(NO_BODY));
        headers.forEach(request::header);
        request.header("Accept", "application/json")
                .header("Accept-Encoding", "identity")
                .header("Authorization", signature.authorization());
        return new SignedRequest(request.build(), signature.value());
    }

    /** A code makes a failure of any status: today's SDKs miss one in a 2xx, the older ones did not. */
    private Success success(RemoteCall call, Answer answer, Redaction redaction, CloudAnswer copy) {
        JsonNode body = answer.body();
        String requestId = Answer.text(body, "RequestId").map(redaction::clean).orElse(null);
        Optional<String> code = Answer.text(body, "Code").or(() -> Answer.text(body, "code"));
        if (code.isPresent()) {
            throw failure(call, answer, code.get(), requestId, redaction);
        }
        if (answer.status() / 100 != 2 || requestId == null) {
            throw call.broken("it answered HTTP " + answer.status() + " without a usable JSON result", requestId);
        }
        return new Success(body, requestId, copy);
    }

    private ProviderException failure(
            RemoteCall call, Answer answer, String code, String requestId, Redaction redaction) {
        ErrorKind kind = AlibabaErrors.kind(code, answer.status());
        if (kind == ErrorKind.CLOCK) {
            clock.learn(answer);
        }
        String message = Answer.text(answer.body(), "Message")
                .or(() -> Answer.text(answer.body(), "message"))
                .orElse("no message");
        String shown = AlibabaErrors.echoesTheRequest(code)
                ? "the signature was not accepted; is the key secret right?"
                : redaction.clean(message);
        return call.failed(
                kind,
                new RemoteCall.Failure(
                        redaction.clean(code),
                        shown,
                        requestId,
                        RetryHint.of(answer.headers()).orElse(null)));
    }
}
