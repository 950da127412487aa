package io.github.accountlock.provider;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.ProviderId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** The providers that the configuration switches on, with what people are told about them. */
public final class Providers {

    private final Map<String, AccountLockProviderFactory> factories = new LinkedHashMap<>();
    private final Map<String, AccountLockProvider> providers = new LinkedHashMap<>();

    /** @param settings by provider id; a section whose values are all blank is off */
    public Providers(Map<String, Map<String, String>> settings, CallLimits limits, Pace pace, Clock clock) {
        for (AccountLockProviderFactory factory : known()) {
            String id = factory.id().value();
            if (isOn(settings.get(id))) {
                factories.put(id, factory);
                providers.put(id, factory.create(settings.get(id), limits, pace, clock));
            }
        }
    }

    /** Everything that is wrong with the sections, one sentence each. */
    public static List<String> problems(Map<String, Map<String, String>> settings) {
        List<String> problems = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        boolean anyOn = false;
        for (AccountLockProviderFactory factory : known()) {
            String id = factory.id().value();
            ids.add(id);
            if (isOn(settings.get(id))) {
                anyOn = true;
                factory.problems(settings.get(id))
                        .forEach(problem -> problems.add("account-lock.providers." + id + "." + problem));
            }
        }
        settings.keySet().stream()
                .filter(id -> !ids.contains(id))
                .forEach(id -> problems.add("account-lock.providers." + id + ": is not a provider; known are "
                        + String.join(", ", ids) + "."));
        if (!anyOn) {
            problems.add("account-lock.providers: no provider is configured; give at least one of "
                    + String.join(", ", ids) + " its keys.");
        }
        return problems;
    }

    public AccountLockProvider of(AccountRef account) {
        return find(account.provider())
                .orElseThrow(() -> new IllegalStateException(
                        account.path() + ": provider " + account.provider() + " is not configured here"));
    }

    public Optional<AccountLockProvider> find(ProviderId id) {
        return Optional.ofNullable(providers.get(id.value()));
    }

    public AccountLockProviderFactory about(ProviderId id) {
        return factories.get(id.value());
    }

    /** The configured provider ids, in a stable order. */
    public List<String> ids() {
        return List.copyOf(providers.keySet());
    }

    private static boolean isOn(Map<String, String> section) {
        return section != null && section.values().stream().anyMatch(value -> value != null && !value.isBlank());
    }

    private static List<AccountLockProviderFactory> known() {
        return ServiceLoader.load(AccountLockProviderFactory.class, Providers.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
