package io.github.accountlock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.accountlock.domain.ProviderId;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FactoriesTest {

    @Test
    void bothCloudsAreFound() {
        assertThat(ServiceLoader.load(AccountLockProviderFactory.class))
                .extracting(AccountLockProviderFactory::id, AccountLockProviderFactory::displayName)
                .containsExactlyInAnyOrder(
                        tuple(ProviderId.TENCENT_POSTGRES, "TencentDB for PostgreSQL"),
                        tuple(ProviderId.ALIBABA_POLARDB, "Alibaba Cloud PolarDB"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"app_user", "a", "user_001", "a23456789_123456789_123456789_123456789_123456789_123456789_123"})
    void usualAccountNamesPassBoth(String name) {
        assertThat(tencent().wrongAccountName(name)).isEmpty();
        assertThat(polarDb().wrongAccountName(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1user", "app user", "app-user", "app\nuser", "ап", "a\"; DROP ROLE b", "app_user "})
    void unfitAccountNamesPassNeither(String name) {
        assertThat(tencent().wrongAccountName(name).orElseThrow()).contains("app_user");
        assertThat(polarDb().wrongAccountName(name).orElseThrow()).contains("app_user");
        assertThat(tencent().wrongAccountName("a".repeat(64))).isPresent();
        assertThat(polarDb().wrongAccountName("a".repeat(64))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "Postgres", "pg_read_all_data", "PG_x", "tencentdb_admin", "TencentDB_x"})
    void tencentReservesNames(String name) {
        assertThat(tencent().wrongAccountName(name).orElseThrow()).contains("reserves");
        assertThat(tencent().wrongAccountName("App_User")).isEmpty();
        assertThat(tencent().wrongAccountName("_app")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "admin"})
    void polarDbReservesNames(String name) {
        assertThat(polarDb().wrongAccountName(name).orElseThrow()).contains("reserves");
        assertThat(polarDb().wrongAccountName("App_User")).isPresent();
    }

    @Test
    void instanceIdsHaveTheirForm() {
        assertThat(tencent().wrongInstanceId("postgres-4sfuv15b")).isEmpty();
        assertThat(tencent().wrongInstanceId("pc-demo01").orElseThrow()).contains("postgres-4sfuv15b");
        assertThat(tencent().wrongInstanceId("postgres-")).isPresent();
        assertThat(tencent().wrongInstanceId("postgres-a/b")).isPresent();
        assertThat(polarDb().wrongInstanceId("pc-demo01")).isEmpty();
        assertThat(polarDb().wrongInstanceId("PC-demo01")).isPresent();
        assertThat(polarDb().wrongInstanceId("postgres-4sfuv15b").orElseThrow()).contains("pc-");
    }

    @Test
    void onlyPolarDbTakesAValidTime() {
        assertThat(tencent().acceptsPasswordValidUntil()).isFalse();
        assertThat(polarDb().acceptsPasswordValidUntil()).isTrue();
    }

    private static AccountRules tencent() {
        return rules(ProviderId.TENCENT_POSTGRES);
    }

    private static AccountRules polarDb() {
        return rules(ProviderId.ALIBABA_POLARDB);
    }

    private static AccountRules rules(ProviderId id) {
        return ServiceLoader.load(AccountLockProviderFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(factory -> factory.id().equals(id))
                .findFirst()
                .orElseThrow()
                .rules();
    }
}
