package io.github.accountlock.provider.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.accountlock.provider.CallLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {

    private static final Duration PLENTY = Duration.ofSeconds(10);

    private final MockWebServer server = new MockWebServer();
    private final Wire wire = new Wire(new CallLimits(PLENTY, PLENTY, PLENTY), Egress.DIRECT);

    @BeforeEach
    void startServer() throws IOException {
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void answerIsStatusHeadersAndJson() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(404)
                .addHeader("Date", "Fri, 02 Jan 2026 03:04:05 GMT")
                .body("{\"Code\": \"a\", \"Blank\": \" \", \"Number\": 1}")
                .build());

        Answer answer = send();

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.date()).contains(Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(Answer.text(answer.body(), "Code")).contains("a");
        assertThat(Answer.text(answer.body(), "Blank")).isEmpty();
        assertThat(Answer.text(answer.body(), "Number")).isEmpty();
        assertThat(Answer.text(answer.body(), "Absent")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "<html/>", "{\"a\": 1", "{\"a\": 1} {}", "{\"a\": 1, \"a\": 2}"})
    void whateverIsNoJsonObjectIsMissing(String body) throws Exception {
        server.enqueue(new MockResponse.Builder().body(body).build());

        assertThat(send().body().isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 408, 421, 429, 500, 502, 503, 504})
    void answersThatInviteToRepeatAreNotFollowed(int status) throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Retry-After", "0")
                .body("{\"Code\": \"first\"}")
                .build());
        server.enqueue(new MockResponse.Builder().body("{}").build());

        Answer answer = send();

        assertThat(answer.status()).isEqualTo(status);
        assertThat(Answer.text(answer.body(), "Code")).contains("first");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectsAreNotFollowed(int status) throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Location", server.url("/elsewhere").toString())
                .build());

        assertThat(send().status()).isEqualTo(status);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void connectionThatWentStaleIsALostAnswerAndNoSecondRequest() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .body("{}")
                .onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE)
                .build());
        server.enqueue(new MockResponse.Builder().body("{}").build());
        send();

        NotAnswered failure = catchThrowableOfType(NotAnswered.class, this::send);

        assertThat(failure.sent()).isTrue();
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void secondRequestOfOneCallIsStopped() {
        server.enqueue(new MockResponse.Builder().body("{}").build());
        server.enqueue(new MockResponse.Builder().body("{}").build());
        OneRequest.Attempt attempt = new OneRequest.Attempt(Optional.empty());
        Request request = request(server.url("/"))
                .newBuilder()
                .tag(OneRequest.Attempt.class, attempt)
                .build();

        IOException stopped = catchThrowableOfType(
                IOException.class,
                () -> wire.client
                        .newBuilder()
                        .addInterceptor(chain -> {
                            chain.proceed(chain.request()).close();
                            return chain.proceed(chain.request());
                        })
                        .build()
                        .newCall(request)
                        .execute());

        assertThat(stopped).hasMessage("a second request of one call was stopped");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void longestBearableAnswerIsRead() throws Exception {
        String frame = "{\"a\": \"\"}";
        int rest = (int) CallLimits.MAX_RESPONSE_BYTES - frame.length();
        server.enqueue(new MockResponse.Builder()
                .body("{\"a\": \"" + "x".repeat(rest) + "\"}")
                .build());

        assertThat(send().body().path("a").asText()).hasSize(rest);
    }

    @Test
    void longerAnswerIsNoAnswer() {
        server.enqueue(new MockResponse.Builder()
                .chunkedBody(" ".repeat((int) CallLimits.MAX_RESPONSE_BYTES) + "{}", 8192)
                .build());

        NotAnswered failure = catchThrowableOfType(NotAnswered.class, this::send);

        assertThat(failure).hasMessageContaining("longer than 1048576 bytes");
        assertThat(failure.sent()).isTrue();
    }

    @Test
    void answerThatBreaksOffIsNoAnswer() {
        server.enqueue(new MockResponse.Builder()
                .body("{\"a\": \"" + "x".repeat(10_000) + "\"}")
                .onResponseBody(SocketEffect.ShutdownConnection.INSTANCE)
                .build());

        assertThat(catchThrowableOfType(NotAnswered.class, this::send).sent()).isTrue();
    }

    @Test
    void silenceEndsWithTheTimeout() {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());

        NotAnswered failure = catchThrowableOfType(
                NotAnswered.class, () -> wire.send(request(server.url("/")), Duration.ofMillis(200), Optional.empty()));

        assertThat(failure.sent()).isTrue();
    }

    @Test
    void refusedConnectionIsNotSent() throws Exception {
        int freePort;
        try (ServerSocket socket = new ServerSocket(0)) {
            freePort = socket.getLocalPort();
        }

        NotAnswered failure = catchThrowableOfType(
                NotAnswered.class,
                () -> wire.send(request(HttpUrl.get("http://127.0.0.1:" + freePort)), PLENTY, Optional.empty()));

        assertThat(failure.sent()).isFalse();
    }

    @Test
    void failedTlsHandshakeIsNotSent() throws Exception {
        try (ServerSocket notTls = new ServerSocket(0)) {
            HttpUrl url = HttpUrl.get("https://127.0.0.1:" + notTls.getLocalPort());
            CompletableFuture<Void> hangsUp = CompletableFuture.runAsync(() -> hangUp(notTls));

            NotAnswered failure =
                    catchThrowableOfType(NotAnswered.class, () -> wire.send(request(url), PLENTY, Optional.empty()));

            assertThat(failure.sent()).isFalse();
            hangsUp.join();
        }
    }

    @Test
    void noProxyOfTheMachineIsUsed() {
        assertThat(wire.client.proxySelector().select(URI.create("https://api.example.com")))
                .containsExactly(Proxy.NO_PROXY);
        assertThat(wire.client.retryOnConnectionFailure()).isFalse();
        assertThat(wire.client.followRedirects()).isFalse();
        assertThat(wire.client.followSslRedirects()).isFalse();
    }

    private static void hangUp(ServerSocket server) {
        try {
            server.accept().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer send() throws NotAnswered {
        return wire.send(request(server.url("/")), PLENTY, Optional.empty());
    }

    private static Request request(HttpUrl url) {
        return new Request.Builder()
                .url(url)
                .post(RequestBody.create(new byte[] {'{', '}'}))
                .build();
    }
}
