package io.github.accountlock.request;

import static io.github.accountlock.request.BrokenCalls.madeAgain;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.request.Fact.Cause;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An account that was deleted, and another made under its name: nothing that we did is true of that one. */
class AnotherAccountTest {

    private static final Duration SETTLE = Duration.ofMinutes(1);

    @Test
    void lockedAccountThatIsAnotherProvesNoLock() {
        History told = locked().told(next -> madeAgain(next.lastLooked(Purpose.AFTER, Sight.LOCKED)));

        assertThat(told.then().outcome(told.at())).isEmpty();
        assertThat(told.then().everLocked()).isFalse();
        assertThat(told.then().stuck()).isTrue();
    }

    @Test
    void noSecondLookIsWaitedForWhereItCannotHelp() {
        assertThat(locked().told(next -> madeAgain(next.looked(Purpose.AFTER, Sight.LOCKED)))
                        .then()
                        .needsSecondLook())
                .isFalse();
    }

    @Test
    void unlockedAccountThatIsAnotherProvesNoUnlock() {
        History told = History.unlock()
                .upToTheCall()
                .unlockCalled()
                .accepted()
                .told(next -> madeAgain(next.lastLooked(Purpose.AFTER, Sight.UNLOCKED)));

        assertThat(told.then().outcome(told.at())).isEmpty();
        assertThat(told.then().stuck()).isTrue();
    }

    @Test
    void unlockedAccountThatIsAnotherProvesNoUndo() {
        History told = History.temporaryLock()
                .upToTheCall()
                .lockCalled()
                .accepted()
                .lookedLocked()
                .at(Frozen.LOCK_UNTIL)
                .undoWanted(Cause.EXPIRY)
                .told(next -> madeAgain(next.looked(Purpose.UNDO, Sight.UNLOCKED)))
                .later(SETTLE)
                .told(next -> madeAgain(next.looked(Purpose.UNDO, Sight.UNLOCKED)));

        assertThat(told.then().outcome(told.at())).isEmpty();
        assertThat(told.then().stuck()).isTrue();
    }

    @Test
    void cloudThatDoesNotSayWhenAnAccountWasMadeIsBelieved() {
        History told = locked().told(next -> Told.but(next.looked(Purpose.AFTER, Sight.LOCKED), "created", ""));

        assertThat(told.then().lockProven()).isTrue();
    }

    private static History locked() {
        return History.lastingLock().upToTheCall().lockCalled().accepted();
    }
}
