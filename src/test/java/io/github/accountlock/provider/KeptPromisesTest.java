package io.github.accountlock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.domain.Location;
import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.provider.ProviderException.AnswerLost;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.ProviderException.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A provider that answers what no provider may: people read a sentence, and no more is concluded than is known. */
class KeptPromisesTest {

    private static final ProviderId ID = new ProviderId("careless");
    private static final AccountRef ACCOUNT = new AccountRef(ID, "north-1", "c-1", "app_user");
    private static final InstanceRef INSTANCE = new InstanceRef(ID, "north-1", "c-1");
    private static final SendBy SOON = SendBy.in(Duration.ofSeconds(10));

    static List<Supplier<Object>> faults() {
        return List.of(
                () -> null,
                () -> {
                    throw new NumberFormatException("For input string: \"visibly-fake\"");
                },
                () -> {
                    throw new AssertionError("visibly-fake");
                },
                () -> {
                    throw new NoClassDefFoundError("okhttp3/HttpUrl");
                });
    }

    @ParameterizedTest
    @MethodSource("faults")
    void readSaysNothingOfTheAccount(Supplier<Object> fault) {
        AccountLockProvider provider = new KeptPromises(new Careless(fault));

        assertThatThrownBy(() -> provider.read(ACCOUNT))
                .isInstanceOf(Unavailable.class)
                .hasMessageStartingWith("careless/north-1/c-1/app_user: the provider (" + Careless.class.getName()
                        + ") failed as no provider may: java.lang.")
                .hasMessageNotContaining("visibly-fake")
                .hasCauseInstanceOf(Throwable.class);
        assertThatThrownBy(() -> provider.list(INSTANCE)).isInstanceOf(Unavailable.class);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void changeMayHaveHappened(Supplier<Object> fault) {
        AccountLockProvider provider = new KeptPromises(new Careless(fault));

        assertThatThrownBy(() -> provider.change(ACCOUNT, LockState.LOCKED, Optional.empty(), SOON))
                .isInstanceOf(AnswerLost.class)
                .hasMessageContaining("failed as no provider may")
                .hasMessageNotContaining("visibly-fake");
    }

    @ParameterizedTest
    @MethodSource("faults")
    void nameThatCannotBeCheckedIsNotAllowed(Supplier<Object> fault) {
        AccountRules rules = new KeptPromises(new Careless(fault)).rules();

        assertThat(rules.wrongAccountName(ACCOUNT).orElseThrow())
                .startsWith("It cannot be checked, for the provider's");
        assertThat(rules.wrongInstanceId(INSTANCE)).isPresent();
    }

    @Test
    void listWithoutAnAccountInItIsNone() {
        Object list = Optional.of(Collections.singletonMap("app_user", null));

        assertThatThrownBy(() -> new KeptPromises(new Careless(() -> list)).list(INSTANCE))
                .isInstanceOf(Unavailable.class);
    }

    @Test
    void whatAProviderMaySayIsLeftAsItIs() {
        Refused refused = new Refused(Reason.AUTH, ACCOUNT, "wrong key", null, null);

        assertThatThrownBy(() -> new KeptPromises(new Careless(() -> {
                            throw refused;
                        }))
                        .read(ACCOUNT))
                .isSameAs(refused);
    }

    private record Careless(Supplier<?> answer) implements AccountLockProvider, AccountRules {

        @SuppressWarnings("unchecked")
        private <T> T answered() {
            return (T) answer.get();
        }

        @Override
        public AccountSeen read(AccountRef account) {
            return answered();
        }

        @Override
        public Optional<Map<String, AccountSeen>> list(InstanceRef instance) {
            return answered();
        }

        @Override
        public LockReceipt change(AccountRef account, LockState target, Optional<Instant> until, SendBy by) {
            return answered();
        }

        @Override
        public Optional<String> wrongInstanceId(Location location) {
            return answered();
        }

        @Override
        public Optional<String> wrongAccountName(AccountRef account) {
            return answered();
        }

        @Override
        public ProviderId id() {
            return ID;
        }

        @Override
        public Set<String> regions() {
            return Set.of("north-1");
        }

        @Override
        public AccountRules rules() {
            return this;
        }

        @Override
        public String sessionsNotice() {
            return "Nothing happens to open sessions.";
        }

        @Override
        public Duration settleTime() {
            return Duration.ofSeconds(1);
        }

        @Override
        public List<Duration> verifyWaits() {
            return List.of(Duration.ofSeconds(1));
        }

        @Override
        public String instanceExample() {
            return "c-1";
        }

        @Override
        public boolean acceptsPasswordValidUntil() {
            return false;
        }
    }
}
