package io.github.accountlock.provider.tencent;

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
 * The section {@code tencent-postgres}.
 *
 * @param endpoint for all regions, or with {@code {region}} in it; empty: the mainland site's, which routes to the nearest region
 * @param egress how calls leave this machine
 * @param regions that requests may name
 * @param kinds of instances that requests may name
 * @param betweenChanges time between two calls that lock, and between two that unlock
 * @param betweenReads time between two calls that read
 */
record TencentSettings(
        Optional<String> endpoint,
        Egress egress,
        CredentialsSource credentials,
        Set<String> regions,
        InstanceKinds kinds,
        Duration betweenChanges,
        Duration betweenReads) {

    /** Documented: 20 a second to lock or unlock, 1000 to describe; a little less, for clocks differ. */
    private static final double CHANGES = 19.6;

    private static final double READS = 900;

    private static final Set<String> NAMES = Egress.with(
            "endpoint",
            "secret-id",
            "secret-key",
            "token",
            "credentials-file",
            "regions",
            "instance-prefixes",
            "change-calls-per-second",
            "read-calls-per-second");

    /** Where LockAccount is offered (API page LockAccount 409/78817, read 2026-08). */
    static final List<String> REGIONS = List.of(
            "ap-guangzhou",
            "ap-shanghai",
            "ap-nanjing",
            "ap-beijing",
            "ap-chengdu",
            "ap-chongqing",
            "ap-hongkong",
            "ap-singapore",
            "ap-jakarta",
            "ap-bangkok",
            "ap-seoul",
            "ap-tokyo",
            "na-siliconvalley",
            "na-ashburn",
            "sa-saopaulo",
            "eu-frankfurt",
            "ap-shanghai-fsi",
            "ap-shenzhen-fsi");

    static List<String> problems(Map<String, String> values) {
        Settings settings = new Settings(values, NAMES);
        read(settings);
        return settings.problems();
    }

    /** @throws IllegalArgumentException if there are problems */
    static TencentSettings of(Map<String, String> values) {
        Settings settings = new Settings(values, NAMES);
        TencentSettings read = read(settings);
        if (!settings.problems().isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", settings.problems()));
        }
        return read;
    }

    private static TencentSettings read(Settings settings) {
        return new TencentSettings(
                settings.endpointByRegion("endpoint"),
                settings.egress(),
                settings.credentials("secret-id", "secret-key", "token"),
                settings.regions("regions", REGIONS),
                new InstanceKinds(
                        settings.prefixes("instance-prefixes", "postgres-"),
                        "[A-Za-z0-9]",
                        "letters and digits",
                        "4sfuv15b"),
                settings.interval("change-calls-per-second", CHANGES),
                settings.interval("read-calls-per-second", READS));
    }

    /** Finance regions are reached by their own host only (tencentcloud-sdk-go of 2026-08-21, README). */
    Endpoint endpoint(String region) {
        String host = region.endsWith("-fsi")
                ? "https://postgres." + region + ".tencentcloudapi.com"
                : "https://postgres.tencentcloudapi.com";
        return Endpoint.of(endpoint.orElse(host), region);
    }
}
