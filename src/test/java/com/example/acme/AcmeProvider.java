package com.example.acme;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.Location;
import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.AccountRules;
import io.github.accountlock.provider.CallLimits;
import io.github.accountlock.provider.Pace;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.SendBy;
import io.github.accountlock.provider.http.Answer;
import io.github.accountlock.provider.http.Credentials;
import io.github.accountlock.provider.http.Deadline;
import io.github.accountlock.provider.http.ErrorKind;
import io.github.accountlock.provider.http.ProviderClock;
import io.github.accountlock.provider.http.RemoteCall;
import io.github.accountlock.provider.http.SignedCalls;
import io.github.accountlock.provider.http.SignedCalls.SignedRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;

/** Acme Cloud: {@code GET /v1/{region}/{instance}/{account}}, {@code POST …/lock} and {@code POST …/unlock}. */
final class AcmeProvider implements AccountLockProvider {

    private static final Duration BETWEEN_READS = Duration.ofMillis(10);

    private final AcmeFactory.Section section;
    private final CallLimits limits;
    private final SignedCalls calls;

    AcmeProvider(AcmeFactory.Section section, CallLimits limits, Pace pace, Clock clock) {
        this.section = section;
        this.limits = limits;
        this.calls = new SignedCalls(limits, section.egress(), pace, section.credentials(), new ProviderClock(clock));
    }

    @Override
    public ProviderId id() {
        return AcmeFactory.ID;
    }

    @Override
    public Set<String> regions() {
        return section.regions();
    }

    @Override
    public AccountRules rules() {
        return new AcmeRules();
    }

    @Override
    public String sessionsNotice() {
        return "Acme Cloud ends open sessions within a minute.";
    }

    @Override
    public Duration settleTime() {
        return Duration.ofSeconds(1);
    }

    @Override
    public List<Duration> verifyWaits() {
        return List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    @Override
    public AccountSeen read(AccountRef account) {
        RemoteCall call = new RemoteCall(account, "GetAccount", false);
        JsonNode body = send(call, account, BETWEEN_READS, new Deadline(limits.readTimeout()));
        String state = body.path("state").asText();
        return new AccountSeen(
                switch (state) {
                    case "locked" -> LockState.LOCKED;
                    case "active" -> LockState.UNLOCKED;
                    default -> LockState.UNKNOWN;
                },
                "normal",
                body.path("serial").asText(),
                Optional.empty(),
                state.equals("creating") ? "the account is being created" : "");
    }

    @Override
    public LockReceipt change(AccountRef account, LockState target, Optional<Instant> passwordValidUntil, SendBy by) {
        String action = switch (target) {
            case LOCKED -> "lock";
            case UNLOCKED -> "unlock";
            case UNKNOWN -> throw new IllegalArgumentException("target: must be LOCKED or UNLOCKED");
        };
        if (passwordValidUntil.isPresent()) {
            throw new Refused(Reason.CALLER, account, "Acme Cloud sets no end of a password", null, null);
        }
        RemoteCall call = new RemoteCall(account, action, true);
        JsonNode body = send(call, account, section.betweenChanges(), Deadline.toSend(limits.callTimeout(), by));
        return new LockReceipt(
                Answer.text(body, "requestId").orElseThrow(() -> call.broken("its answer has no requestId", null)));
    }

    private JsonNode send(RemoteCall call, AccountRef account, Duration interval, Deadline deadline) {
        if (!section.regions().contains(account.region())) {
            throw new Refused(Reason.CALLER, account, "this region is not configured", null, null);
        }
        SignedCalls.Reply reply = calls.send(call, interval, deadline, (credentials, now) -> {
            HttpUrl.Builder url = section.endpoint()
                    .url()
                    .newBuilder()
                    .addPathSegment("v1")
                    .addPathSegment(account.region())
                    .addPathSegment(account.instanceId())
                    .addPathSegment(account.accountName());
            Request.Builder request = new Request.Builder().header("Accept-Encoding", "identity");
            if (call.change()) {
                url.addPathSegment(call.action());
                request.post(RequestBody.create(new byte[0]));
            }
            String authorization = basic(credentials);
            request.url(url.build()).header("Authorization", authorization);
            return new SignedRequest(request.build(), authorization);
        });
        return success(call, reply);
    }

    private static String basic(Credentials credentials) {
        String pair = credentials.keyId() + ":" + credentials.keySecret().reveal();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    }

    /** What may be done next follows from the kind; a code that is not documented is never "nothing happened". */
    private static JsonNode success(RemoteCall call, SignedCalls.Reply reply) {
        Answer answer = reply.answer();
        if (!answer.body().isObject()) {
            throw call.broken("it answered HTTP " + answer.status() + " without JSON", null);
        }
        if (answer.status() / 100 == 2) {
            return answer.body();
        }
        ErrorKind kind = switch (answer.status()) {
            case 401, 403 -> ErrorKind.AUTH;
            case 404 -> ErrorKind.NOT_FOUND;
            case 409 -> ErrorKind.CONFLICT;
            case 429 -> ErrorKind.THROTTLED;
            case 400, 405, 410, 422 -> ErrorKind.CALLER;
            default -> ErrorKind.TRANSIENT;
        };
        String message = Answer.text(answer.body(), "message")
                .map(reply.redaction()::clean)
                .orElse("no message");
        throw call.failed(kind, new RemoteCall.Failure("HTTP " + answer.status(), message, null, null));
    }

    private static final class AcmeRules implements AccountRules {

        @Override
        public String instanceExample() {
            return "acme-7f3a";
        }

        @Override
        public Optional<String> wrongInstanceId(Location location) {
            return location.instanceId().matches("acme-[a-z0-9]{1,20}")
                    ? Optional.empty()
                    : Optional.of("An instance id is \"acme-\" followed by letters and digits, such as acme-7f3a.");
        }

        @Override
        public Optional<String> wrongAccountName(AccountRef account) {
            return account.accountName().matches("[a-z_]{1,30}")
                            && !account.accountName().startsWith("acme_")
                    ? Optional.empty()
                    : Optional.of("An account name has up to 30 lower-case letters and underscores and does not start"
                            + " with acme_, which Acme Cloud keeps for itself.");
        }

        @Override
        public boolean acceptsPasswordValidUntil() {
            return false;
        }
    }
}
