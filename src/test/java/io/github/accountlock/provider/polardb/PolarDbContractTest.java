package io.github.accountlock.provider.polardb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.provider.AccountLockProviderFactory;
import io.github.accountlock.provider.SendBy;
import io.github.accountlock.provider.SimulatedCloudContract;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolarDbContractTest extends SimulatedCloudContract {

    @Override
    protected AccountLockProviderFactory factory() {
        return new PolarDbFactory();
    }

    @Override
    protected AccountRef account(String name) {
        return new AccountRef(new ProviderId("alibaba-polardb"), "cn-hangzhou", "pc-demo01", name);
    }

    @Override
    protected Map<String, String> keys(String keyId, String keySecret, String token) {
        return Map.of("access-key-id", keyId, "access-key-secret", keySecret, "security-token", token);
    }

    @Override
    protected String busyCode() {
        return "IncorrectAccountStatus";
    }

    @Override
    protected List<String> reservedNames() {
        return List.of("root", "admin");
    }

    @Override
    protected Optional<Duration> retryHint(Duration given) {
        return Optional.of(given);
    }

    @Test
    void validTimeIsSentWhenAskedForAndLeftAloneOtherwise() {
        Instant until = Instant.parse("2026-09-17T10:00:00Z");

        provider.change(account("app_user"), LockState.LOCKED, Optional.of(until), SendBy.in(Duration.ofMinutes(1)));
        assertThat(provider.read(account("app_user")).validUntil()).contains(until);

        provider.change(account("app_user"), LockState.UNLOCKED, Optional.empty(), SendBy.in(Duration.ofMinutes(1)));
        assertThat(provider.read(account("app_user")).validUntil()).contains(until);
    }

    @Test
    void readIsOneRequest() {
        assertThat(read(account("user_120"))).isEqualTo(LockState.UNLOCKED);

        assertThat(calls()).containsExactly("DescribeAccounts");
    }
}
