package io.github.accountlock.request;

import static io.github.accountlock.request.BrokenCalls.madeAgain;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.request.Fact.Cause;
import io.github.accountlock.request.Fact.Looked;
import java.time.Duration;
import java.util.function.UnaryOperator;
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
    void cloudThatDoesNotSayAnyMoreWhenAnAccountWasMadeProvesNothing() {
        History told = locked().told(next -> untold(next.lastLooked(Purpose.AFTER, Sight.LOCKED)));

        assertThat(told.then().everLocked()).isFalse();
        assertThat(told.then().stuck()).isTrue();
    }

    @Test
    void lockIsNotOursToRemoveWhereTheCloudDoesNotSayAnyMoreWhenTheAccountWasMade() {
        History told = History.temporaryLock()
                .upToTheCall()
                .lockCalled()
                .accepted()
                .lookedLocked()
                .at(Frozen.LOCK_UNTIL)
                .undoWanted(Cause.EXPIRY)
                .told(next -> untold(next.looked(Purpose.UNDO, Sight.LOCKED)));

        assertThat(told.then().undoRefusal())
                .contains(
                        "The cloud does not tell any more when the account was made, so it may be another of that name. A"
                                + " lock on it is not ours to remove.");
    }

    @Test
    void cloudThatNeverSaysWhenAnAccountWasMadeIsBelieved() {
        History told = neverTold(Sight.LOCKED, look -> look);

        assertThat(told.then().lockProven()).isTrue();
    }

    @Test
    void accountOfAnotherKindIsNotSurelyTheSameWhereTheCloudNeverSaysWhenItWasMade() {
        History told = neverTold(Sight.LOCKED, AnotherAccountTest::ofAnotherKind);

        assertThat(told.then().everLocked()).isFalse();
        assertThat(told.then().stuck()).isTrue();
    }

    @Test
    void accountOfAnotherKindIsTheSameWhereTheCloudSaysThatItWasMadeThen() {
        assertThat(locked().told(next -> ofAnotherKind(next.looked(Purpose.AFTER, Sight.LOCKED)))
                        .then()
                        .lockProven())
                .isTrue();
    }

    @Test
    void accountOfWhichTheCloudSaysOnlyAfterTheCallWhenItWasMadeIsNotSurelyTheSame() {
        History told = neverTold(Sight.LOCKED, BrokenCalls::madeAgain);

        assertThat(told.then().everLocked()).isFalse();
        assertThat(told.then().stuck()).isTrue();
    }

    @Test
    void lockOfAnotherKindOfAccountIsNotOursToRemove() {
        assertThat(refusalOfTheEnd(AnotherAccountTest::ofAnotherKind))
                .isEqualTo(
                        "The account is of another kind by now (super, not normal), so it may be another of that name. A"
                                + " lock on it is not ours to remove.");
    }

    @Test
    void lockIsNotOursToRemoveWhereTheCloudSaysOnlyNowWhenTheAccountWasMade() {
        assertThat(refusalOfTheEnd(BrokenCalls::madeAgain))
                .isEqualTo(
                        "The cloud tells by now when the account was made (2026-03-01), and did not before, so it may be"
                                + " another of that name. A lock on it is not ours to remove.");
    }

    @Test
    void accountOfAnotherKindIsNotTheOneThatIsHeld() {
        RequestCase now = neverTold(Sight.LOCKED, look -> look).then();

        assertThat(now.difference(ofAnotherKind(untold(locked().next().looked(Purpose.LIVE, Sight.LOCKED)))))
                .contains(Difference.MADE_AGAIN);
    }

    private static String refusalOfTheEnd(UnaryOperator<Looked> found) {
        return neverToldUntilTheEnd()
                .at(Frozen.LOCK_UNTIL)
                .undoWanted(Cause.EXPIRY)
                .told(next -> found.apply(untold(next.looked(Purpose.UNDO, Sight.LOCKED))))
                .then()
                .undoRefusal()
                .orElseThrow();
    }

    @Test
    void lockFromAfterTheAccountWasFoundOpenIsNotOursToRemove() {
        Looked lockedSince = opened().later(SETTLE).next().looked(Purpose.LIVE, Sight.LOCKED);

        assertThat(opened().then().difference(lockedSince)).contains(Difference.LOCKED_AGAIN);
        assertThat(opened().at(Frozen.LOCK_UNTIL)
                        .undoWanted(Cause.EXPIRY)
                        .lookedForUndo(Sight.LOCKED)
                        .then()
                        .undoRefusal())
                .contains(
                        "The account was found unlocked in between, so somebody else has locked it since. A lock on it is"
                                + " not ours to remove.");
        assertThat(opened().at(Frozen.LOCK_UNTIL)
                        .undoWanted(Cause.EXPIRY)
                        .lookedForUndo(Sight.UNLOCKED)
                        .later(SETTLE)
                        .lookedForUndo(Sight.UNLOCKED)
                        .then()
                        .undoProven())
                .as("as it was found open")
                .isTrue();
    }

    /** Emergencies, temporary locks and their reviews look again long after their lock was proven. */
    @Test
    void lockFromAfterOurOwnLookShowedTheAccountOpenIsNotOurs() {
        History opened = History.lockedFirst(1)
                .lookedUnlocked()
                .later(SETTLE)
                .lookedUnlocked()
                .later(SETTLE);
        History told = opened.approvedBy(People.MANAGER)
                .lookedLocked()
                .later(SETTLE)
                .told(next -> next.lastLooked(Purpose.AFTER, Sight.LOCKED));

        assertThat(told.then().outcome(told.at())).isEmpty();
        assertThat(told.then().stuck()).isTrue();
    }

    @Test
    void oneLookThatHasGoneAstrayIsNoSignThatSomebodyOpenedIt() {
        History told = History.lockedFirst(1)
                .lookedUnlocked()
                .later(SETTLE)
                .lookedLocked()
                .approvedBy(People.MANAGER);

        assertThat(told.then().outcome(told.at())).contains(Outcome.LOCKED);
    }

    @Test
    void lockOfOthersOfUsThatIsSeenOpenIsNoFurtherHold() {
        History told = History.lastingLock()
                .upToTheFurtherHold()
                .lookedUnlocked()
                .later(SETTLE)
                .lookedUnlocked()
                .later(SETTLE)
                .lookedLocked()
                .later(SETTLE)
                .told(next -> next.lastLooked(Purpose.AFTER, Sight.LOCKED));

        assertThat(told.then().outcome(told.at())).isEmpty();
        assertThat(told.then().stuck()).isTrue();
    }

    private static History opened() {
        return History.temporaryLock()
                .upToTheCall()
                .lockCalled()
                .accepted()
                .lookedLocked()
                .later(SETTLE)
                .told(next -> next.compared(Difference.OPENED));
    }

    @Test
    void accountThatWasGoneInBetweenIsNotSurelyTheSameWhereTheCloudNeverSaysWhenItWasMade() {
        History gone =
                afterTheCall(Frozen.lastingLock()).looked(Sight.NOT_FOUND).later(SETTLE);
        History made = gone.told(next -> untold(next.lastLooked(Purpose.AFTER, Sight.LOCKED)));

        assertThat(made.then().everLocked()).isFalse();
        assertThat(made.then().stuck()).isTrue();
        assertThat(locked().looked(Sight.NOT_FOUND)
                        .later(SETTLE)
                        .lookedLocked()
                        .then()
                        .lockProven())
                .as("the cloud says that it was made then")
                .isTrue();
    }

    @Test
    void accountThatIsHeldAndWasGoneIsNotSurelyTheSame() {
        History told = neverToldUntilTheEnd().later(SETTLE).told(next -> next.compared(Difference.GONE));
        Looked there = untold(told.later(SETTLE).next().looked(Purpose.LIVE, Sight.LOCKED));

        assertThat(told.then().difference(there)).contains(Difference.MADE_AGAIN);
    }

    private static History neverToldUntilTheEnd() {
        return afterTheCall(Frozen.temporaryLock()).told(next -> untold(next.looked(Purpose.AFTER, Sight.LOCKED)));
    }

    private static History neverTold(Sight sight, UnaryOperator<Looked> found) {
        return afterTheCall(Frozen.lastingLock())
                .told(next -> found.apply(untold(next.lastLooked(Purpose.AFTER, sight))));
    }

    private static History afterTheCall(FrozenRequest request) {
        return History.of(request)
                .told(next -> untold(next.looked(Purpose.APPROVAL, Sight.UNLOCKED)))
                .policy(1)
                .approvedBy(People.MANAGER)
                .told(next -> untold(next.looked(Purpose.BEFORE, Sight.UNLOCKED)))
                .lockCalled()
                .accepted();
    }

    private static Looked ofAnotherKind(Looked look) {
        return Told.but(look, "type", "super");
    }

    private static Looked untold(Looked look) {
        return Told.but(look, "created", "");
    }

    private static History locked() {
        return History.lastingLock().upToTheCall().lockCalled().accepted();
    }
}
