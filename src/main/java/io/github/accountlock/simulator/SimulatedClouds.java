package io.github.accountlock.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Both clouds on one loopback port, for demo, tests and training: real HTTP, signatures verified, accounts in memory.
 * It starts with the demo accounts; {@code /_control} changes them and switches faults on.
 */
public final class SimulatedClouds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SimulatedClouds.class);

    private final HttpServer server;
    private final ExecutorService workers;
    private final CountDownLatch closing;

    private SimulatedClouds(HttpServer server, ExecutorService workers, CountDownLatch closing) {
        this.server = server;
        this.workers = workers;
        this.closing = closing;
    }

    /**
     * Listens on the loopback address.
     *
     * @param port 0 takes any free one
     * @param clock decides about timestamps, rate limits and times shown, not about delays
     * @throws UncheckedIOException if the port is taken
     */
    public static SimulatedClouds start(int port, Clock clock) {
        CountDownLatch closing = new CountDownLatch(1);
        ExecutorService workers = Executors.newCachedThreadPool(work -> daemon(work, "simulated-clouds"));
        Doors doors = Doors.demo(clock, closing);
        try {
            // Without it the server waits 40 ms for an acknowledgement between header and body.
            System.setProperty("sun.net.httpserver.nodelay", "true");
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            server.setExecutor(workers);
            server.createContext("/", exchange -> answer(exchange, doors));
            SimulatedClouds clouds = new SimulatedClouds(server, workers, closing);
            startAsDaemon(server);
            LOG.info("SIM-001 simulated clouds listen on {} (accounts and calls: open it in a browser)", clouds.uri());
            return clouds;
        } catch (IOException portTaken) {
            workers.shutdownNow();
            throw new UncheckedIOException("simulated clouds cannot listen on port " + port, portTaken);
        }
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Endpoint of both clouds and address of the page, {@code http://127.0.0.1:port}. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** Stops listening; calls still held open end at once. */
    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        workers.shutdownNow();
    }

    private static void answer(HttpExchange exchange, Doors doors) throws IOException {
        try (exchange) {
            doors.answer(exchange);
        } catch (RuntimeException defect) {
            LOG.error(
                    "SIM-002 simulated clouds failed on {}",
                    exchange.getRequestURI().getPath(),
                    defect);
            throw defect;
        }
    }

    /** The server's own thread inherits being a daemon from the thread that starts it. */
    private static void startAsDaemon(HttpServer server) {
        Thread starter = daemon(server::start, "simulated-clouds-start");
        starter.start();
        try {
            starter.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
