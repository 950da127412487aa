package io.github.accountlock.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** All accounts of both clouds, in memory. An instance lives in exactly one region. Thread-safe. */
final class SimulatedAccounts {

    private record Instance(Cloud cloud, String instanceId) {}

    private final Map<Instance, String> regions = new LinkedHashMap<>();
    private final Map<Instance, Map<String, SimulatedAccount>> accounts = new LinkedHashMap<>();

    /** The accounts the demo and the training start with. */
    static SimulatedAccounts demo() {
        SimulatedAccounts demo = new SimulatedAccounts();
        demo.addInstance(Cloud.TENCENT, "ap-guangzhou", "postgres-demo01");
        demo.addInstance(Cloud.ALIBABA, "cn-hangzhou", "pc-demo01");
        return demo;
    }

    private void addInstance(Cloud cloud, String region, String instanceId) {
        List<String> names = new ArrayList<>(List.of("app_user", "report_user", "etl_user"));
        for (int number = 1; number <= 120; number++) {
            names.add("user_%03d".formatted(number));
        }
        names.forEach(name -> put(SimulatedAccount.unlocked(cloud, region, instanceId, name)));
        put(SimulatedAccount.unlocked(cloud, region, instanceId, "locked_user").initially(AccountState.LOCKED));
        put(SimulatedAccount.unlocked(cloud, region, instanceId, "admin_user")
                .ofType(cloud.accountTypes().get(1)));
    }

    synchronized Optional<String> regionOf(Cloud cloud, String instanceId) {
        return Optional.ofNullable(regions.get(new Instance(cloud, instanceId)));
    }

    /** Accounts of one instance in the order they were created. */
    synchronized List<SimulatedAccount> of(Cloud cloud, String instanceId) {
        return List.copyOf(
                accounts.getOrDefault(new Instance(cloud, instanceId), Map.of()).values());
    }

    synchronized List<SimulatedAccount> all() {
        return accounts.values().stream()
                .flatMap(instance -> instance.values().stream())
                .toList();
    }

    synchronized Optional<SimulatedAccount> find(Cloud cloud, String instanceId, String accountName) {
        return Optional.ofNullable(
                accounts.getOrDefault(new Instance(cloud, instanceId), Map.of()).get(accountName));
    }

    /** Changes the account if it is there; says whether it was. */
    synchronized boolean change(
            Cloud cloud, String instanceId, String accountName, UnaryOperator<SimulatedAccount> change) {
        Optional<SimulatedAccount> account = find(cloud, instanceId, accountName);
        account.map(change).ifPresent(this::put);
        return account.isPresent();
    }

    /**
     * Adds or replaces the account; its instance comes into being with the first account.
     *
     * @throws IllegalArgumentException if the instance lives in another region
     */
    synchronized void put(SimulatedAccount account) {
        Instance instance = new Instance(account.cloud(), account.instanceId());
        String region = regions.computeIfAbsent(instance, absent -> account.region());
        if (!region.equals(account.region())) {
            throw new IllegalArgumentException(
                    "instance %s lives in region %s".formatted(account.instanceId(), region));
        }
        accounts.computeIfAbsent(instance, absent -> new LinkedHashMap<>()).put(account.accountName(), account);
    }

    synchronized boolean remove(Cloud cloud, String region, String instanceId, String accountName) {
        Instance instance = new Instance(cloud, instanceId);
        return region.equals(regions.get(instance)) && accounts.get(instance).remove(accountName) != null;
    }
}
