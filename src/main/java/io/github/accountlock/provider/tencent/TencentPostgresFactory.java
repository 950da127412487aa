package io.github.accountlock.provider.tencent;

import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.AccountLockProviderFactory;
import io.github.accountlock.provider.AccountRules;
import io.github.accountlock.provider.CallLimits;
import io.github.accountlock.provider.Pace;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes the provider for TencentDB for PostgreSQL. */
public final class TencentPostgresFactory implements AccountLockProviderFactory {

    @Override
    public ProviderId id() {
        return ProviderId.TENCENT_POSTGRES;
    }

    @Override
    public String displayName() {
        return "TencentDB for PostgreSQL";
    }

    /** API page LockAccount 409/78817, read 2026-08. */
    @Override
    public String sessionsNotice() {
        return "Tencent documents that a lock disconnects the account's open sessions and refuses new ones.";
    }

    /** Not documented; seen to answer the same everywhere within it. */
    @Override
    public Duration settleTime() {
        return Duration.ofSeconds(2);
    }

    @Override
    public AccountRules rules() {
        return new TencentRules();
    }

    @Override
    public List<String> problems(Map<String, String> settings) {
        return TencentSettings.problems(settings);
    }

    @Override
    public AccountLockProvider create(Map<String, String> settings, CallLimits limits, Pace pace, Clock clock) {
        TencentSettings read = TencentSettings.of(settings);
        return new TencentPostgresProvider(read, limits, new TencentGateway(read, limits, pace, clock));
    }
}
