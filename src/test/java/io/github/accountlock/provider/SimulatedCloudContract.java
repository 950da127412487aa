package io.github.accountlock.provider;

import static io.github.accountlock.domain.LockState.LOCKED;
import static io.github.accountlock.domain.LockState.UNKNOWN;
import static io.github.accountlock.domain.LockState.UNLOCKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract over signed HTTP against the simulated clouds, and what is special about these. */
public abstract class SimulatedCloudContract extends ProviderContract {

    private static final CallLimits LIMITS =
            new CallLimits(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10));

    private final ControlledClouds clouds = new ControlledClouds();

    protected abstract Map<String, String> keys(String keyId, String keySecret, String token);

    @Override
    protected Map<String, String> settings() {
        return reaching(keys("demo-key-id", "demo-key-secret", ""));
    }

    @Override
    protected List<String> secrets() {
        return List.of("demo-key-secret");
    }

    @Override
    protected LockState stateThere(AccountRef account) {
        return LockState.valueOf(clouds.state(account));
    }

    @Override
    protected void changeThere(AccountRef account, LockState state) {
        clouds.set(account, state.name());
    }

    @Override
    protected int changesThere() {
        return (int) calls().stream()
                .filter(action -> !action.startsWith("Describe"))
                .count();
    }

    @Override
    protected boolean next(Trouble trouble) {
        switch (trouble) {
            case ANSWER_LOST -> clouds.fail(account("app_user"), "answer-lost");
            case SILENT -> clouds.fail(account("app_user"), "silent");
            case NOT_THERE -> clouds.close();
            case THROTTLED -> clouds.fail(account("app_user"), "throttled");
            case NO_PERMISSION -> clouds.fail(account("app_user"), "no-permission");
            case BUSY ->
                clouds.fail(ControlledClouds.fault(account("app_user"), "error").put("code", busyCode()));
        }
        return true;
    }

    @AfterEach
    void stopClouds() {
        clouds.close();
    }

    @Test
    void accountBehindTheFirstPageIsFound() {
        change(account("user_120"), LOCKED);

        assertThat(read(account("user_120"))).isEqualTo(LOCKED);
        assertThat(read(account("user_119"))).isEqualTo(UNLOCKED);
    }

    @Test
    void listHasAllPages() {
        changeThere(account("user_120"), LOCKED);

        Map<String, AccountSeen> list = list();

        assertThat(list).hasSizeGreaterThan(120).containsKeys("app_user", "user_001", "user_120");
        assertThat(list.get("user_120").state()).isEqualTo(LOCKED);
        assertThat(list.get("admin_user").type()).isEqualTo("super");
        assertThat(calls()).containsExactly("DescribeAccounts", "DescribeAccounts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"answer-lost", "truncated-json", "huge-body", "html-502"})
    void listWithoutItsSecondPageIsNone(String fault) {
        clouds.fail(ControlledClouds.fault(account("app_user"), fault).put("skip", 1));

        Unavailable unavailable = catchThrowableOfType(Unavailable.class, this::list);

        assertThat(unavailable)
                .hasMessageStartingWith(account("app_user").instance().path() + ": ");
        assertThat(calls()).hasSize(2);
    }

    /** The pages of one list share a deadline, whatever their turns take. */
    @Test
    void listThatTakesTooLongIsNone() {
        provider = factory()
                .create(
                        settings(),
                        new CallLimits(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(400)),
                        new LocalPace(),
                        Clock.systemUTC());
        clouds.fail(ControlledClouds.fault(account("app_user"), "slow")
                .put("delayMillis", 300)
                .put("times", 2));

        assertThat(catchThrowableOfType(Unavailable.class, this::list)).isNotNull();
    }

    @Test
    void everyPageWaitsForItsTurn() {
        List<String> turns = new ArrayList<>();
        provider = factory()
                .create(
                        settings(),
                        LIMITS,
                        (action, interval, longest) -> {
                            turns.add(action.replaceAll("/[0-9a-f]+$", ""));
                            return turns.size() == 2 ? Optional.of(Duration.ofSeconds(9)) : Optional.empty();
                        },
                        Clock.systemUTC());

        Unavailable unavailable = catchThrowableOfType(Unavailable.class, this::list);

        assertThat(unavailable.isThrottled()).isTrue();
        assertThat(turns).containsExactly(provider.id() + "/DescribeAccounts", provider.id() + "/DescribeAccounts");
        assertThat(calls()).hasSize(1);
    }

    private Map<String, AccountSeen> list() {
        return provider.list(account("app_user").instance()).orElseThrow();
    }

    @Test
    void ordinaryAccountIsOfTypeNormalAndAdminIsSuper() {
        assertThat(provider.read(account("app_user")).type()).isEqualTo("normal");
        assertThat(provider.read(account("admin_user")).type()).isEqualTo("super");
    }

    @ParameterizedTest
    @ValueSource(strings = {"answer-lost", "truncated-json", "huge-body"})
    void brokenAnswerOfAChangeIsAnswerLost(String fault) {
        clouds.fail(account("app_user"), fault);

        AnswerLost lost = catchThrowableOfType(AnswerLost.class, () -> change(account("app_user"), LOCKED));

        assertThat(lost).hasMessageStartingWith(account("app_user").path()).hasMessageContaining("read the account");
        assertThat(changesThere()).isEqualTo(1);
        assertThat(read(account("app_user"))).isEqualTo(LOCKED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"html-502", "redirect"})
    void answerThatIsNotTheProvidersIsAnswerLost(String fault) {
        clouds.fail(ControlledClouds.fault(account("app_user"), fault)
                .put("value", clouds.uri().toString()));

        assertThat(catchThrowableOfType(AnswerLost.class, () -> change(account("app_user"), LOCKED)))
                .isNotNull();
        assertThat(changesThere()).isEqualTo(1);
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
    void hintOfAThrottledChangeIsTold() {
        clouds.fail(ControlledClouds.fault(account("app_user"), "throttled").put("retryAfterMillis", 1500));

        Unavailable unavailable = catchThrowableOfType(Unavailable.class, () -> change(account("app_user"), LOCKED));

        assertThat(unavailable.isThrottled()).isTrue();
        assertThat(unavailable.retryAfter()).isEqualTo(retryHint(Duration.ofMillis(1500)));
        assertThat(changesThere()).isEqualTo(1);
    }

    /** What this cloud says of an account that is busy. */
    protected abstract String busyCode();

    /** What this provider tells of the hint that the simulated cloud gives. */
    protected abstract Optional<Duration> retryHint(Duration given);

    @Test
    void expiredTokenIsWorthOneMoreAttempt() {
        clouds.fail(account("app_user"), "expired-token");

        assertRefusedChange(account("app_user"), Reason.STALE_CREDENTIALS);
    }

    @Test
    void temporaryCredentialsWork() {
        provider = provider(Clock.systemUTC(), keys("demo-sts-key-id", "demo-sts-key-secret", "demo-sts-token"));

        change(account("app_user"), LOCKED);

        assertThat(read(account("app_user"))).isEqualTo(LOCKED);
    }

    @Test
    void wrongKeyIsRefused() {
        provider = provider(Clock.systemUTC(), keys("demo-key-id", "wrong-key-secret", ""));

        assertRefusedChange(account("app_user"), Reason.AUTH);
        assertThat(clouds.state(account("app_user"))).isEqualTo("UNLOCKED");
    }

    @Test
    void rotatedCredentialsFileIsUsedAtOnce(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("key.json");
        Files.writeString(file, "{\"keyId\": \"demo-key-id\", \"keySecret\": \"old-key-secret\"}");
        provider = provider(Clock.systemUTC(), Map.of("credentials-file", file.toString()));
        assertRefusedRead(account("app_user"), Reason.AUTH);

        Files.writeString(file, "{\"keyId\": \"demo-key-id\", \"keySecret\": \"demo-key-secret\"}");
        assertThat(read(account("app_user"))).isEqualTo(UNLOCKED);

        Files.delete(file);
        assertRefusedChange(account("app_user"), Reason.AUTH);
        assertThat(changesThere()).isZero();
    }

    /** A day: no provider bears that. */
    @ParameterizedTest
    @ValueSource(strings = {"PT24H", "PT-24H"})
    void clockThatIsOffIsLearntForTheNextAttempt(Duration off) {
        provider = provider(Clock.offset(Clock.systemUTC(), off), keys("demo-key-id", "demo-key-secret", ""));

        assertRefusedChange(account("app_user"), Reason.STALE_CREDENTIALS);
        change(account("app_user"), LOCKED);

        assertThat(read(account("app_user"))).isEqualTo(LOCKED);
        assertThat(changesThere()).isEqualTo(2);
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

    private AccountLockProvider provider(Clock clock, Map<String, String> keys) {
        assertThat(factory().problems(reaching(keys))).isEmpty();
        return factory().create(reaching(keys), LIMITS, new LocalPace(), clock);
    }

    private Map<String, String> reaching(Map<String, String> keys) {
        Map<String, String> settings = new HashMap<>(keys);
        settings.put("endpoint", clouds.uri().toString());
        return settings;
    }
}
