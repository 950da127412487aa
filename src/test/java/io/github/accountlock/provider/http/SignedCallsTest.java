package io.github.accountlock.provider.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.domain.Secret;
import io.github.accountlock.domain.Sha256;
import io.github.accountlock.provider.CallLimits;
import io.github.accountlock.provider.Pace;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.ProviderException.Unavailable;
import io.github.accountlock.provider.http.SignedCalls.SignedRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Headers;
import okhttp3.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignedCallsTest {

    private static final Duration PLENTY = Duration.ofSeconds(10);
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final RemoteCall CALL = new RemoteCall(
            new AccountRef(new ProviderId("tencent-postgres"), "ap-guangzhou", "postgres-4sfuv15b", "app_user"),
            "LockAccount",
            true);
    private static final Pace FREE = (action, interval, longestWait) -> Optional.empty();

    private final MockWebServer server = new MockWebServer();
    private final ProviderClock clock = new ProviderClock(Clock.fixed(NOW, ZoneOffset.UTC));
    private final Credentials credentials = new Credentials("fakeKeyId", new Secret("fakeKeySecret"), Optional.empty());

    @BeforeEach
    void startServer() throws IOException {
        server.start();
        server.enqueue(new MockResponse.Builder().body("{}").build());
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void turnIsTakenPerProviderAndActionBeforeSigning() {
        List<String> steps = new ArrayList<>();
        Pace pace = (action, interval, longestWait) -> {
            steps.add(action + " " + interval + " " + longestWait);
            return Optional.empty();
        };

        calls(pace, () -> credentials).send(CALL, Duration.ofMillis(51), new Deadline(PLENTY), (key, now) -> {
            steps.add("signed at " + now);
            return request(key, now);
        });

        String account = Sha256.hex(credentials.keyId()).substring(0, 12);
        assertThat(steps)
                .containsExactly(
                        "tencent-postgres/LockAccount/" + account + " PT0.051S PT5S", "signed at 2026-01-02T03:04:05Z");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void turnTooFarAwayIsThrottledWithTheWait() {
        Pace busy = (action, interval, longestWait) -> Optional.of(Duration.ofSeconds(7));

        Unavailable throttled = catchThrowableOfType(Unavailable.class, () -> send(calls(busy, () -> credentials)));

        assertThat(throttled.isThrottled()).isTrue();
        assertThat(throttled.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void interruptedWaitSendsNothingAndStaysInterrupted() {
        Pace interrupted = (action, interval, longestWait) -> {
            throw new InterruptedException();
        };

        Unavailable unavailable =
                catchThrowableOfType(Unavailable.class, () -> send(calls(interrupted, () -> credentials)));

        assertThat(unavailable.isThrottled()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void unusableCredentialsAreRefusedAndSendNothing() {
        CredentialsSource none = () -> {
            throw new CredentialsSource.Unusable("credentials-file: the file is missing or cannot be read");
        };

        Refused refused = catchThrowableOfType(Refused.class, () -> send(calls(FREE, none)));

        assertThat(refused.reason()).isEqualTo(Reason.AUTH);
        assertThat(refused).hasMessageContaining("credentials-file: the file is missing");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void callThatIsOutOfTimeIsNotSent() {
        Unavailable late = catchThrowableOfType(
                Unavailable.class,
                () -> calls(FREE, () -> credentials)
                        .send(CALL, Duration.ZERO, new Deadline(Duration.ZERO), SignedCallsTest.this::request));

        assertThat(late).hasMessageContaining("out of time");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void clockMovesOnlyByWhatARefusalTaught() {
        Headers noDate = Headers.of();
        Headers later = Headers.of("Date", "Fri, 02 Jan 2026 05:04:05 GMT");

        clock.learn(new Answer(200, noDate, null));
        assertThat(clock.now()).isEqualTo(NOW);

        clock.learn(new Answer(200, later, null));
        assertThat(clock.now()).isEqualTo(NOW.plus(Duration.ofHours(2)));
    }

    private SignedCalls calls(Pace pace, CredentialsSource source) {
        return new SignedCalls(new CallLimits(PLENTY, PLENTY, PLENTY), Egress.DIRECT, pace, source, clock);
    }

    private void send(SignedCalls calls) {
        calls.send(CALL, Duration.ofMillis(51), new Deadline(PLENTY), this::request);
    }

    private SignedRequest request(Credentials key, Instant now) {
        return new SignedRequest(new Request.Builder().url(server.url("/")).build(), "fakeSignature");
    }
}
