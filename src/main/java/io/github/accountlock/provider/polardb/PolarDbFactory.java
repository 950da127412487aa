package io.github.accountlock.provider.polardb;

import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.AccountLockProviderFactory;
import io.github.accountlock.provider.CallLimits;
import io.github.accountlock.provider.Pace;
import io.github.accountlock.provider.http.Egress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the provider for Alibaba Cloud PolarDB. */
public final class PolarDbFactory implements AccountLockProviderFactory {

    static final ProviderId ID = new ProviderId("alibaba-polardb");

    @Override
    public ProviderId id() {
        return ID;
    }

    @Override
    public String displayName() {
        return "Alibaba Cloud PolarDB";
    }

    @Override
    public Set<String> shared() {
        return Egress.NAMES;
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
