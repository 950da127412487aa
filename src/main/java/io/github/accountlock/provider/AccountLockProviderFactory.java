package io.github.accountlock.provider;

import io.github.accountlock.domain.ProviderId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes one provider from its section of the configuration. Found by {@link java.util.ServiceLoader}: a jar beside the
 * plugin names its factory in {@code META-INF/services}. The page {@code add-a-cloud.md} shows a complete one.
 */
public interface AccountLockProviderFactory {

    /** Names the section {@code account-lock.providers.<id>}, and is stored with every request: never change it. */
    ProviderId id();

    /** What people call this cloud product, for example {@code TencentDB for PostgreSQL}. */
    String displayName();

    /**
     * Names of settings that may be given for all providers together, under {@code account-lock.http}, where this one's
     * section has none of its own: how calls leave the machine, for a provider that is called over HTTP.
     */
    default Set<String> shared() {
        return Set.of();
    }

    /**
     * Everything that is wrong with the settings: missing, malformed, unknown names, an endpoint that is plain http and
     * not loopback. One sentence each that starts with the setting's name and shows no secret; empty if {@link #create}
     * will succeed. Calls nobody.
     */
    List<String> problems(Map<String, String> settings);

    /**
     * @param settings the provider's section, kebab-case names; blank values count as absent
     * @param limits limits of every call, the same for all providers
     * @param pace keeps the calls of all nodes together below the provider's limit
     * @throws IllegalArgumentException if {@link #problems} is not empty
     */
    AccountLockProvider create(Map<String, String> settings, CallLimits limits, Pace pace, Clock clock);
}
