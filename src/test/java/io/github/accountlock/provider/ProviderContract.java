package io.github.accountlock.provider;

import static io.github.accountlock.domain.LockState.LOCKED;
import static io.github.accountlock.domain.LockState.UNKNOWN;
import static io.github.accountlock.domain.LockState.UNLOCKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.domain.Location;
import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.provider.ProviderException.AnswerLost;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.ProviderException.Unavailable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every provider must do. A provider's test extends it and gives it the other side: a fake server, a sandbox or a
 * real system, with the accounts {@code app_user} and {@code report_user} (unlocked) and {@code locked_user} (locked).
 * Published as {@code account-lock-flow-<version>-conformance.jar}; needs JUnit Jupiter and AssertJ.
 */
public abstract class ProviderContract {

    /** What the next call to the other side meets. */
    protected enum Trouble {
        /** It does what it was asked for, and the answer gets lost. */
        ANSWER_LOST,
        /** It does nothing and says nothing, with the connection open. */
        SILENT,
        /** It cannot be reached at all. */
        NOT_THERE,
        /** It answers that its rate limit was met. */
        THROTTLED,
        /** It answers that our key may not do this. */
        NO_PERMISSION,
        /** It answers that the account or its instance is busy. */
        BUSY
    }

    private static final CallLimits LIMITS =
            new CallLimits(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10));
    private static final CallLimits SHORT =
            new CallLimits(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofMillis(300));

    protected AccountLockProvider provider;

    /** As {@link ServiceLoader} finds it. */
    protected abstract AccountLockProviderFactory factory();

    /** A complete section of the configuration that reaches the other side. */
    protected abstract Map<String, String> settings();

    /** What of the settings nobody may ever read, for example a key. */
    protected abstract List<String> secrets();

    /** An account of the other side's instance, whether it exists there or not. */
    protected abstract AccountRef account(String name);

    /** Names that the provider keeps for itself; may be empty. */
    protected abstract List<String> reservedNames();

    /** What the other side itself knows of an account. */
    protected abstract LockState stateThere(AccountRef account);

    /** Changes an account there, as a stranger with a console would. */
    protected abstract void changeThere(AccountRef account, LockState state);

    /** How many requests to change an account have arrived there, whatever became of them. */
    protected abstract int changesThere();

    /** @return false if the other side cannot be made to do this, so that the test is left out */
    protected abstract boolean next(Trouble trouble);

    @BeforeEach
    void makeProvider() {
        provider = provider(LIMITS);
    }

    @Test
    void factoryIsFoundAndDescribesItself() {
        assertThat(ServiceLoader.load(AccountLockProviderFactory.class))
                .extracting(AccountLockProviderFactory::id)
                .contains(factory().id())
                .doesNotHaveDuplicates();
        assertThat(factory().displayName()).isNotBlank().hasSizeLessThan(60);
        assertThat(provider.id()).isEqualTo(factory().id());
        assertThat(provider.regions()).contains(account("app_user").region());
        assertThat(provider.sessionsNotice()).endsWith(".").doesNotContain("\n");
        assertThat(provider.settleTime()).isBetween(Duration.ofMillis(1), Duration.ofHours(1));
        assertThat(provider.verifyWaits()).isNotEmpty().allMatch(wait -> !wait.isNegative());
        assertThat(provider.rules().instanceExample()).isNotBlank();
    }

    @Test
    void wrongSettingsAreSentencesWithoutSecrets() {
        Map<String, String> wrong = new HashMap<>(settings());
        wrong.put("no-such-setting", "surprise");

        List<String> problems = factory().problems(wrong);

        assertThat(factory().problems(settings())).isEmpty();
        assertThat(problems).singleElement().asString().startsWith("no-such-setting");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> factory().create(wrong, LIMITS, new LocalPace(), Clock.systemUTC()))
                .satisfies(this::assertNoSecret);
        settings().keySet().forEach(name -> assertNoSecret(problemsOf(name, "\n")));
    }

    @Test
    void lockLocksThisAccountAndNoOther() {
        LockReceipt receipt = change(account("app_user"), LOCKED);

        assertThat(receipt.requestId()).isNotBlank();
        assertThat(stateThere(account("app_user"))).isEqualTo(LOCKED);
        assertThat(stateThere(account("report_user"))).isEqualTo(UNLOCKED);
        assertThat(read(account("app_user"))).isEqualTo(LOCKED);
        assertThat(read(account("report_user"))).isEqualTo(UNLOCKED);
    }

    @Test
    void unlockUnlocks() {
        assertThat(read(account("locked_user"))).isEqualTo(LOCKED);

        change(account("locked_user"), UNLOCKED);

        assertThat(read(account("locked_user"))).isEqualTo(UNLOCKED);
        assertThat(stateThere(account("locked_user"))).isEqualTo(UNLOCKED);
    }

    @Test
    void repeatedLockLeavesTheAccountLocked() {
        change(account("app_user"), LOCKED);
        change(account("app_user"), LOCKED);

        assertThat(read(account("app_user"))).isEqualTo(LOCKED);
    }

    @Test
    void lockByAStrangerIsSeen() {
        assertThat(read(account("app_user"))).isEqualTo(UNLOCKED);

        changeThere(account("app_user"), LOCKED);

        assertThat(read(account("app_user"))).isEqualTo(LOCKED);
    }

    @ParameterizedTest
    @EnumSource(
            value = LockState.class,
            names = {"LOCKED", "UNLOCKED"})
    void changeIsOneRequestAndReadIsNone(LockState target) {
        int before = changesThere();

        change(account("app_user"), target);
        read(account("app_user"));

        assertThat(changesThere() - before).isEqualTo(1);
    }

    @Test
    void identityOfAnAccountStays() {
        String identity = provider.read(account("app_user")).identity();

        change(account("app_user"), LOCKED);

        assertThat(provider.read(account("app_user")).identity()).isEqualTo(identity);
    }

    @Test
    void unknownAccountIsNotFound() {
        for (String name : List.of("nobody", "APP_USER", "app_use", "app_users")) {
            assertRefused(account(name), () -> provider.read(account(name)), Reason.NOT_FOUND);
        }
    }

    /** Left out where the provider cannot list. */
    @Test
    void listShowsEachAccountAsAReadDoes() {
        changeThere(account("report_user"), LOCKED);
        int before = changesThere();

        Map<String, AccountSeen> list = list();

        assertThat(list.keySet()).doesNotContain(account("nobody").accountName());
        for (String name : List.of("app_user", "report_user", "locked_user")) {
            AccountRef account = account(name);
            assertThat(list)
                    .containsEntry(account.accountName(), provider.read(account).withoutAnswer());
            assertThat(list.get(account.accountName()).state()).isEqualTo(stateThere(account));
        }
        assertThat(changesThere()).isEqualTo(before);
    }

    @Test
    void listThatIsNotAnsweredIsUnavailable() {
        list();
        provider = provider(SHORT);
        assumeTrue(next(Trouble.SILENT));

        Unavailable unavailable = catchThrowableOfType(Unavailable.class, this::list);

        assertSays(account("app_user").instance(), unavailable);
        assertThat(unavailable.isThrottled()).isFalse();
    }

    @Test
    void unknownInstanceHasNoList() {
        list();
        InstanceRef known = account("app_user").instance();
        InstanceRef other = new InstanceRef(known.provider(), known.region(), known.instanceId() + "x");
        InstanceRef elsewhere = new InstanceRef(known.provider(), "evil.example.com/", known.instanceId());

        assertRefused(other, () -> provider.list(other), Reason.NOT_FOUND, Reason.CALLER);
        assertRefused(elsewhere, () -> provider.list(elsewhere), Reason.CALLER);
    }

    /** Also where it has to be configured and is not. */
    @Test
    void unknownInstanceIsRefused() {
        AccountRef known = account("app_user");
        AccountRef elsewhere =
                new AccountRef(known.provider(), known.region(), known.instanceId() + "x", known.accountName());

        assertRefused(elsewhere, () -> provider.read(elsewhere), Reason.NOT_FOUND, Reason.CALLER);
        assertRefused(elsewhere, () -> change(elsewhere, LOCKED), Reason.NOT_FOUND, Reason.CALLER);
    }

    @Test
    void unknownRegionReachesNobody() {
        AccountRef known = account("app_user");
        AccountRef elsewhere =
                new AccountRef(known.provider(), "evil.example.com/", known.instanceId(), known.accountName());
        int before = changesThere();

        assertRefused(elsewhere, () -> provider.read(elsewhere), Reason.CALLER);
        assertRefused(elsewhere, () -> change(elsewhere, LOCKED), Reason.CALLER);
        assertThat(changesThere()).isEqualTo(before);
    }

    @Test
    void nothingIsAskedForAnUnknownTarget() {
        int before = changesThere();

        assertThatIllegalArgumentException().isThrownBy(() -> change(account("app_user"), UNKNOWN));
        assertThat(changesThere()).isEqualTo(before);
    }

    @Test
    void changeThatComesTooLateIsNotSent() {
        int before = changesThere();
        SendBy passed = SendBy.in(Duration.ofSeconds(-1));

        Unavailable unavailable = catchThrowableOfType(
                Unavailable.class, () -> provider.change(account("app_user"), LOCKED, Optional.empty(), passed));

        assertSays(account("app_user"), unavailable);
        assertThat(changesThere()).isEqualTo(before);
        assertThat(stateThere(account("app_user"))).isEqualTo(UNLOCKED);
    }

    @Test
    void endOfAPasswordIsRefusedUnlessTheRulesAcceptIt() {
        assumeTrue(!provider.rules().acceptsPasswordValidUntil());
        Optional<Instant> until = Optional.of(Instant.parse("2026-09-17T10:00:00Z"));
        SendBy later = SendBy.in(Duration.ofMinutes(1));

        assertRefused(
                account("app_user"), () -> provider.change(account("app_user"), LOCKED, until, later), Reason.CALLER);
        assertThat(stateThere(account("app_user"))).isEqualTo(UNLOCKED);
    }

    @Test
    void rulesKnowTheReservedNames() {
        AccountRules rules = provider.rules();

        assertThat(rules.wrongInstanceId(account("app_user"))).isEmpty();
        assertThat(rules.wrongAccountName(account("app_user"))).isEmpty();
        assertThat(rules.wrongInstanceId(new AccountRef(
                        account("app_user").provider(), account("app_user").region(), "../etc", "app_user")))
                .get()
                .asString()
                .endsWith(".");
        assertThat(reservedNames())
                .allSatisfy(
                        name -> assertThat(rules.wrongAccountName(account(name)).orElse(""))
                                .endsWith("."));
    }

    @Test
    void lostAnswerOfAChangeIsAnswerLostThoughTheAccountIsLocked() {
        int before = changesThere();
        assumeTrue(next(Trouble.ANSWER_LOST));

        AnswerLost lost = catchThrowableOfType(AnswerLost.class, () -> change(account("app_user"), LOCKED));

        assertSays(account("app_user"), lost);
        assertThat(changesThere() - before).isEqualTo(1);
        assertThat(stateThere(account("app_user"))).isEqualTo(LOCKED);
        assertThat(read(account("app_user"))).isEqualTo(LOCKED);
    }

    /** A provider that knows surely that nothing happened may say so; it never says that something did. */
    @Test
    void silenceEndsInTime() {
        provider = provider(SHORT);
        assumeTrue(next(Trouble.SILENT));
        long start = System.nanoTime();

        Throwable failure = catchThrowable(() -> change(account("app_user"), LOCKED));

        assertThat(failure).isInstanceOfAny(AnswerLost.class, Unavailable.class);
        assertSays(account("app_user"), failure);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void readThatIsNotAnsweredIsUnavailable() {
        provider = provider(SHORT);
        assumeTrue(next(Trouble.SILENT));

        Unavailable unavailable = catchThrowableOfType(Unavailable.class, () -> read(account("app_user")));

        assertSays(account("app_user"), unavailable);
        assertThat(unavailable.isThrottled()).isFalse();
    }

    @Test
    void changeThatReachesNobodyIsUnavailable() {
        assumeTrue(next(Trouble.NOT_THERE));

        Unavailable unavailable = catchThrowableOfType(Unavailable.class, () -> change(account("app_user"), LOCKED));

        assertSays(account("app_user"), unavailable);
        assertThat(unavailable.isThrottled()).isFalse();
    }

    @Test
    void throttledChangeIsUnavailableAndSaysSo() {
        assumeTrue(next(Trouble.THROTTLED));

        Unavailable unavailable = catchThrowableOfType(Unavailable.class, () -> change(account("app_user"), LOCKED));

        assertSays(account("app_user"), unavailable);
        assertThat(unavailable.isThrottled()).isTrue();
        assertThat(stateThere(account("app_user"))).isEqualTo(UNLOCKED);
    }

    @Test
    void missingPermissionIsRefused() {
        assumeTrue(next(Trouble.NO_PERMISSION));

        assertRefused(account("app_user"), () -> change(account("app_user"), LOCKED), Reason.AUTH);
        assertThat(stateThere(account("app_user"))).isEqualTo(UNLOCKED);
    }

    @Test
    void busyAccountIsAConflict() {
        assumeTrue(next(Trouble.BUSY));

        assertRefused(account("app_user"), () -> change(account("app_user"), LOCKED), Reason.CONFLICT);
        assertThat(stateThere(account("app_user"))).isEqualTo(UNLOCKED);
    }

    @Test
    void oneProviderServesManyAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<LockState>> reads = IntStream.range(0, 12)
                    .mapToObj(i -> i % 2 == 0 ? "app_user" : "locked_user")
                    .<Callable<LockState>>map(name -> () -> read(account(name)))
                    .toList();
            List<Future<LockState>> states = threads.invokeAll(reads);

            for (int i = 0; i < states.size(); i++) {
                assertThat(states.get(i).get()).isEqualTo(i % 2 == 0 ? UNLOCKED : LOCKED);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    protected final LockReceipt change(AccountRef account, LockState target) {
        return provider.change(account, target, Optional.empty(), SendBy.in(Duration.ofMinutes(1)));
    }

    protected final LockState read(AccountRef account) {
        return provider.read(account).state();
    }

    private Map<String, AccountSeen> list() {
        Optional<Map<String, AccountSeen>> list =
                provider.list(account("app_user").instance());
        assumeTrue(list.isPresent());
        return list.get();
    }

    protected final AccountLockProvider provider(CallLimits limits) {
        return factory().create(settings(), limits, new LocalPace(), Clock.systemUTC());
    }

    private String problemsOf(String name, String value) {
        Map<String, String> broken = new HashMap<>(settings());
        broken.put(name, value);
        return factory().problems(broken).stream().collect(Collectors.joining("\n"));
    }

    private void assertRefused(Location location, Runnable call, Reason... reasons) {
        Refused refused = catchThrowableOfType(Refused.class, call::run);
        assertSays(location, refused);
        assertThat(refused.reason()).isIn((Object[]) reasons);
    }

    /** The path of the account or instance first, and never a secret, in the whole chain of causes. */
    private void assertSays(Location location, Throwable failure) {
        assertThat(failure).hasMessageStartingWith(location.path() + ": ");
        assertNoSecret(failure);
        assertNoSecret(String.valueOf(provider));
    }

    private void assertNoSecret(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        assertNoSecret(text.toString());
    }

    private void assertNoSecret(String text) {
        assertThat(secrets()).allSatisfy(secret -> assertThat(text).doesNotContain(secret));
    }
}
