package io.github.accountlock.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One of the two clouds behind the port, with the words its wire uses. */
enum Cloud {
    TENCENT(
            "tencent-postgres",
            List.of("normal", "tencentDBSuper"),
            List.of("LockAccount", "UnlockAccount", "DescribeAccounts", "DescribeDBInstanceAttribute")),
    ALIBABA(
            "alibaba-polardb",
            List.of("Normal", "Super", "ReadOnly"),
            List.of("ModifyAccountLockState", "DescribeAccounts", "DescribeDBClusterAttribute"));

    private final String provider;
    private final List<String> accountTypes;
    private final List<String> actions;

    Cloud(String provider, List<String> accountTypes, List<String> actions) {
        this.provider = provider;
        this.accountTypes = accountTypes;
        this.actions = actions;
    }

    /** The name our product uses for this cloud. */
    String provider() {
        return provider;
    }

    /** Documented account types, the usual one first. */
    List<String> accountTypes() {
        return accountTypes;
    }

    List<String> actions() {
        return actions;
    }

    static Optional<Cloud> of(String provider) {
        return Arrays.stream(values())
                .filter(cloud -> cloud.provider.equals(provider))
                .findFirst();
    }

    static String providers() {
        return Arrays.stream(values()).map(Cloud::provider).collect(Collectors.joining(", "));
    }
}
