package io.github.accountlock.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.example.acme.AcmeFactory;
import com.example.acme.FakeAcme;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.CallLimits;
import io.github.accountlock.provider.LocalPace;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockedShareTest {

    /** An incident at once, with what to do. */
    @Test
    void cloudThatGivesNoListIsNotGuessedAbout() {
        try (FakeAcme acme = new FakeAcme()) {
            AccountLockProvider provider = new AcmeFactory()
                    .create(
                            acme.settings(),
                            new CallLimits(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5)),
                            new LocalPace(),
                            Clock.systemUTC());
            AccountLocking locking =
                    new AccountLocking(location -> provider, null, Clock.systemUTC(), Duration.ofSeconds(5), List.of());
            AccountRef account = new AccountRef(provider.id(), "north-1", "acme-7f3a", "app_user");

            Refused refused = catchThrowableOfType(Refused.class, () -> new LockedShare(locking, null).with(account));

            assertThat(refused.reason()).isEqualTo(Reason.CALLER);
            assertThat(refused)
                    .hasMessage(
                            "acme/north-1/acme-7f3a/app_user: the approval policy asks for lockedShareOfInstance, but"
                                    + " this cloud gives out no list of its accounts; take the value out of the policy for this cloud");
        }
    }
}
