package io.github.accountlock.request;

import static io.github.accountlock.request.Told.but;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.request.Fact.Cause;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several requests of ours that hold one account: the lock is removed when the last of them lets it go. */
class FurtherHoldTest {

    @Test
    void takenBackBeforeItIsProvenItEndsAsWithdrawn() {
        History told = History.lastingLock().upToTheFurtherHold().withdrawn();

        assertThat(told.then().outcome(told.at())).contains(Outcome.WITHDRAWN);
        assertThat(told.at(Frozen.LOCK_UNTIL).then().outcome(told.at())).contains(Outcome.WITHDRAWN);
    }

    @Test
    void accountThatIsLockedByUsIsHeldByARequestMoreWithoutACall() {
        History told = History.lastingLock().upToTheFurtherHold();
        assertThat(told.then().joins()).isTrue();
        assertThat(told.then().outcome(told.at())).isEmpty();
        assertThat(MayFollow.refusal(told.then(), told.next().called(Call.LOCK)))
                .contains("the account was not found as it was approved");

        told.later(Frozen.SETTLE).lookedLocked();

        assertThat(told.then().outcome(told.at())).contains(Outcome.LOCKED);
        assertThat(told.then().called()).isFalse();
        assertThat(told.ended(Outcome.LOCKED).then().hold()).contains(HoldState.HELD);
    }

    @Test
    void approversAreAskedThoughTheAccountIsLockedByUs() {
        History told = History.lastingLock().told(next -> next.heldByUs(Purpose.APPROVAL));
        assertThat(told.then().needsSecondLook()).isFalse();

        told.later(Frozen.SETTLE).told(next -> next.heldByUs(Purpose.APPROVAL));

        assertThat(told.then().outcome(told.at())).isEmpty();
    }

    @Test
    void strangersLockIsNotJoined() {
        History told = History.lastingLock()
                .told(next -> next.heldByUs(Purpose.APPROVAL))
                .policy(1)
                .approvedBy(People.MANAGER)
                .before(Sight.LOCKED)
                .later(Frozen.SETTLE)
                .before(Sight.LOCKED);

        assertThat(told.then().joins()).isFalse();
        assertThat(told.then().outcome(told.at())).contains(Outcome.ALREADY_LOCKED);
    }

    @Test
    void lockThatIsGoneByTheSecondLookIsNotJoined() {
        History told =
                History.lastingLock().upToTheFurtherHold().later(Frozen.SETTLE).lookedLast(Sight.UNLOCKED);

        assertThat(told.then().outcome(told.at())).isEmpty();
        assertThat(told.then().stuck()).isTrue();
        assertThat(told.then().undoCause(told.at())).contains(Cause.FAILURE);
        told.undoWanted(Cause.FAILURE)
                .lookedForUndo(Sight.UNLOCKED)
                .later(Frozen.SETTLE)
                .lookedUnlocked();
        assertThat(told.then().outcome(told.at())).contains(Outcome.UNDONE);
    }

    @Test
    void endOfOneHoldOpensNoAccountThatAnotherHolds() {
        History told = expired(
                History.temporaryLock().upToTheCall().lockCalled().accepted().lookedLocked());
        assertThat(told.then().hold()).contains(HoldState.HELD);

        told.told(next -> next.heldByUs(Purpose.UNDO));

        assertThat(told.then().outcome(told.at())).contains(Outcome.RELEASED);
        assertThat(told.then().stuck()).isFalse();
        assertThat(MayFollow.refusal(told.then(), told.next().called(Call.UNLOCK)))
                .contains("Another request holds this account locked.");
        assertThat(told.ended(Outcome.RELEASED).then().hold()).contains(HoldState.RELEASED);
    }

    @Test
    void lastHoldRemovesTheLockThatAnotherHasMade() {
        History told = expired(joinedForATime())
                .lookedForUndo(Sight.LOCKED)
                .unlockCalled()
                .accepted()
                .lookedUnlocked();

        assertThat(told.then().outcome(told.at())).contains(Outcome.UNLOCKED);
    }

    @Test
    void unlockThatTheCloudRefusesLeavesAFurtherHoldToAnOperator() {
        History told = expired(joinedForATime())
                .lookedForUndo(Sight.LOCKED)
                .unlockCalled()
                .answered(Answer.CONFLICT)
                .lookedLast(Sight.LOCKED);

        assertThat(told.then().outcome(told.at())).isEmpty();
        assertThat(told.then().stuck()).isTrue();
    }

    @Test
    void furtherHoldWhoseTimeIsOverBeforeItIsProvenNeverBegins() {
        History told = History.temporaryLock().upToTheFurtherHold().at(Frozen.LOCK_UNTIL);

        assertThat(told.then().outcome(told.at())).contains(Outcome.EXPIRED);
    }

    @Test
    void temporaryLockThatAnotherRequestHasRemovedEndsWithoutACall() {
        History told = History.temporaryLock()
                .upToTheCall()
                .lockCalled()
                .accepted()
                .lookedLocked()
                .lockGone();

        assertThat(told.then().hold()).contains(HoldState.RELEASED);
        assertThat(told.then().outcome(told.at())).contains(Outcome.RELEASED);
        assertThat(told.then().endOfHold()).contains("request request-2 has released it");
        assertThat(told.at(Frozen.LOCK_UNTIL).then().undoCause(Frozen.LOCK_UNTIL))
                .isEmpty();
        assertThat(told.ended(Outcome.RELEASED).then().hold()).contains(HoldState.RELEASED);
    }

    @Test
    void oneOfSeveralHoldsIsReleasedWithoutACall() {
        History told = releaseOf(List.of(Told.HOLD, "request-9"));

        assertThat(told.then().outcome(told.at())).contains(Outcome.RELEASED);
        assertThat(MayFollow.refusal(told.then(), told.next().called(Call.UNLOCK)))
                .contains(
                        "other requests keep the account locked, or have ended the lock: this hold is released without"
                                + " a call");
    }

    @Test
    void holdIsReleasedWithoutACallWhereSomebodyHasJoinedSinceItWasShown() {
        History told = releaseOf(List.of(Told.HOLD), List.of(Told.HOLD, "request-9"));

        assertThat(told.then().outcome(told.at())).contains(Outcome.RELEASED);
    }

    @Test
    void holdThatWasShownAsOneOfSeveralIsNotTheLastByNow() {
        History told = releaseOf(List.of(Told.HOLD, "request-9"), List.of(Told.HOLD));

        assertThat(MayFollow.refusal(told.then(), told.next().called(Call.UNLOCK)))
                .isPresent();
    }

    @Test
    void lastOfSeveralHoldsIsReleasedByACall() {
        History told = releaseOf(List.of(Told.HOLD));

        assertThat(told.then().outcome(told.at())).isEmpty();
        told.unlockCalled().accepted().lookedUnlocked();
        assertThat(told.then().outcome(told.at())).contains(Outcome.UNLOCKED);
    }

    @Test
    void holdThatDoesNotStandIsNotUpForApproval() {
        History told = History.of(Frozen.unlockOfOneHold())
                .told(next -> but(next.looked(Purpose.APPROVAL, Sight.LOCKED), "holding", List.of("request-9")));

        assertThat(told.then().denial())
                .contains(
                        "hold: the request request-0 does not surely hold this account. Leave it empty to remove the lock for"
                                + " all who hold it.");
    }

    private static History joinedForATime() {
        return History.temporaryLock().upToTheFurtherHold().later(Frozen.SETTLE).lookedLocked();
    }

    private static History expired(History told) {
        assertThat(told.then().everLocked()).isTrue();
        return told.at(Frozen.LOCK_UNTIL).undoWanted(Cause.EXPIRY).later(Duration.ofSeconds(1));
    }

    private static History releaseOf(List<String> holding) {
        return releaseOf(holding, holding);
    }

    private static History releaseOf(List<String> shown, List<String> before) {
        return History.of(Frozen.unlockOfOneHold())
                .told(next -> held(next, Purpose.APPROVAL, shown))
                .policy(1)
                .approvedBy(People.MANAGER)
                .told(next -> held(next, Purpose.BEFORE, before));
    }

    private static Fact.Looked held(Told next, Purpose why, List<String> holding) {
        String words = String.join("\n", holding);
        return but(but(next.looked(why, Sight.LOCKED), "holds", words), "holding", holding);
    }
}
