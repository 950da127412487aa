package io.github.accountlock.provider.http;

import java.util.Optional;
import okhttp3.HttpUrl;

/** Where a provider's API is called: scheme, host and port, nothing more. */
public record Endpoint(HttpUrl url) {

    public static Endpoint of(String url) {
        return new Endpoint(HttpUrl.get(url));
    }

    /** @param url of any endpoint, or one with {@code {region}} in it */
    public static Endpoint of(String url, String region) {
        return of(inRegion(url, region));
    }

    static String inRegion(String url, String region) {
        return url.replace("{region}", region);
    }

    /** What is wrong with an endpoint that somebody configured, as half a sentence without its value. */
    static Optional<String> wrong(String text) {
        HttpUrl url = HttpUrl.parse(text);
        if (url == null) {
            return Optional.of("is not a URL such as https://api.example.com");
        }
        boolean more = !url.encodedPath().equals("/")
                || url.query() != null
                || url.fragment() != null
                || !url.username().isEmpty()
                || !url.password().isEmpty();
        if (more) {
            return Optional.of("must have scheme, host and port only, such as https://api.example.com");
        }
        if (!url.isHttps() && !isLoopback(url.host())) {
            return Optional.of("must be https; plain http is for loopback only");
        }
        return Optional.empty();
    }

    /** As OkHttp sends it: the port only where it is not the scheme's own, brackets around IPv6. */
    public String hostHeader() {
        String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
        return url.port() == HttpUrl.defaultPort(url.scheme()) ? host : host + ":" + url.port();
    }

    static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }
}
