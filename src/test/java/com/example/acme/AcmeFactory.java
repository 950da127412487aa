package com.example.acme;

import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.AccountLockProviderFactory;
import io.github.accountlock.provider.CallLimits;
import io.github.accountlock.provider.Pace;
import io.github.accountlock.provider.http.CredentialsSource;
import io.github.accountlock.provider.http.Egress;
import io.github.accountlock.provider.http.Endpoint;
import io.github.accountlock.provider.http.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the provider for Acme Cloud. */
public final class AcmeFactory implements AccountLockProviderFactory {

    static final ProviderId ID = new ProviderId("acme");

    private static final Set<String> NAMES = Egress.with(
            "endpoint", "key-id", "key-secret", "token", "credentials-file", "regions", "change-calls-per-second");

    /** @param betweenChanges shortest time between two calls that lock or unlock */
    record Section(
            Endpoint endpoint,
            Egress egress,
            CredentialsSource credentials,
            Set<String> regions,
            Duration betweenChanges) {}

    @Override
    public ProviderId id() {
        return ID;
    }

    @Override
    public String displayName() {
        return "Acme Cloud";
    }

    /** Proxy, trust and key may be given for all providers together. */
    @Override
    public Set<String> shared() {
        return Egress.NAMES;
    }

    @Override
    public List<String> problems(Map<String, String> values) {
        Settings settings = new Settings(values, NAMES);
        read(settings);
        return settings.problems();
    }

    @Override
    public AccountLockProvider create(Map<String, String> values, CallLimits limits, Pace pace, Clock clock) {
        Settings settings = new Settings(values, NAMES);
        Section section = read(settings);
        if (!settings.problems().isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", settings.problems()));
        }
        return new AcmeProvider(section, limits, pace, clock);
    }

    private static Section read(Settings settings) {
        return new Section(
                settings.endpoint("endpoint").orElseGet(() -> Endpoint.of("https://api.acme.example.com")),
                settings.egress(),
                settings.credentials("key-id", "key-secret", "token"),
                settings.regions("regions", List.of("north-1", "south-1")),
                settings.interval("change-calls-per-second", 10));
    }
}
