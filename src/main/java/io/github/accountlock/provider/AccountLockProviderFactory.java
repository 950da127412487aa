package io.github.accountlock.provider;

import io.github.accountlock.domain.ProviderId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes one provider from its section of the configuration. Found by {@link java.util.ServiceLoader}. */
public interface AccountLockProviderFactory {

    ProviderId id();

    /** What managers call this cloud product, for example {@code TencentDB for PostgreSQL}. */
    String displayName();

    /** What a lock does to sessions that are open already, as the provider documents it: one sentence for approvers. */
    String sessionsNotice();

    /**
     * How far apart two readings have to be to confirm each other: longer than one answer of this cloud may lag behind
     * another. More than zero.
     */
    Duration settleTime();

    /** The rules that a request for this provider must keep, checked before anything is called. */
    AccountRules rules();

    /**
     * Everything that is wrong with the settings: missing, malformed, unknown names, an endpoint that is plain http and
     * not loopback. One sentence each that starts with the setting's name; empty if {@link #create} will succeed.
     */
    List<String> problems(Map<String, String> settings);

    /**
     * @param settings the provider's section, kebab-case names
     * @param limits limits of every call, the same for all providers
     * @param pace keeps the calls of all nodes together below the provider's limit
     * @throws IllegalArgumentException if {@link #problems} is not empty
     */
    AccountLockProvider create(Map<String, String> settings, CallLimits limits, Pace pace, Clock clock);
}
