package io.github.accountlock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.Location;
import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.fixture.Production;
import io.github.accountlock.process.ProcessTester;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of a provider before anything rests on it. */
class ProvidersTest {

    private static final Map<String, Map<String, String>> KEYS = Map.of("odd", Map.of("key", "visibly-fake"));

    @AfterEach
    void becomeSound() {
        Odd.settleTime = Duration.ofSeconds(1);
        Odd.waits = List.of(Duration.ofSeconds(1));
        Odd.regions = Set.of("north-1");
        Odd.id = "odd";
        OddFactory.id = "odd";
        OddFactory.name = "Odd Cloud";
        OddFactory.shared = Set.of();
        OddFactory.notReady = null;
        OddFactory.problems = List::of;
        OddFactory.made = Odd::new;
    }

    @Test
    void soundOneIsTaken() {
        assertThat(providers().ids()).containsExactly("odd");
        assertThat(providers().unsound()).isEmpty();
        assertThat(providers().displayNames()).containsEntry("odd", "Odd Cloud");
    }

    /** Without time between them two looks prove nothing; of older requests zero means that one look is enough. */
    @Test
    void settleTimeOfZeroIsRefused() {
        Odd.settleTime = Duration.ZERO;

        assertThat(providers().unsound())
                .singleElement()
                .asString()
                .startsWith("account-lock.providers.odd: this provider (")
                .endsWith("its settle time must be more than zero.");
    }

    @Test
    void everythingThatCannotBeIsToldAtOnce() {
        Odd.waits = List.of();
        Odd.regions = Set.of("\"] else evil");
        Odd.id = "even";

        assertThat(providers().unsound())
                .hasSize(3)
                .anyMatch(each -> each.contains("its factory is called odd, itself even"))
                .anyMatch(each -> each.contains("its waits between looks must be at least one"))
                .anyMatch(each -> each.contains("its regions must be at least one, each of letters"));
    }

    @Test
    void whatIsMissingIsTold() {
        Odd.settleTime = null;

        assertThat(providers().unsound())
                .singleElement()
                .asString()
                .contains("cannot be relied on: it failed with java.lang.NullPointerException")
                .contains("settleTime()");
    }

    @Test
    void nameThatIsMissingIsTold() {
        OddFactory.name = null;

        assertThat(providers().unsound()).singleElement().asString().contains("its display name and its notice");
    }

    @Test
    void factoryThatMakesNothingOrFailsIsTold() {
        OddFactory.made = () -> null;
        assertThat(providers().unsound()).singleElement().asString().endsWith("it made no provider.");

        OddFactory.made = () -> {
            throw new NoClassDefFoundError("com/example/sdk/Client");
        };
        assertThat(providers().unsound()).singleElement().asString().contains("com/example/sdk/Client");

        OddFactory.made = () -> {
            throw new StackOverflowError();
        };
        assertThat(providers().unsound()).singleElement().asString().contains("java.lang.StackOverflowError at ");
    }

    @Test
    void settingsThatCannotBeCheckedAreToldWithoutWhatTheyAre() {
        OddFactory.problems = () -> List.of(Integer.toString(Integer.parseInt("visibly-fake")));

        assertThat(Providers.problems(KEYS))
                .singleElement()
                .asString()
                .startsWith("account-lock.providers.odd: this provider (")
                .contains("it failed with java.lang.NumberFormatException at " + ProvidersTest.class.getName())
                .doesNotContain("visibly-fake");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Odd", "odd_cloud", "", "o234567890123456789012345678901234567890123456789012345678901234x"})
    void idThatIsNoneIsTold(String id) {
        OddFactory.id = id;

        assertThat(Providers.broken().orElseThrow())
                .startsWith("account-lock.providers: a provider on the class path cannot be used: "
                        + OddFactory.class.getName());
    }

    /** As with an id in a constant: the class is not ready, and only the first cause says why. */
    @Test
    void factoryThatIsNotReadyIsToldWithTheFirstCause() {
        OddFactory.notReady = new NoClassDefFoundError("Could not initialize class Odd");
        OddFactory.notReady.initCause(new ExceptionInInitializerError(new IllegalArgumentException("no id")));

        assertThat(Providers.broken().orElseThrow()).endsWith("(java.lang.IllegalArgumentException: no id).");
    }

    @Test
    void namesThatAreSharedMustBeThere() {
        OddFactory.shared = null;

        assertThat(Providers.broken().orElseThrow()).contains("its shared names are null");
    }

    @Test
    void engineDoesNotStartWithOne() {
        Odd.settleTime = Duration.ZERO;
        StandaloneInMemProcessEngineConfiguration engine = new StandaloneInMemProcessEngineConfiguration();
        engine.setProcessEngineName("unsound");
        engine.setJdbcUrl("jdbc:h2:mem:unsound");
        Map<String, String> settings =
                Map.of("evidence.keys", Production.EVIDENCE_KEYS, "providers.odd.key", "visibly-fake");

        assertThatThrownBy(() -> ProcessTester.configured(engine, settings).buildProcessEngine())
                .hasMessageContaining("Account Lock Flow does not start, because:")
                .hasMessageContaining("its settle time must be more than zero");
    }

    private static Providers providers() {
        return new Providers(KEYS, ScriptedCloud.LIMITS, new LocalPace(), Clock.systemUTC());
    }

    /** Found on the class path of the tests like any other. */
    public static final class OddFactory implements AccountLockProviderFactory {

        private static String id = "odd";
        private static String name = "Odd Cloud";
        private static Set<String> shared = Set.of();
        private static Error notReady;
        private static Supplier<List<String>> problems = List::of;
        private static Supplier<AccountLockProvider> made = Odd::new;

        @Override
        public ProviderId id() {
            if (notReady != null) {
                throw notReady;
            }
            return new ProviderId(id);
        }

        @Override
        public Set<String> shared() {
            return shared;
        }

        @Override
        public String displayName() {
            return name;
        }

        @Override
        public List<String> problems(Map<String, String> settings) {
            return problems.get();
        }

        @Override
        public AccountLockProvider create(Map<String, String> settings, CallLimits limits, Pace pace, Clock clock) {
            return made.get();
        }
    }

    private static final class Odd implements AccountLockProvider {

        private static String id = "odd";
        private static Duration settleTime = Duration.ofSeconds(1);
        private static List<Duration> waits = List.of(Duration.ofSeconds(1));
        private static Set<String> regions = Set.of("north-1");

        @Override
        public ProviderId id() {
            return new ProviderId(id);
        }

        @Override
        public Set<String> regions() {
            return regions;
        }

        @Override
        public AccountRules rules() {
            return new OddRules();
        }

        @Override
        public String sessionsNotice() {
            return "Nothing happens to open sessions.";
        }

        @Override
        public Duration settleTime() {
            return settleTime;
        }

        @Override
        public List<Duration> verifyWaits() {
            return waits;
        }

        @Override
        public AccountSeen read(AccountRef account) {
            throw new AssertionError("nobody asks");
        }

        @Override
        public LockReceipt change(AccountRef account, LockState target, Optional<Instant> until, SendBy by) {
            throw new AssertionError("nobody asks");
        }
    }

    private static final class OddRules implements AccountRules {

        @Override
        public String instanceExample() {
            return "odd-1";
        }

        @Override
        public Optional<String> wrongInstanceId(Location location) {
            return Optional.empty();
        }

        @Override
        public Optional<String> wrongAccountName(AccountRef account) {
            return Optional.empty();
        }

        @Override
        public boolean acceptsPasswordValidUntil() {
            return false;
        }
    }
}
