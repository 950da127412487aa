package io.github.accountlock.provider.polardb;

import io.github.accountlock.provider.http.CredentialsSource;
import io.github.accountlock.provider.http.Egress;
import io.github.accountlock.provider.http.Endpoint;
import io.github.accountlock.provider.http.InstanceKinds;
import io.github.accountlock.provider.http.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The section {@code alibaba-polardb}.
 *
 * @param endpoint for all regions, or with {@code {region}} in it; empty: by region
 * @param egress how calls leave this machine
 * @param regions that requests may name
 * @param kinds of clusters that requests may name
 * @param betweenChanges time between two calls that lock or unlock
 * @param betweenReads time between two calls that read
 */
record PolarDbSettings(
        Optional<String> endpoint,
        Egress egress,
        CredentialsSource credentials,
        Set<String> regions,
        InstanceKinds kinds,
        ValidTimeFormat validTimeFormat,
        Duration betweenChanges,
        Duration betweenReads) {

    /** No number is published for these actions (page on API throttling quotas, read 2026-08); these are careful. */
    private static final double CHANGES = 4.9;

    private static final double READS = 20;

    private static final Set<String> NAMES = Egress.with(
            "endpoint",
            "access-key-id",
            "access-key-secret",
            "security-token",
            "credentials-file",
            "regions",
            "instance-prefixes",
            "valid-time-format",
            "change-calls-per-second",
            "read-calls-per-second");

    static List<String> problems(Map<String, String> values) {
        Settings settings = new Settings(values, NAMES);
        read(settings);
        return settings.problems();
    }

    /** @throws IllegalArgumentException if there are problems */
    static PolarDbSettings of(Map<String, String> values) {
        Settings settings = new Settings(values, NAMES);
        PolarDbSettings read = read(settings);
        if (!settings.problems().isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", settings.problems()));
        }
        return read;
    }

    private static PolarDbSettings read(Settings settings) {
        String format = settings.choice("valid-time-format", List.of("iso", "legacy"));
        return new PolarDbSettings(
                settings.endpointByRegion("endpoint"),
                settings.egress(),
                settings.credentials("access-key-id", "access-key-secret", "security-token"),
                settings.regions("regions", PolarDbRegions.ALL),
                new InstanceKinds(
                        settings.prefixes("instance-prefixes", "pc-"),
                        "[a-z0-9]",
                        "lower-case letters and digits",
                        "bp1q76364ird0o6l1"),
                format.equals("legacy") ? ValidTimeFormat.LEGACY : ValidTimeFormat.ISO,
                settings.interval("change-calls-per-second", CHANGES),
                settings.interval("read-calls-per-second", READS));
    }

    Endpoint endpoint(String region) {
        return endpoint.map(url -> Endpoint.of(url, region)).orElseGet(() -> PolarDbRegions.endpoint(region));
    }
}
