package io.github.accountlock.provider;

import io.github.accountlock.domain.Location;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.domain.Text;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The providers that the configuration switches on. Which there are is not written anywhere: whatever
 * {@link ServiceLoader} finds beside this class.
 */
public final class Providers {

    /** It stands in paths and in expressions of the form. */
    private static final Predicate<String> REGION =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}").asMatchPredicate();

    /** The notice about sessions is shown to each approver, and kept. */
    private static final int LONGEST_LINE = 1000;

    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, AccountLockProvider> providers = new LinkedHashMap<>();
    private final List<String> unsound = new ArrayList<>();

    /** @param settings by provider id; a section whose values are all blank is off */
    public Providers(Map<String, Map<String, String>> settings, CallLimits limits, Pace pace, Clock clock) {
        known().forEach((id, factory) -> {
            if (isOn(settings.get(id))) {
                unsound.addAll(tried(
                        id, factory, () -> add(id, factory, factory.create(settings.get(id), limits, pace, clock))));
            }
        });
    }

    private List<String> add(String id, AccountLockProviderFactory factory, AccountLockProvider made) {
        List<String> wrong = unsound(factory, Objects.requireNonNull(made, "it made no provider"));
        providers.put(id, new KeptPromises(made));
        names.put(id, factory.displayName());
        return wrong.stream().map(what -> unsound(id, factory, what)).toList();
    }

    /** A start ends with a sentence also where a stranger's code throws what it should not. */
    private static List<String> tried(String id, AccountLockProviderFactory factory, Supplier<List<String>> sentences) {
        try {
            return CallsOfOurs.broken(factory.getClass())
                    .map(lost -> List.of(unsound(id, factory, lost)))
                    .orElseGet(sentences);
        } catch (RuntimeException | Error thrown) {
            return List.of(unsound(id, factory, "it failed with " + KeptPromises.failure(thrown)));
        }
    }

    private static String unsound(String id, AccountLockProviderFactory factory, String what) {
        return "account-lock.providers." + id + ": this provider ("
                + factory.getClass().getName() + ") cannot be relied on: " + what + ".";
    }

    /** Why the providers on the class path cannot be used, as a sentence; empty if they can, and everything else here. */
    public static Optional<String> broken() {
        try {
            known();
            return Optional.empty();
        } catch (ServiceConfigurationError | LinkageError | RuntimeException broken) {
            return Optional.of("account-lock.providers: a provider on the class path cannot be used: "
                    + (broken instanceof LinkageError ? broken : broken.getMessage())
                    + (broken.getCause() == null ? "" : " (" + first(broken) + ")") + ".");
        }
    }

    /** A class that could not be made ready says why in its first cause only. */
    private static Throwable first(Throwable broken) {
        return broken.getCause() == null ? broken : first(broken.getCause());
    }

    /** Everything that is wrong with the sections, one sentence each. */
    public static List<String> problems(Map<String, Map<String, String>> settings) {
        Map<String, AccountLockProviderFactory> known = known();
        List<String> problems = new ArrayList<>(unknown("account-lock.providers.", settings.keySet()));
        boolean anyOn = false;
        for (Map.Entry<String, AccountLockProviderFactory> provider : known.entrySet()) {
            Map<String, String> section = settings.get(provider.getKey());
            if (isOn(section)) {
                anyOn = true;
                String name = "account-lock.providers." + provider.getKey();
                problems.addAll(tried(
                        provider.getKey(),
                        provider.getValue(),
                        () -> provider.getValue().problems(section).stream()
                                .map(problem -> name + "." + problem)
                                .toList()));
            }
        }
        if (!anyOn) {
            problems.add("account-lock.providers: no provider is configured; give at least one of "
                    + String.join(", ", known.keySet()) + " its keys.");
        }
        return problems;
    }

    /** The names that {@code account-lock.http} may have for some provider on the class path. */
    public static Set<String> shared() {
        Set<String> shared = new TreeSet<>();
        known().values().forEach(factory -> shared.addAll(factory.shared()));
        return shared;
    }

    /**
     * The sections with what they have in common.
     *
     * @param settings by provider id
     * @param http what is given for all of them
     */
    public static Map<String, Map<String, String>> sharing(
            Map<String, Map<String, String>> settings, Map<String, String> http) {
        Map<String, Map<String, String>> all = new TreeMap<>(settings);
        known().forEach((id, factory) -> {
            if (isOn(settings.get(id))) {
                Map<String, String> own = new TreeMap<>(settings.get(id));
                own.values().removeIf(value -> value == null || value.isBlank());
                Map<String, String> section = new TreeMap<>(http);
                section.keySet().retainAll(factory.shared());
                section.keySet().removeIf(name -> belongsToAnother(name, own));
                section.putAll(own);
                all.put(id, section);
            }
        });
        return all;
    }

    /** A password goes to no other proxy, and opens no other file, than it was given for. */
    private static boolean belongsToAnother(String name, Map<String, String> own) {
        return own.keySet().stream().anyMatch(each -> name.startsWith(each + "-"));
    }

    /** A sentence for each name that is the id of no provider on the class path, configured or not. */
    public static List<String> unknown(String prefix, Collection<String> ids) {
        Set<String> known = known().keySet();
        return ids.stream()
                .filter(id -> !known.contains(id))
                .map(id -> prefix + id + ": is not a provider; known are " + String.join(", ", known)
                        + ", by the jars on the class path.")
                .toList();
    }

    /** @throws Refused if the provider of an account or instance is not configured; a person can change that */
    public AccountLockProvider of(Location location) {
        return find(location.provider())
                .orElseThrow(() -> new Refused(
                        Reason.CALLER,
                        location,
                        "the provider " + location.provider() + " is not configured here (configured are "
                                + String.join(", ", ids()) + "), so nothing was sent",
                        null,
                        null));
    }

    public Optional<AccountLockProvider> find(ProviderId id) {
        return Optional.ofNullable(providers.get(id.value()));
    }

    /** The configured provider ids, in an order that is the same on every node. */
    public List<String> ids() {
        return List.copyOf(providers.keySet());
    }

    /** What people call the configured providers, by id. */
    public Map<String, String> displayNames() {
        return new LinkedHashMap<>(names);
    }

    /** What the providers say of themselves and cannot be, one sentence each; the engine must not start with it. */
    public List<String> unsound() {
        return List.copyOf(unsound);
    }

    /** What rules rest on is not taken on trust: two looks without time between them would prove nothing. */
    private static List<String> unsound(AccountLockProviderFactory factory, AccountLockProvider provider) {
        List<String> wrong = new ArrayList<>();
        Arrays.stream(AccountLockProvider.class.getMethods())
                .filter(method -> isLeftOut(method, provider.getClass()))
                .forEach(method -> wrong.add("it has no method " + method.getName()));
        if (!wrong.isEmpty()) {
            return wrong;
        }
        if (!factory.id().equals(provider.id())) {
            wrong.add("its factory is called " + factory.id() + ", itself " + provider.id());
        }
        if (!isLine(factory.displayName()) || !isLine(provider.sessionsNotice())) {
            wrong.add("its display name and its notice about sessions must not be empty, and each of one line");
        }
        if (!isLine(provider.rules().instanceExample())
                || !isLine(provider.rules().instanceHint())) {
            wrong.add("its example of an instance id and its hint for it must not be empty, and each of one line");
        }
        if (provider.settleTime().isNegative() || provider.settleTime().isZero()) {
            wrong.add("its settle time must be more than zero");
        }
        if (provider.verifyWaits().isEmpty() || provider.verifyWaits().stream().anyMatch(Duration::isNegative)) {
            wrong.add("its waits between looks must be at least one, and none negative");
        }
        if (provider.regions().isEmpty() || !provider.regions().stream().allMatch(REGION)) {
            wrong.add("its regions must be at least one, each of letters, digits, dots and hyphens");
        }
        return wrong;
    }

    /** One that was compiled with an earlier release of ours lacks what has come since. */
    private static boolean isLeftOut(Method wanted, Class<?> provider) {
        return Arrays.stream(provider.getMethods())
                .filter(method -> method.getName().equals(wanted.getName())
                        && Arrays.equals(method.getParameterTypes(), wanted.getParameterTypes()))
                .allMatch(method -> Modifier.isAbstract(method.getModifiers()));
    }

    private static boolean isLine(String text) {
        return text != null
                && !text.isBlank()
                && text.length() <= LONGEST_LINE
                && Text.hiddenInLine(text).isEmpty();
    }

    private static boolean isOn(Map<String, String> section) {
        return section != null && section.values().stream().anyMatch(value -> value != null && !value.isBlank());
    }

    private static Map<String, AccountLockProviderFactory> known() {
        Map<String, AccountLockProviderFactory> known = new TreeMap<>();
        for (AccountLockProviderFactory factory :
                ServiceLoader.load(AccountLockProviderFactory.class, Providers.class.getClassLoader())) {
            AccountLockProviderFactory other = known.put(id(factory), factory);
            if (other != null) {
                throw new IllegalStateException(other.getClass().getName() + " and "
                        + factory.getClass().getName() + " are both called " + factory.id());
            }
        }
        return known;
    }

    /** Asked of every factory at each start, whether it is on or not. */
    private static String id(AccountLockProviderFactory factory) {
        String type = factory.getClass().getName();
        String id;
        try {
            id = factory.id().value();
            Objects.requireNonNull(factory.shared(), "its shared names are null");
        } catch (RuntimeException | Error broken) {
            throw new IllegalStateException(type + " cannot say what it is called", broken);
        }
        if (id.length() > LockRequest.LONGEST_NAME) {
            throw new IllegalStateException(
                    type + " has an id of more than " + LockRequest.LONGEST_NAME + " characters");
        }
        return id;
    }
}
