package io.github.accountlock.provider.postgres;

import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.AccountLockProviderFactory;
import io.github.accountlock.provider.CallLimits;
import io.github.accountlock.provider.Pace;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Makes the provider for PostgreSQL servers that a company runs itself. */
public final class PostgresFactory implements AccountLockProviderFactory {

    static final ProviderId ID = new ProviderId("postgresql");

    @Override
    public ProviderId id() {
        return ID;
    }

    @Override
    public String displayName() {
        return "PostgreSQL, self-managed";
    }

    @Override
    public List<String> problems(Map<String, String> settings) {
        return PostgresSettings.read(settings).problems();
    }

    /** @param pace not needed: a server of one's own has no rate limit */
    @Override
    public AccountLockProvider create(Map<String, String> settings, CallLimits limits, Pace pace, Clock clock) {
        PostgresSettings read = PostgresSettings.read(settings);
        if (!read.problems().isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", read.problems()));
        }
        return new PostgresProvider(read, limits);
    }
}
