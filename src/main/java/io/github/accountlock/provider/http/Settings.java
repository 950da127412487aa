package io.github.accountlock.provider.http;

import io.github.accountlock.domain.Secret;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads a provider's section and collects everything that is wrong with it, so that one start shows all. Blank values
 * count as absent. No sentence shows a value that may be secret.
 */
public final class Settings {

    private static final String FILE = CredentialsFile.SETTING;

    private final Map<String, String> values;
    private final List<String> problems = new ArrayList<>();

    public Settings(Map<String, String> values, Set<String> known) {
        this.values = values;
        for (String name : new TreeSet<>(values.keySet())) {
            if (!known.contains(name)) {
                problem(name, "is not a setting of this provider (known: " + String.join(", ", known) + ")");
            }
        }
    }

    public List<String> problems() {
        return List.copyOf(problems);
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    public Optional<Endpoint> endpoint(String name) {
        Optional<String> text = text(name);
        Optional<String> wrong = text.flatMap(Endpoint::wrong);
        wrong.ifPresent(sentence -> problem(name, sentence));
        return wrong.isPresent() ? Optional.empty() : text.map(Endpoint::of);
    }

    /** The text of an endpoint in which {@code {region}} may stand for the region of a call. */
    public Optional<String> endpointByRegion(String name) {
        Optional<String> text = text(name);
        Optional<String> wrong = text.flatMap(url -> Endpoint.wrong(Endpoint.inRegion(url, "any-1")));
        wrong.ifPresent(sentence -> problem(name, sentence));
        return wrong.isPresent() ? Optional.empty() : text;
    }

    /** @return the configured regions in their order, the usual ones if none are configured */
    public Set<String> regions(String name, List<String> usual) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return new LinkedHashSet<>(usual);
        }
        Set<String> regions = new LinkedHashSet<>();
        for (String part : text.get().split(",", -1)) {
            String region = part.strip();
            if (region.matches("[a-z]{2,12}(-[a-z0-9]{1,20}){1,4}")) {
                regions.add(region);
            } else {
                problem(name, "\"" + region + "\" is not a region such as " + usual.get(0) + ", separated by commas");
            }
        }
        return regions;
    }

    /** Proxy, trust and key, by the names in {@link Egress#NAMES}. */
    public Egress egress() {
        return Egress.of(this);
    }

    /** How ids of instances begin, several separated by commas. */
    public List<String> prefixes(String name, String usual) {
        List<String> prefixes = List.of(text(name).orElse(usual).split("\\s*,\\s*", -1));
        if (!prefixes.stream().allMatch(prefix -> prefix.matches("[a-z][a-z0-9]{0,15}-"))) {
            problem(
                    name,
                    "allowed are beginnings of ids such as " + usual
                            + " (lower-case letters, digits, a hyphen at the end), separated by commas");
        }
        return prefixes;
    }

    /**
     * The time between two calls, from a setting that says how many a second.
     *
     * @param usual calls a second where the setting is absent
     */
    public Duration interval(String name, double usual) {
        String text = text(name).orElse(Double.toString(usual));
        double perSecond = text.matches("\\d{1,6}(\\.\\d{1,6})?") ? Double.parseDouble(text) : 0;
        if (perSecond <= 0) {
            problem(name, "\"" + text + "\" is not a number of calls a second above 0, for example 19.6");
            perSecond = usual;
        }
        return Duration.ofNanos(Math.round(1e9 / perSecond));
    }

    /** One of several words; the first is the default. */
    public String choice(String name, List<String> words) {
        String word = text(name).orElse(words.get(0));
        if (!words.contains(word)) {
            problem(name, "must be one of " + String.join(", ", words));
        }
        return word;
    }

    /** Credentials from three settings, or from the file that {@code credentials-file} names; never from both. */
    public CredentialsSource credentials(String keyId, String keySecret, String token) {
        Optional<String> file = text(FILE);
        if (file.isPresent()) {
            for (String name : List.of(keyId, keySecret, token)) {
                text(name).ifPresent(value -> problem(name, "cannot be set together with " + FILE));
            }
            return file(file.get());
        }
        for (String name : List.of(keyId, keySecret)) {
            if (text(name).isEmpty()) {
                problem(name, "is missing (set it, or " + FILE + ")");
            }
        }
        List<String> unsendable = Stream.of(keyId, keySecret, token)
                .filter(name -> text(name)
                        .filter(value -> !Credentials.isSendable(value))
                        .isPresent())
                .toList();
        unsendable.forEach(name -> problem(name, Credentials.NOT_SENDABLE));
        if (!unsendable.isEmpty() || text(keyId).isEmpty() || text(keySecret).isEmpty()) {
            return missing();
        }
        Credentials credentials = new Credentials(
                text(keyId).get(),
                new Secret(text(keySecret).get()),
                text(token).map(Secret::new));
        return () -> credentials;
    }

    private CredentialsSource file(String path) {
        try {
            CredentialsSource source = new CredentialsFile(Path.of(path));
            source.current();
            return source;
        } catch (CredentialsSource.Unusable unusable) {
            problems.add(unusable.getMessage());
        } catch (InvalidPathException notAPath) {
            problem(FILE, "is not a path");
        }
        return missing();
    }

    private static CredentialsSource missing() {
        return () -> {
            throw new CredentialsSource.Unusable("the credentials are not configured");
        };
    }

    void problem(String name, String sentence) {
        problems.add(name + ": " + sentence);
    }
}
