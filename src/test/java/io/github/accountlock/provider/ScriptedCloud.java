package io.github.accountlock.provider;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** A server that answers what a test wrote down, for what the simulated clouds would never say. */
public final class ScriptedCloud implements AutoCloseable {

    public static final CallLimits LIMITS =
            new CallLimits(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10));

    private final MockWebServer server = new MockWebServer();

    public ScriptedCloud() throws IOException {
        server.start();
    }

    public AccountLockProvider provider(AccountLockProviderFactory factory, Map<String, String> keys) {
        Map<String, String> settings = new HashMap<>(keys);
        settings.put("endpoint", server.url("/").toString());
        return factory.create(settings, LIMITS, new LocalPace(), Clock.systemUTC());
    }

    public ScriptedCloud answers(int status, String body, String... headers) {
        MockResponse.Builder response = new MockResponse.Builder().code(status).body(body);
        for (int i = 0; i < headers.length; i += 2) {
            response.addHeader(headers[i], headers[i + 1]);
        }
        server.enqueue(response.build());
        return this;
    }

    public RecordedRequest nextRequest() throws InterruptedException {
        return server.takeRequest();
    }

    public int requests() {
        return server.getRequestCount();
    }

    public MockWebServer server() {
        return server;
    }

    @Override
    public void close() {
        server.close();
    }
}
