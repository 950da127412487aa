package io.github.accountlock.provider.http;

import io.github.accountlock.provider.CallLimits;
import io.github.accountlock.provider.SendBy;
import io.github.accountlock.provider.http.OneRequest.Attempt;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Sends one request and reads one answer. Repeats nothing, follows nothing, logs nothing: retry lives in the engine's
 * jobs, and a redirect would carry tokens to another host. Thread-safe.
 */
public final class Wire {

    final OkHttpClient client;

    public Wire(CallLimits limits, Egress egress) {
        client = egress.applyTo(new OkHttpClient.Builder())
                .connectTimeout(limits.connectTimeout())
                .readTimeout(limits.callTimeout())
                .writeTimeout(limits.callTimeout())
                .callTimeout(limits.callTimeout())
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .protocols(List.of(Protocol.HTTP_1_1))
                // Shorter than the idle time after which gateways close: a stale connection costs a lost answer.
                .connectionPool(new ConnectionPool(5, 20, TimeUnit.SECONDS))
                .addNetworkInterceptor(new OneRequest())
                .build();
    }

    /**
     * @param timeout of the whole call, connecting included; more than zero
     * @param by after it nothing is sent any more
     * @throws NotAnswered if there is no complete answer of bearable length
     */
    public Answer send(Request request, Duration timeout, Optional<SendBy> by) throws NotAnswered {
        Attempt attempt = new Attempt(by);
        Call call =
                client.newCall(request.newBuilder().tag(Attempt.class, attempt).build());
        call.timeout().timeout(Math.max(1, timeout.toNanos()), TimeUnit.NANOSECONDS);
        try (Response response = call.execute()) {
            return Answer.of(response);
        } catch (IOException | RuntimeException failure) {
            throw new NotAnswered(attempt.sent(), failure);
        }
    }
}
