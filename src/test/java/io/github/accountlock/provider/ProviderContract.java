package io.github.accountlock.provider;

import static io.github.accountlock.domain.LockState.LOCKED;
import static io.github.accountlock.domain.LockState.UNKNOWN;
import static io.github.accountlock.domain.LockState.UNLOCKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.provider.ProviderException.AnswerLost;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.ProviderException.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every provider must do, over HTTP against the simulated clouds. */
public abstract class ProviderContract {

    private static final CallLimits LIMITS =
            new CallLimits(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10));

    private ControlledClouds clouds;
    protected AccountLockProvider provider;

    protected abstract AccountLockProviderFactory factory();

    /** An account of the demo instance. */
    protected abstract AccountRef account(String name);

    protected abstract Map<String, String> keys(String keyId, String keySecret, String token);

    @BeforeEach
    void startClouds() {
        clouds = new ControlledClouds();
        provider = provider(LIMITS, Clock.systemUTC());
    }

    @AfterEach
    void stopClouds() {
        clouds.close();
    }

    @Test
    void lockLocksThisAccountAndNoOther() {
        LockReceipt receipt = change(account("app_user"), LOCKED);

        assertThat(receipt.requestId()).isNotBlank();
        assertThat(clouds.state(account("app_user"))).isEqualTo("LOCKED");
        assertThat(clouds.state(account("report_user"))).isEqualTo("UNLOCKED");
        assertThat(read(account("app_user"))).isEqualTo(LOCKED);
        assertThat(read(account("report_user"))).isEqualTo(UNLOCKED);
    }

    @Test
    void unlockUnlocks() {
        change(account("locked_user"), UNLOCKED);

        assertThat(read(account("locked_user"))).isEqualTo(UNLOCKED);
    }

    @Test
    void repeatedLockLeavesTheAccountLocked() {
        change(account("app_user"), LOCKED);
        change(account("app_user"), LOCKED);

        assertThat(read(account("app_user"))).isEqualTo(LOCKED);
        assertThat(changes()).isEqualTo(2);
    }

    @Test
    void lockByAStrangerIsSeen() {
        assertThat(read(account("app_user"))).isEqualTo(UNLOCKED);

        clouds.set(account("app_user"), "LOCKED");

        assertThat(read(account("app_user"))).isEqualTo(LOCKED);
    }

    @Test
    void accountBehindTheFirstPageIsFound() {
        change(account("user_120"), LOCKED);

        assertThat(read(account("user_120"))).isEqualTo(LOCKED);
        assertThat(read(account("user_119"))).isEqualTo(UNLOCKED);
    }

    @Test
    void ordinaryAccountIsOfTypeNormalAndAdminIsSuper() {
        assertThat(provider.read(account("app_user")).type()).isEqualTo("normal");
        assertThat(provider.read(account("admin_user")).type()).isEqualTo("super");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "APP_USER", "app_use", "app_user_"})
    void unknownAccountIsNotFound(String name) {
        assertRefusedRead(account(name), Reason.NOT_FOUND);
    }

    @Test
    void unknownInstanceIsNotFound() {
        AccountRef demo = account("app_user");
        AccountRef elsewhere = new AccountRef(demo.provider(), demo.region(), demo.instanceId() + "x", "app_user");

        assertRefusedRead(elsewhere, Reason.NOT_FOUND);
        assertRefusedChange(elsewhere, Reason.NOT_FOUND);
    }

    @Test
    void unknownRegionReachesNobody() {
        AccountRef demo = account("app_user");
        AccountRef elsewhere = new AccountRef(demo.provider(), "evil.example.com/", demo.instanceId(), "app_user");

        assertRefusedRead(elsewhere, Reason.CALLER);
        assertRefusedChange(elsewhere, Reason.CALLER);
        assertThat(calls()).isEmpty();
    }

    @Test
    void nothingIsAskedForAnUnknownTarget() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.change(
                        account("app_user"), UNKNOWN, Optional.empty(), SendBy.in(Duration.ofMinutes(1))));
        assertThat(calls()).isEmpty();
    }

    @Test
    void reservedNamesAreRefusedByRule() {
        assertThat(reservedNames())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(provider.rules().wrongAccountName(account(name)))
                        .isPresent());
        assertThat(provider.rules().wrongAccountName(account("app_user"))).isEmpty();
        assertThat(provider.rules().wrongInstanceId(account("app_user"))).isEmpty();
    }

    protected abstract Iterable<String> reservedNames();

    @ParameterizedTest
    @ValueSource(strings = {"answer-lost", "truncated-json", "huge-body"})
    void lostAnswerOfAChangeIsAnswerLostThoughTheAccountIsLocked(String fault) {
        clouds.fail(account("app_user"), fault);

        AnswerLost lost = catchThrowableOfType(AnswerLost.class, () -> change(account("app_user"), LOCKED));

        assertThat(lost).hasMessageStartingWith(account("app_user").path()).hasMessageContaining("read the account");
        assertThat(changes()).isEqualTo(1);
        assertThat(read(account("app_user"))).isEqualTo(LOCKED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"html-502", "redirect"})
    void answerThatIsNotTheProvidersIsAnswerLost(String fault) {
        clouds.fail(ControlledClouds.fault(account("app_user"), fault)
                .put("value", clouds.uri().toString()));

        assertThat(catchThrowableOfType(AnswerLost.class, () -> change(account("app_user"), LOCKED)))
                .isNotNull();
        assertThat(changes()).isEqualTo(1);
        assertThat(read(account("app_user"))).isEqualTo(UNLOCKED);
    }

    @Test
    void faultOfTheServiceOnAChangeIsAnswerLost() {
        clouds.fail(ControlledClouds.fault(account("app_user"), "error-after-executing")
                .put("code", "InternalError"));

        AnswerLost lost = catchThrowableOfType(AnswerLost.class, () -> change(account("app_user"), LOCKED));

        assertThat(lost.code()).contains("InternalError");
        assertThat(lost.requestId()).isPresent();
        assertThat(read(account("app_user"))).isEqualTo(LOCKED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"answer-lost", "truncated-json", "huge-body", "html-502"})
    void lostAnswerOfAReadIsUnavailable(String fault) {
        clouds.fail(account("app_user"), fault);

        Unavailable unavailable = catchThrowableOfType(Unavailable.class, () -> read(account("app_user")));

        assertThat(unavailable).hasMessageStartingWith(account("app_user").path());
        assertThat(unavailable.isThrottled()).isFalse();
        assertThat(calls()).hasSize(1);
    }

    @Test
    void silentProviderEndsInTime() {
        provider = provider(
                new CallLimits(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofMillis(300)),
                Clock.systemUTC());
        clouds.fail(ControlledClouds.fault(account("app_user"), "silent").put("times", 2));

        assertThat(catchThrowableOfType(AnswerLost.class, () -> change(account("app_user"), LOCKED)))
                .isNotNull();
        assertThat(catchThrowableOfType(Unavailable.class, () -> read(account("app_user"))))
                .isNotNull();
    }

    @Test
    void providerThatIsNotThereIsUnavailableForAChangeToo() {
        clouds.close();

        Unavailable unavailable = catchThrowableOfType(Unavailable.class, () -> change(account("app_user"), LOCKED));

        assertThat(unavailable).hasMessageContaining("was not sent");
        assertThat(unavailable.isThrottled()).isFalse();
    }

    @Test
    void throttledChangeIsUnavailableAndSaysSo() {
        clouds.fail(ControlledClouds.fault(account("app_user"), "throttled").put("retryAfterMillis", 1500));

        Unavailable unavailable = catchThrowableOfType(Unavailable.class, () -> change(account("app_user"), LOCKED));

        assertThat(unavailable.isThrottled()).isTrue();
        assertThat(unavailable.retryAfter()).isEqualTo(retryHint(Duration.ofMillis(1500)));
        assertThat(changes()).isEqualTo(1);
        assertThat(clouds.state(account("app_user"))).isEqualTo("UNLOCKED");
    }

    /** What this provider tells of the hint that the simulated cloud gives. */
    protected abstract Optional<Duration> retryHint(Duration given);

    @Test
    void missingPermissionIsRefused() {
        clouds.fail(account("app_user"), "no-permission");
        assertRefusedChange(account("app_user"), Reason.AUTH);

        clouds.fail(account("app_user"), "no-permission");
        assertRefusedRead(account("app_user"), Reason.AUTH);
    }

    @Test
    void expiredTokenIsWorthOneMoreAttempt() {
        clouds.fail(account("app_user"), "expired-token");

        assertRefusedChange(account("app_user"), Reason.STALE_CREDENTIALS);
    }

    @Test
    void temporaryCredentialsWork() {
        provider =
                provider(LIMITS, Clock.systemUTC(), keys("demo-sts-key-id", "demo-sts-key-secret", "demo-sts-token"));

        change(account("app_user"), LOCKED);

        assertThat(read(account("app_user"))).isEqualTo(LOCKED);
    }

    @Test
    void wrongKeyIsRefused() {
        provider = provider(LIMITS, Clock.systemUTC(), keys("demo-key-id", "wrong-key-secret", ""));

        assertRefusedChange(account("app_user"), Reason.AUTH);
        assertThat(clouds.state(account("app_user"))).isEqualTo("UNLOCKED");
    }

    @Test
    void rotatedCredentialsFileIsUsedAtOnce(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("key.json");
        Files.writeString(file, "{\"keyId\": \"demo-key-id\", \"keySecret\": \"old-key-secret\"}");
        provider = provider(LIMITS, Clock.systemUTC(), Map.of("credentials-file", file.toString()));
        assertRefusedRead(account("app_user"), Reason.AUTH);

        Files.writeString(file, "{\"keyId\": \"demo-key-id\", \"keySecret\": \"demo-key-secret\"}");
        assertThat(read(account("app_user"))).isEqualTo(UNLOCKED);

        Files.delete(file);
        assertRefusedChange(account("app_user"), Reason.AUTH);
        assertThat(changes()).isZero();
    }

    /** A day: no provider bears that. */
    @ParameterizedTest
    @ValueSource(strings = {"PT24H", "PT-24H"})
    void clockThatIsOffIsLearntForTheNextAttempt(Duration off) {
        provider = provider(LIMITS, Clock.offset(Clock.systemUTC(), off));

        assertRefusedChange(account("app_user"), Reason.STALE_CREDENTIALS);
        change(account("app_user"), LOCKED);

        assertThat(read(account("app_user"))).isEqualTo(LOCKED);
        assertThat(changes()).isEqualTo(2);
    }

    @Test
    void statusThatIsNotKnownIsUnknown() {
        clouds.set(account("app_user"), "LOCKED");
        clouds.fail(account("app_user"), "unknown-status");

        assertThat(read(account("app_user"))).isEqualTo(UNKNOWN);
        assertThat(read(account("app_user"))).isEqualTo(LOCKED);
    }

    @Test
    void staleReadShowsWhatTheProviderShows() {
        change(account("app_user"), LOCKED);
        clouds.fail(account("app_user"), "stale-read");

        assertThat(read(account("app_user"))).isEqualTo(UNLOCKED);
        assertThat(read(account("app_user"))).isEqualTo(LOCKED);
    }

    @ParameterizedTest
    @EnumSource(
            value = LockState.class,
            names = {"LOCKED", "UNLOCKED"})
    void changeIsOneRequest(LockState target) {
        change(account("app_user"), target);

        assertThat(calls()).hasSize(1);
    }

    protected LockReceipt change(AccountRef account, LockState target) {
        return provider.change(account, target, Optional.empty(), SendBy.in(Duration.ofMinutes(1)));
    }

    protected LockState read(AccountRef account) {
        return provider.read(account).state();
    }

    /** Actions that arrived on the wire, oldest first. */
    protected List<String> calls() {
        return clouds.calls();
    }

    private void assertRefusedRead(AccountRef account, Reason reason) {
        assertThat(catchThrowableOfType(Refused.class, () -> provider.read(account)))
                .hasMessageStartingWith(account.path())
                .extracting(Refused::reason)
                .isEqualTo(reason);
    }

    private void assertRefusedChange(AccountRef account, Reason reason) {
        assertThat(catchThrowableOfType(Refused.class, () -> change(account, LOCKED)))
                .hasMessageStartingWith(account.path())
                .extracting(Refused::reason)
                .isEqualTo(reason);
    }

    private long changes() {
        return calls().stream().filter(action -> !action.startsWith("Describe")).count();
    }

    private AccountLockProvider provider(CallLimits limits, Clock clock) {
        return provider(limits, clock, keys("demo-key-id", "demo-key-secret", ""));
    }

    private AccountLockProvider provider(CallLimits limits, Clock clock, Map<String, String> keys) {
        Map<String, String> settings = new HashMap<>(keys);
        settings.put("endpoint", clouds.uri().toString());
        assertThat(factory().problems(settings)).isEmpty();
        return factory().create(settings, limits, new LocalPace(), clock);
    }
}
