package io.github.accountlock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.ProviderId;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FactoriesTest {

    private static final String TENCENT = "tencent-postgres";
    private static final String POLARDB = "alibaba-polardb";

    @Test
    void cloudsAreFound() {
        assertThat(ServiceLoader.load(AccountLockProviderFactory.class))
                .extracting(factory -> factory.id().value(), AccountLockProviderFactory::displayName)
                .contains(
                        tuple("tencent-postgres", "TencentDB for PostgreSQL"),
                        tuple("alibaba-polardb", "Alibaba Cloud PolarDB"),
                        tuple("acme", "Acme Cloud"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"app_user", "a", "user_001", "a23456789_123456789_123456789_123456789_123456789_123456789_123"})
    void usualAccountNamesPassBoth(String name) {
        assertThat(tencent().wrongAccountName(account(name))).isEmpty();
        assertThat(polarDb().wrongAccountName(account(name))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1user", "app user", "app-user", "app\nuser", "ап", "a\"; DROP ROLE b", "app_user "})
    void unfitAccountNamesPassNeither(String name) {
        assertThat(tencent().wrongAccountName(account(name)).orElseThrow()).contains("app_user");
        assertThat(polarDb().wrongAccountName(account(name)).orElseThrow()).contains("app_user");
        assertThat(tencent().wrongAccountName(account("a".repeat(64)))).isPresent();
        assertThat(polarDb().wrongAccountName(account("a".repeat(64)))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "Postgres", "pg_read_all_data", "PG_x", "tencentdb_admin", "TencentDB_x"})
    void tencentReservesNames(String name) {
        assertThat(tencent().wrongAccountName(account(name)).orElseThrow()).contains("reserves");
        assertThat(tencent().wrongAccountName(account("App_User"))).isEmpty();
        assertThat(tencent().wrongAccountName(account("_app"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "admin"})
    void polarDbReservesNames(String name) {
        assertThat(polarDb().wrongAccountName(account(name)).orElseThrow()).contains("reserves");
        assertThat(polarDb().wrongAccountName(account("App_User"))).isPresent();
    }

    @Test
    void instanceIdsHaveTheirForm() {
        assertThat(tencent().wrongInstanceId(on("postgres-4sfuv15b"))).isEmpty();
        assertThat(tencent().wrongInstanceId(on("pc-demo01")).orElseThrow()).contains("postgres-4sfuv15b");
        assertThat(tencent().wrongInstanceId(on("postgres-"))).isPresent();
        assertThat(tencent().wrongInstanceId(on("postgres-a/b"))).isPresent();
        assertThat(polarDb().wrongInstanceId(on("pc-demo01"))).isEmpty();
        assertThat(polarDb().wrongInstanceId(on("PC-demo01"))).isPresent();
        assertThat(polarDb().wrongInstanceId(on("postgres-4sfuv15b")).orElseThrow())
                .contains("pc-");
    }

    @Test
    void onlyPolarDbTakesAValidTime() {
        assertThat(tencent().acceptsPasswordValidUntil()).isFalse();
        assertThat(polarDb().acceptsPasswordValidUntil()).isTrue();
    }

    @Test
    void kindsOfInstancesAreConfiguration() {
        AccountRules both = rules(TENCENT, Map.of("instance-prefixes", "postgres-,pgro-"));

        assertThat(both.wrongInstanceId(on("postgres-4sfuv15b"))).isEmpty();
        assertThat(both.wrongInstanceId(on("pgro-4sfuv15b"))).isEmpty();
        assertThat(both.wrongInstanceId(on("pc-4sfuv15b")).orElseThrow()).contains("postgres- or pgro-");
        assertThat(factory(TENCENT).problems(with(TENCENT, Map.of("instance-prefixes", "pgro-, *"))))
                .singleElement()
                .asString()
                .startsWith("instance-prefixes: allowed are beginnings of ids such as postgres-");
    }

    private static AccountRef account(String name) {
        return new AccountRef(new ProviderId("any"), "any", "any", name);
    }

    private static AccountRef on(String instanceId) {
        return new AccountRef(new ProviderId("any"), "any", instanceId, "app_user");
    }

    private static AccountRules tencent() {
        return rules(TENCENT, Map.of());
    }

    private static AccountRules polarDb() {
        return rules(POLARDB, Map.of());
    }

    private static AccountRules rules(String id, Map<String, String> settings) {
        return factory(id)
                .create(with(id, settings), ScriptedCloud.LIMITS, new LocalPace(), Clock.systemUTC())
                .rules();
    }

    private static Map<String, String> with(String id, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put(id.equals(TENCENT) ? "secret-id" : "access-key-id", "fake-id");
        all.put(id.equals(TENCENT) ? "secret-key" : "access-key-secret", "fake-key");
        return all;
    }

    private static AccountLockProviderFactory factory(String id) {
        return ServiceLoader.load(AccountLockProviderFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(factory -> factory.id().value().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
