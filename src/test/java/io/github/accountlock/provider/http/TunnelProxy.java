package io.github.accountlock.provider.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP proxy (RFC 9110, CONNECT) that leads every name to one server of the test, and may ask for a password. */
final class TunnelProxy implements AutoCloseable {

    private final ServerSocket door;
    private final int server;
    private final String wanted;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger passwords = new AtomicInteger();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** @param wanted value of {@code Proxy-Authorization}; empty to let everybody through */
    TunnelProxy(int server, String wanted) {
        this.server = server;
        this.wanted = wanted;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    /** How many requests carried a password. */
    int passwords() {
        return passwords.get();
    }

    /** The first lines of what was asked of it. */
    List<String> asked() {
        return asked;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try (client) {
            while (true) {
                String head = head(client.getInputStream());
                if (head.toLowerCase(Locale.ROOT).contains("proxy-authorization:")) {
                    passwords.incrementAndGet();
                }
                asked.add(head.lines().findFirst().orElse(""));
                boolean known = wanted.isEmpty()
                        || head.lines().anyMatch(line -> line.equalsIgnoreCase("Proxy-Authorization: " + wanted));
                if (known) {
                    say(client, "HTTP/1.1 200 Connection established\r\n\r\n");
                    tunnel(client);
                    return;
                }
                say(
                        client,
                        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\n"
                                + "Content-Length: 0\r\n\r\n");
            }
        } catch (IOException gone) {
            // One side has closed.
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void tunnel(Socket client) throws IOException {
        try (Socket there = new Socket(InetAddress.getLoopbackAddress(), server)) {
            threads.execute(() -> pass(there, client));
            pass(client, there);
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException gone) {
            // One side has closed.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException alreadyGone) {
            // It is to be gone.
        }
        threads.shutdownNow();
    }
}
