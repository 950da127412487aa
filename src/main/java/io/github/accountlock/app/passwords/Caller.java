package io.github.accountlock.app.passwords;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Where the request of the running thread comes from, and whether it has to wait. */
final class Caller {

    private static final ThreadLocal<Caller> CURRENT = new ThreadLocal<>();

    private final String source;
    private Duration waiting = Duration.ZERO;

    private Caller(String source) {
        this.source = source;
    }

    static Caller enter(String address) {
        Caller caller = new Caller(network(address));
        CURRENT.set(caller);
        return caller;
    }

    static void leave() {
        CURRENT.remove();
    }

    /** Empty outside a request. */
    static Optional<Caller> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    String source() {
        return source;
    }

    void hasToWait(Duration time) {
        waiting = time;
    }

    Duration waiting() {
        return waiting;
    }

    /** An IPv6 address stands for its network of 64 bits, which is what one customer is given. Looks up no name. */
    static String network(String address) {
        if (!address.matches("[0-9a-fA-F.]*:[0-9a-fA-F:.]*")) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return bytes.length == 4
                    ? InetAddress.getByAddress(bytes).getHostAddress()
                    : HexFormat.of().formatHex(Arrays.copyOf(bytes, 8)) + "/64";
        } catch (UnknownHostException notAnAddress) {
            return address;
        }
    }
}
