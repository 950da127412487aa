package io.github.accountlock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.ProviderId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is asked of a provider before anything rests on it. */
class ProvidersTest {

    @AfterEach
    void becomeSound() {
        Odd.settleTime = Duration.ofSeconds(1);
        Odd.waits = List.of(Duration.ofSeconds(1));
        Odd.regions = Set.of("north-1");
        Odd.id = "odd";
    }

    @Test
    void soundOneIsTaken() {
        assertThat(providers().ids()).containsExactly("odd");
        assertThat(providers().displayNames()).containsEntry("odd", "Odd Cloud");
    }

    /** Without time between them two looks prove nothing; of older requests zero means that one look is enough. */
    @Test
    void settleTimeOfZeroIsRefused() {
        Odd.settleTime = Duration.ZERO;

        assertThatThrownBy(ProvidersTest::providers)
                .hasMessageStartingWith("Account Lock Flow does not start, because the provider odd (")
                .hasMessageContaining("its settle time must be more than zero");
    }

    @Test
    void everythingThatCannotBeIsToldAtOnce() {
        Odd.waits = List.of();
        Odd.regions = Set.of("\"] else evil");
        Odd.id = "even";

        assertThatThrownBy(ProvidersTest::providers)
                .hasMessageContaining("its factory is called odd, itself even")
                .hasMessageContaining("its waits between looks must be at least one")
                .hasMessageContaining("its regions must be at least one, each of letters");
    }

    private static Providers providers() {
        return new Providers(
                Map.of("odd", Map.of("key", "visibly-fake")), ScriptedCloud.LIMITS, new LocalPace(), Clock.systemUTC());
    }

    /** Found on the class path of the tests like any other. */
    public static final class OddFactory implements AccountLockProviderFactory {

        @Override
        public ProviderId id() {
            return new ProviderId("odd");
        }

        @Override
        public String displayName() {
            return "Odd Cloud";
        }

        @Override
        public List<String> problems(Map<String, String> settings) {
            return List.of();
        }

        @Override
        public AccountLockProvider create(Map<String, String> settings, CallLimits limits, Pace pace, Clock clock) {
            return new Odd();
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
            throw new AssertionError("nobody asks");
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
}
