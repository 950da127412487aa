package io.github.accountlock.cockpit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.cockpit.AccountChoice.Offered;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.engine.process.AccountDesk;
import io.github.accountlock.engine.process.ProtectedAccounts;
import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.provider.CallLimits;
import io.github.accountlock.provider.LocalPace;
import io.github.accountlock.provider.ProviderException;
import io.github.accountlock.provider.ProviderException.Unavailable;
import io.github.accountlock.provider.Providers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountChoiceTest {

    private static final InstanceRef INSTANCE = instance("postgres-demo01");
    private static final InstanceRef OTHER = instance("postgres-demo02");

    private final AtomicInteger reads = new AtomicInteger();
    private final Map<String, AccountSeen> accounts = new LinkedHashMap<>();
    private Instant now = Instant.parse("2026-12-01T08:00:00Z");
    private Runnable meanwhile = () -> {};

    private final AccountChoice choice = new AccountChoice(
            new AccountDesk(
                    new Providers(
                            Map.of("tencent-postgres", Map.of("secret-id", "demo-key-id", "secret-key", "demo-secret")),
                            new CallLimits(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)),
                            new LocalPace(),
                            Clock.systemUTC()),
                    null,
                    null,
                    Clock.systemUTC(),
                    new ProtectedAccounts(List.of("*/*/*/billing_*"))),
            instance -> {
                reads.incrementAndGet();
                meanwhile.run();
                return Optional.of(accounts);
            },
            instance -> Set.of(instance.account("etl_user").path()),
            ((InstantSource) () -> now).withZone(ZoneOffset.UTC));

    private static InstanceRef instance(String id) {
        return new InstanceRef(new ProviderId("tencent-postgres"), "ap-guangzhou", id);
    }

    @Test
    void accountsOfAPersonAreFoundByTheirNamesOnEveryInstanceThatWasNamed() {
        accounts.put("jdoe", AccountSeen.of(LockState.UNLOCKED, "normal"));
        accounts.put("etl_JDoe", AccountSeen.of(LockState.LOCKED, "normal"));
        accounts.put("billing_jdoe", AccountSeen.of(LockState.UNLOCKED, "normal"));
        accounts.put("app_user", AccountSeen.of(LockState.UNLOCKED, "normal"));
        InstanceRef gone = new InstanceRef(new ProviderId("tencent-postgres"), "no-such-region", "postgres-demo03");

        AccountFinder.Found found = finder(INSTANCE, OTHER, gone).find(" *jdoe ", "requester");

        assertThat(found.accounts())
                .extracting(account -> account.instanceId() + "/" + account.accountName() + " " + account.state())
                .containsExactly(
                        "postgres-demo01/jdoe unlocked",
                        "postgres-demo01/etl_JDoe locked",
                        "postgres-demo02/jdoe unlocked",
                        "postgres-demo02/etl_JDoe locked");
        assertThat(found.left()).hasSize(2).allMatch(sentence -> sentence.contains("billing_jdoe cannot be locked"));
        assertThat(found.read()).containsExactly(INSTANCE.path(), OTHER.path());
        assertThat(found.notRead()).singleElement().asString().startsWith(gone.path() + ": region:");
    }

    @Test
    void onlyTheLatestInstancesAreReadAndThatIsSaid() {
        List<InstanceRef> many = IntStream.range(0, 51)
                .mapToObj(number -> instance("postgres-x" + number))
                .toList();

        AccountFinder.Found found = finder(many.toArray(InstanceRef[]::new)).find("jdoe", "requester");

        assertThat(found.read()).hasSize(50);
        assertThat(found.notRead()).singleElement().asString().contains("only the latest were read");
    }

    @Test
    void cloudThatTakesLongEndsTheSearchAndWhatIsLeftIsSaid() {
        meanwhile = () -> now = now.plusSeconds(15);
        accounts.put("jdoe", AccountSeen.of(LockState.UNLOCKED, "normal"));

        AccountFinder.Found found = finder(INSTANCE, OTHER, instance("postgres-demo03"), instance("postgres-demo04"))
                .find("jdoe", "requester");

        assertThat(found.accounts()).hasSize(2);
        assertThat(found.notRead())
                .containsExactly("2 more instances, beginning with tencent-postgres/ap-guangzhou/postgres-demo03: the"
                        + " clouds took too long. Ask again, or type their accounts.");
    }

    @ParameterizedTest
    @CsvSource({
        "*doe*, true",
        "jd*e, true",
        "*j*d*o*e*, true",
        "jdoe*jdoe, false",
        "*oed*, false",
        "j.oe, false",
        "jdo, false"
    })
    void starsStandForAnything(String names, boolean fits) {
        accounts.put("jdoe", AccountSeen.of(LockState.UNLOCKED, "normal"));

        assertThat(finder(INSTANCE).find(names, "requester").accounts()).hasSize(fits ? 1 : 0);
    }

    /** It would never come to an end if each star were tried everywhere. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void patternOfManyStarsTakesNoLonger() {
        accounts.put("a".repeat(63), AccountSeen.of(LockState.UNLOCKED, "normal"));

        assertThat(finder(INSTANCE).find("*a".repeat(20) + "*b", "requester").accounts())
                .isEmpty();
    }

    private AccountFinder finder(InstanceRef... instances) {
        return new AccountFinder(choice, most -> List.of(instances), () -> now);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "a*b", "***__***"})
    void aPatternThatFitsNearlyEverythingIsRefused(String names) {
        AccountFinder finder = finder(INSTANCE);

        assertThatThrownBy(() -> finder.find(names, "requester"))
                .hasMessageStartingWith("name: give at least 3 letters or digits");
        assertThat(reads).hasValue(0);
    }

    @Test
    void stateIsToldInWordsAndWhatCannotBeLockedIsNotOffered() {
        accounts.put("app_user", AccountSeen.of(LockState.UNLOCKED, "normal"));
        accounts.put("etl_user", AccountSeen.of(LockState.LOCKED, "normal"));
        accounts.put("new_user", seen(LockState.UNKNOWN, "normal", "the account is being created"));
        accounts.put("root_user", seen(LockState.UNLOCKED, AccountSeen.PROTECTED, "it is a superuser"));
        accounts.put("billing_user", AccountSeen.of(LockState.UNLOCKED, "normal"));
        accounts.put("pg_x", AccountSeen.of(LockState.UNLOCKED, "normal"));
        accounts.put("a/b", AccountSeen.of(LockState.UNLOCKED, "normal"));

        assertThat(choice.of(INSTANCE, "requester").orElseThrow().accounts())
                .containsExactly(
                        new Offered("app_user", "unlocked", true, false, false),
                        new Offered("etl_user", "locked", true, true, true),
                        new Offered(
                                "new_user",
                                "neither locked nor unlocked: the account is being created",
                                true,
                                false,
                                false),
                        new Offered("root_user", "cannot be locked: it is a superuser", false, false, false),
                        new Offered(
                                "billing_user",
                                "cannot be locked: is never locked here: the rule */*/*/billing_* of"
                                        + " account-lock.protected-accounts protects it.",
                                false,
                                false,
                                false),
                        new Offered(
                                "pg_x",
                                "cannot be locked: The provider reserves postgres and names that start with pg_ or"
                                        + " tencentdb_; name an account of your own, such as app_user.",
                                false,
                                false,
                                false),
                        new Offered("a/b", "cannot be locked: A slash is not allowed in a name.", false, false, false));
    }

    private static AccountSeen seen(LockState state, String type, String note) {
        return new AccountSeen(state, type, "", Optional.empty(), note);
    }

    @Test
    void instanceIsReadOnceInSomeSecondsWhoeverAsks() {
        choice.of(INSTANCE, "requester");
        now = now.plusSeconds(9);
        choice.of(INSTANCE, "responder");
        assertThat(reads).hasValue(1);

        choice.of(OTHER, "requester");
        assertThat(reads).hasValue(2);

        now = now.plusSeconds(1);
        choice.of(INSTANCE, "requester");
        assertThat(reads).hasValue(3);
    }

    @Test
    void personHasOneQuestionAtATimeAndOthersDoNotWaitForIt() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        meanwhile = () -> {
            meanwhile = () -> {};
            asked.countDown();
            await(answered);
        };
        CompletableFuture<?> first = CompletableFuture.runAsync(() -> choice.of(INSTANCE, "requester"));
        await(asked);

        assertThatThrownBy(() -> choice.of(OTHER, "requester"))
                .isInstanceOf(AccountChoice.Busy.class)
                .hasMessage("You are asking already. Wait for the answer, then ask again.");
        assertThat(choice.of(OTHER, "responder")).isPresent();

        answered.countDown();
        first.get(10, TimeUnit.SECONDS);
        assertThat(choice.of(OTHER, "requester")).isPresent();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void failureIsNotKeptAndThePersonMayAskAgain() {
        meanwhile = () -> {
            throw Unavailable.notReached(INSTANCE, "nobody answered", null);
        };
        assertThatThrownBy(() -> choice.of(INSTANCE, "requester")).isInstanceOf(ProviderException.class);

        meanwhile = () -> {};
        assertThat(choice.of(INSTANCE, "requester")).isPresent();
        assertThat(reads).hasValue(2);
    }

    @ParameterizedTest
    @CsvSource({
        "tencent-postgres, ap-guangzhou, pc-demo01, instanceId: An id is postgres-",
        "tencent-postgres, evil.example.com/, postgres-demo01, region:",
        "alibaba-polardb, cn-hangzhou, pc-demo01, provider:"
    })
    void whereNoRequestMayGoNothingIsRead(String provider, String region, String instance, String sentence) {
        assertThatThrownBy(() -> choice.of(new InstanceRef(new ProviderId(provider), region, instance), "requester"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(sentence);
        assertThat(reads).hasValue(0);
    }
}
