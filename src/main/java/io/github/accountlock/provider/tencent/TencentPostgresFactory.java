package io.github.accountlock.provider.tencent;

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

/** Makes the provider for TencentDB for PostgreSQL. */
public final class TencentPostgresFactory implements AccountLockProviderFactory {

    static final ProviderId ID = new ProviderId("tencent-postgres");

    @Override
    public ProviderId id() {
        return ID;
    }

    @Override
    public String displayName() {
        return "TencentDB for PostgreSQL";
    }

    @Override
    public Set<String> shared() {
        return Egress.NAMES;
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
