package io.github.accountlock.provider.polardb;

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

/** Makes the provider for Alibaba Cloud PolarDB. */
public final class PolarDbFactory implements AccountLockProviderFactory {

    @Override
    public ProviderId id() {
        return ProviderId.ALIBABA_POLARDB;
    }

    @Override
    public String displayName() {
        return "Alibaba Cloud PolarDB";
    }

    /** Pages on managing accounts, PolarDB for PostgreSQL and for Oracle, read 2026-08. */
    @Override
    public String sessionsNotice() {
        return "PolarDB documents only that a locked account cannot log in; sessions that are open may go on.";
    }

    /** Not documented; seen to answer the same everywhere within it. */
    @Override
    public Duration settleTime() {
        return Duration.ofSeconds(3);
    }

    @Override
    public AccountRules rules() {
        return new PolarDbRules();
    }

    @Override
    public List<String> problems(Map<String, String> settings) {
        return PolarDbSettings.problems(settings);
    }

    @Override
    public AccountLockProvider create(Map<String, String> settings, CallLimits limits, Pace pace, Clock clock) {
        PolarDbSettings read = PolarDbSettings.of(settings);
        return new PolarDbProvider(read, limits, new AlibabaGateway(read, limits, pace, clock));
    }
}
