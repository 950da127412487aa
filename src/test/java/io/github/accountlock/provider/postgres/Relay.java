package io.github.accountlock.provider.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between the provider and PostgreSQL: counts what passes, and lets answers get lost. */
final class Relay implements AutoCloseable {

    /** What happens to the connections of now on. */
    enum Mode {
        PASS,
        /** What the server says after it was told to commit does not arrive; the connection is cut. */
        CUT_BEHIND_COMMIT,
        /** The connection is cut when the server is told to alter a role; it hears nothing of it. */
        CUT_BEFORE_ALTER,
        /** Nothing passes in either direction. */
        SILENT
    }

    private final ServerSocket door;
    private final int server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger altered = new AtomicInteger();
    private volatile Mode mode = Mode.PASS;
    private volatile Mode modeOfAChange;

    Relay(int server) {
        this.server = server;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        threads.execute(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    void next(Mode next) {
        mode = next;
    }

    /** The same for the next connection that alters a role, whatever comes before it. */
    void nextChange(Mode next) {
        modeOfAChange = next;
    }

    /** How many statements that alter a role the server was sent. */
    int altered() {
        return altered.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket there = new Socket(InetAddress.getLoopbackAddress(), server);
                sockets.addAll(List.of(client, there));
                Connection connection = new Connection(mode);
                mode = mode == Mode.SILENT ? mode : Mode.PASS;
                threads.execute(() -> pass(client, there, connection::toServer));
                threads.execute(() -> pass(there, client, connection::toClient));
            }
        } catch (IOException closed) {
            // The test is over, or nobody is to get through any more.
        }
    }

    interface Filter {
        boolean letsThrough(String bytes);
    }

    private final class Connection {

        private volatile Mode mode;
        private volatile boolean committed;

        Connection(Mode mode) {
            this.mode = mode;
        }

        boolean toServer(String bytes) {
            if (bytes.contains("alter role")) {
                if (mode == Mode.CUT_BEFORE_ALTER) {
                    return false;
                }
                altered.incrementAndGet();
                if (modeOfAChange != null) {
                    mode = modeOfAChange;
                    modeOfAChange = null;
                }
            }
            committed |= bytes.contains("COMMIT");
            return true;
        }

        boolean toClient(String bytes) {
            return !(committed && mode == Mode.CUT_BEHIND_COMMIT);
        }
    }

    private void pass(Socket from, Socket to, Filter filter) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[65536];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (mode == Mode.SILENT) {
                    continue;
                }
                if (!filter.letsThrough(new String(buffer, 0, read, StandardCharsets.ISO_8859_1))) {
                    return;
                }
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException gone) {
            // One side has closed; both are closed then.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException alreadyGone) {
            // It is to be gone.
        }
        threads.shutdownNow();
    }
}
