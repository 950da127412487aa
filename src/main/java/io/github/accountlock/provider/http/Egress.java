package io.github.accountlock.provider.http;

import io.github.accountlock.domain.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import okhttp3.Authenticator;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/**
 * How calls leave this machine. Nothing of it is taken from the machine's own settings. Prints no secret.
 *
 * @param proxy the proxy of all calls, or empty to call directly
 * @param user for the proxy, with its password; HTTP Basic (RFC 7617)
 * @param direct hosts that are called directly: a name, a name with all below it ({@code .example.com}), or {@code *}
 * @param tls what to trust and who we are, or empty for what this Java trusts
 */
public record Egress(
        Optional<InetSocketAddress> proxy,
        Optional<String> user,
        Optional<Secret> password,
        List<String> direct,
        Optional<TlsIdentity> tls) {

    /** The settings, in a provider's section or for all of them under {@code account-lock.http}. */
    public static final Set<String> NAMES = Collections.unmodifiableSet(new LinkedHashSet<>(List.of(
            "proxy",
            "proxy-user",
            "proxy-password",
            "no-proxy",
            "trust-store",
            "trust-store-password",
            "key-store",
            "key-store-password")));

    public static final Egress DIRECT =
            new Egress(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty());

    /** The names of a section: its own, and these. */
    public static Set<String> with(String... names) {
        Set<String> all = new LinkedHashSet<>(List.of(names));
        all.addAll(NAMES);
        return Collections.unmodifiableSet(all);
    }

    /** Reads the settings named above; what is wrong is told to them. */
    static Egress of(Settings settings) {
        Optional<InetSocketAddress> proxy = proxy(settings);
        Optional<String> user = settings.text("proxy-user");
        Optional<Secret> password = settings.text("proxy-password").map(Secret::new);
        if (proxy.isEmpty()
                && settings.text("proxy").isEmpty()
                && user.or(() -> settings.text("proxy-password")).isPresent()) {
            settings.problem("proxy", "is missing, but proxy-user or proxy-password is given");
        }
        if (user.isPresent() != password.isPresent()) {
            settings.problem("proxy-user", "and proxy-password go together");
        } else if (user.filter(name -> name.contains(":") || !name.matches("[ -~]+"))
                .isPresent()) {
            settings.problem("proxy-user", "has a colon, or characters other than visible ASCII");
        }
        return new Egress(proxy, user, password, direct(settings), TlsIdentity.of(settings));
    }

    private static Optional<InetSocketAddress> proxy(Settings settings) {
        Optional<String> text = settings.text("proxy").filter(value -> !value.equals("direct"));
        HttpUrl url = text.map(HttpUrl::parse).orElse(null);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        boolean more = url == null
                || url.isHttps()
                || !url.encodedPath().equals("/")
                || url.query() != null
                || !url.username().isEmpty()
                || !url.password().isEmpty();
        if (more) {
            settings.problem(
                    "proxy",
                    "must be http with host and port only, such as http://proxy.example.com:3128, or direct; user and"
                            + " password are settings of their own");
            return Optional.empty();
        }
        return Optional.of(InetSocketAddress.createUnresolved(url.host(), url.port()));
    }

    private static List<String> direct(Settings settings) {
        List<String> hosts = new ArrayList<>();
        for (String part :
                settings.text("no-proxy").orElse("").toLowerCase(Locale.ROOT).split(",")) {
            String host = part.strip().replaceFirst("^\\*\\.", ".");
            if (host.matches("\\*|\\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:]+")) {
                hosts.add(host);
            } else if (!host.isEmpty()) {
                settings.problem(
                        "no-proxy", "allowed are hosts, .example.com for all below it, and *, separated by commas");
            }
        }
        return hosts;
    }

    OkHttpClient.Builder applyTo(OkHttpClient.Builder client) {
        tls.ifPresent(identity -> client.sslSocketFactory(identity.sockets(), identity.trust()));
        client.proxySelector(new Chosen());
        user.ifPresent(name -> client.proxyAuthenticator(basic(name)));
        return client;
    }

    /** Answers once; a proxy that asks again has refused. */
    private Authenticator basic(String name) {
        String header = Credentials.basic(name, password.map(Secret::reveal).orElse(""));
        return (route, response) -> response.request().header("Proxy-Authorization") == null
                ? response.request()
                        .newBuilder()
                        .header("Proxy-Authorization", header)
                        .build()
                : null;
    }

    /** This machine is never called by way of another one. */
    boolean isDirect(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return Endpoint.isLoopback(name)
                || direct.stream()
                        .anyMatch(each -> each.equals("*")
                                || name.equals(each)
                                || each.startsWith(".") && (name.endsWith(each) || name.equals(each.substring(1))));
    }

    @Override
    public String toString() {
        return "Egress";
    }

    private final class Chosen extends ProxySelector {

        @Override
        public List<Proxy> select(URI target) {
            return List.of(proxy.filter(any -> !isDirect(target.getHost()))
                    .map(address -> new Proxy(Proxy.Type.HTTP, address))
                    .orElse(Proxy.NO_PROXY));
        }

        @Override
        public void connectFailed(URI target, SocketAddress address, IOException failure) {
            // The call says so.
        }
    }
}
