package io.github.accountlock.provider.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.provider.AccountLockProviderFactory;
import io.github.accountlock.provider.SimulatedCloudContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TencentPostgresContractTest extends SimulatedCloudContract {

    @Override
    protected AccountLockProviderFactory factory() {
        return new TencentPostgresFactory();
    }

    @Override
    protected AccountRef account(String name) {
        return new AccountRef(new ProviderId("tencent-postgres"), "ap-guangzhou", "postgres-demo01", name);
    }

    @Override
    protected Map<String, String> keys(String keyId, String keySecret, String token) {
        return Map.of("secret-id", keyId, "secret-key", keySecret, "token", token);
    }

    @Override
    protected String busyCode() {
        return "FailedOperation.InvalidAccountStatus";
    }

    @Override
    protected List<String> reservedNames() {
        return List.of("postgres", "pg_monitor", "tencentdb_admin");
    }

    /** Tencent gives none. */
    @Override
    protected Optional<Duration> retryHint(Duration given) {
        return Optional.empty();
    }

    @Test
    void creationTimeIsTold() {
        assertThat(provider.read(account("app_user")).identity()).isNotEmpty();
        assertThat(provider.read(account("app_user")).validUntil()).isEmpty();
    }

    @Test
    void accountBehindTheFirstPageTakesTwoRequests() {
        assertThat(read(account("user_120"))).isEqualTo(LockState.UNLOCKED);

        assertThat(calls()).containsExactly("DescribeAccounts", "DescribeAccounts");
    }
}
