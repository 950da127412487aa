package io.github.accountlock.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** TencentDB as fast as it is told to be: one account an instance, every answer after the same time, no limit. */
final class StubCloud implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final AtomicInteger locks = new AtomicInteger();
    private final Set<String> locked = ConcurrentHashMap.newKeySet();
    private volatile long millis = 5;

    StubCloud() throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else each answer waits 40 ms for an acknowledgement
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread daemon = new Thread(task, "cloud");
            daemon.setDaemon(true);
            return daemon;
        }));
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** How often a lock was asked for. */
    int locks() {
        return locks.get();
    }

    void answersAfter(long latency) {
        millis = latency;
    }

    private void answer(HttpExchange call) throws IOException {
        JsonNode asked = JSON.readTree(call.getRequestBody());
        String instance = asked.path("DBInstanceId").asText();
        String action = call.getRequestHeaders().getFirst("X-TC-Action");
        pause();
        if (action.equals("LockAccount")) {
            locked.add(instance);
            locks.incrementAndGet();
        } else if (action.equals("UnlockAccount")) {
            locked.remove(instance);
        }
        String body = "{\"Response\":{\"RequestId\":\"" + UUID.randomUUID() + "\",\"TotalCount\":1,\"Details\":[{"
                + "\"UserName\":\"app_user\",\"UserType\":\"normal\",\"CreateTime\":\"2024-05-01 10:00:00\",\"Status\":"
                + (locked.contains(instance) ? 5 : 2) + "}]}}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().set("Content-Type", "application/json");
        call.sendResponseHeaders(200, bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }

    private void pause() {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
