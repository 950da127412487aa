package com.example.acme;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Acme Cloud as far as its provider sees it, with one instance and accounts that a test may change. */
public final class FakeAcme implements AutoCloseable {

    private static final String KEY = "Basic " + Base64.getEncoder().encodeToString("demo:demo-secret".getBytes(UTF_8));

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, String> states = new ConcurrentHashMap<>(Map.of(
            "app_user", "active",
            "report_user", "active",
            "locked_user", "locked"));
    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicReference<String> trouble = new AtomicReference<>("");
    private final AtomicReference<String> troubleOfAChange = new AtomicReference<>("");

    public FakeAcme() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.setExecutor(threads);
        server.createContext("/v1/north-1/", this::answer);
        server.start();
    }

    /** The provider's section that reaches it. */
    public Map<String, String> settings() {
        return Map.of(
                "endpoint",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "key-id",
                "demo",
                "key-secret",
                "demo-secret");
    }

    public String state(String account) {
        return states.get(account);
    }

    public void set(String account, String state) {
        states.put(account, state);
    }

    /** How many calls to lock or unlock have arrived. */
    public int changes() {
        return changes.get();
    }

    /** What the next call meets: {@code silent} or an HTTP status. */
    public void next(String what) {
        trouble.set(what);
    }

    /** What the next change meets: {@code lost}, or the state in which it leaves the account. */
    public void nextChange(String what) {
        troubleOfAChange.set(what);
    }

    private void answer(HttpExchange call) throws IOException {
        String[] path = call.getRequestURI().getPath().split("/");
        String account = path[4];
        if (path.length > 5) {
            changes.incrementAndGet();
        }
        String met = trouble.getAndSet("");
        if (met.equals("silent")) {
            awaitClose();
        } else if (!KEY.equals(call.getRequestHeaders().getFirst("Authorization"))) {
            answer(call, 401, "{\"message\": \"wrong key\"}");
        } else if (met.matches("\\d+")) {
            answer(call, Integer.parseInt(met), "{\"message\": \"not now\"}");
        } else if (!path[3].equals("acme-7f3a") || !states.containsKey(account)) {
            answer(call, 404, "{\"message\": \"no such account\"}");
        } else if (path.length == 5) {
            answer(call, 200, "{\"state\": \"" + states.get(account) + "\", \"serial\": \"s-" + account + "\"}");
        } else {
            String change = troubleOfAChange.getAndSet("");
            String target = path[5].equals("lock") ? "locked" : "active";
            states.put(account, change.isEmpty() || change.equals("lost") ? target : change);
            if (change.equals("lost")) {
                call.close();
            } else {
                answer(call, 202, "{\"requestId\": \"acme-" + changes + "\"}");
            }
        }
    }

    private static void answer(HttpExchange call, int status, String body) throws IOException {
        call.getResponseHeaders().add("Content-Type", "application/json");
        call.sendResponseHeaders(status, body.getBytes(UTF_8).length);
        call.getResponseBody().write(body.getBytes(UTF_8));
        call.close();
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
