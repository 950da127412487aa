package io.github.accountlock.request;

import static io.github.accountlock.request.Frozen.LOCK_UNTIL;
import static io.github.accountlock.request.Frozen.SETTLE;
import static io.github.accountlock.request.History.lastingLock;
import static io.github.accountlock.request.History.temporaryLock;
import static io.github.accountlock.request.Told.but;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.request.Fact.Cause;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When our own lock is removed again, and when an operator has to decide that. */
class UndoTest {

    @Test
    void lockThatExpiredIsUnlocked() {
        History told = expired().lookedForUndo(Sight.LOCKED).unlockCalled().accepted();

        assertThat(told.then().outcome(told.at())).isEmpty();
        assertThat(told.lookedUnlocked().then().outcome(told.at())).contains(Outcome.UNLOCKED);
    }

    @Test
    void lockThatFailedIsUndone() {
        History told = failed().undoWanted(Cause.FAILURE)
                .lookedForUndo(Sight.LOCKED)
                .unlockCalled()
                .accepted()
                .lookedUnlocked();

        assertThat(told.then().undoProven()).isTrue();
        assertThat(told.then().outcome(told.at())).contains(Outcome.UNDONE);
    }

    @Test
    void lockThatAnOperatorUndidIsUndone() {
        History told = failed().settleAsked()
                .settled(Settlement.UNDO)
                .lookedForUndo(Sight.LOCKED)
                .unlockCalled()
                .accepted()
                .lookedUnlocked();

        assertThat(told.then().undo()).contains(Cause.OPERATOR);
        assertThat(told.then().outcome(told.at())).contains(Outcome.UNDONE);
    }

    @Test
    void lockThatExpiredBeforeAnOperatorUndidItIsUnlocked() {
        History told = expired()
                .lookedForUndo(Sight.NO_ANSWER)
                .settleAsked()
                .settled(Settlement.UNDO)
                .lookedForUndo(Sight.LOCKED)
                .unlockCalled()
                .accepted()
                .lookedUnlocked();

        assertThat(told.then().outcome(told.at())).contains(Outcome.UNLOCKED);
    }

    @Test
    void lockThatIsFoundRemovedTakesTwoLooks() {
        History told = expired().lookedForUndo(Sight.UNLOCKED);

        assertThat(told.then().outcome(told.at())).isEmpty();
        assertThat(told.later(SETTLE).lookedForUndo(Sight.UNLOCKED).then().outcome(told.at()))
                .contains(Outcome.UNLOCKED);
    }

    @Test
    void lockThatMayStillTakeEffectIsNotUndoneByLookingOn() {
        History told = failed().undoWanted(Cause.FAILURE)
                .lookedForUndo(Sight.UNLOCKED)
                .later(SETTLE)
                .lookedForUndo(Sight.UNLOCKED);

        assertThat(told.then().outcome(told.at())).isEmpty();
        assertThat(told.then().stuck()).isTrue();
        History settled = told.settleAsked()
                .settled(Settlement.VERIFY)
                .lookedForUndo(Sight.UNLOCKED)
                .later(SETTLE)
                .lookedForUndo(Sight.UNLOCKED);
        assertThat(settled.then().outcome(settled.at())).contains(Outcome.UNDONE);
    }

    @Test
    void lockIsUndoneOnlyWhenTheLastLookContradictsIt() {
        History called = lastingLock().upToTheCall().lockCalled().accepted();

        assertThat(called.lookedUnlocked().then().undoCause(called.at())).isEmpty();
        assertThat(called.lookedLast(Sight.NO_ANSWER).then().undoCause(called.at()))
                .isEmpty();
        assertThat(called.lookedLast(Sight.NOT_FOUND).then().undoCause(called.at()))
                .contains(Cause.FAILURE);
        assertThat(called.lookedLast(Sight.UNLOCKED).then().undoCause(called.at()))
                .contains(Cause.FAILURE);
        assertThat(called.lookedLast(Sight.LOCKED).then().undoCause(called.at()))
                .isEmpty();
    }

    @Test
    void lockThatWasProvenOnceHasNotFailedWhereItIsFoundOpen() {
        History proven = lastingLock().upToTheCall().lockCalled().accepted().lookedLocked();

        assertThat(proven.lookedLast(Sight.UNLOCKED).then().undoCause(proven.at()))
                .isEmpty();
    }

    @Test
    void lockThatNeverHeldDoesNotExpire() {
        History told = temporaryLock().upToTheCall().lockCalled().accepted().lookedUnlocked();

        assertThat(told.then().undoCause(LOCK_UNTIL)).isEmpty();
    }

    @Test
    void lockThatTheCloudRefusedIsNotUndone() {
        History told = lastingLock()
                .upToTheCall()
                .lockCalled()
                .answered(Answer.CONFLICT)
                .lookedLast(Sight.NOT_FOUND);

        assertThat(told.then().undoCause(told.at())).isEmpty();
    }

    @Test
    void requestThatHoldsIsNotUndone() {
        History told = History.of(Frozen.lastingLockThatHolds())
                .upToTheCall()
                .lockCalled()
                .accepted()
                .lookedLast(Sight.UNLOCKED);

        assertThat(told.then().undoCause(told.at())).isEmpty();
        assertThat(told.then().stuck()).isTrue();
    }

    // ---------------------------------------------------------------- why not

    @Test
    void accountThatWasNotLookedAtIsNotOursToUnlock() {
        assertThat(refusal(lastingLock()))
                .isEqualTo("The account was not looked at before this request, so the lock is not ours to remove.");
    }

    @Test
    void accountThatWasLockedBeforeIsNotOursToUnlock() {
        assertThat(refusal(lastingLock()
                        .shown(Sight.UNLOCKED)
                        .policy(1)
                        .approvedBy(People.MANAGER)
                        .before(Sight.LOCKED)))
                .isEqualTo("The account was LOCKED before this request, so the lock is not ours to remove.");
    }

    @Test
    void lockWithoutACallIsNotOurs() {
        assertThat(refusal(lastingLock().upToTheCall()))
                .isEqualTo("No lock call of this request is in the ledger, so the lock cannot be ours.");
    }

    @Test
    void lockIsReadAfterTheUndoWasWanted() {
        assertThat(refusal(expired())).isEqualTo("The account has not been looked at since the undo was wanted.");
        assertThat(refusal(expired().lookedForUndo(Sight.LOCKED).lookedLocked()))
                .isEqualTo("The account has not been looked at since the undo was wanted.");
        assertThat(expired().lookedForUndo(Sight.LOCKED).then().undoRefusal()).isEmpty();
    }

    @Test
    void lockThatAnotherRequestHoldsStays() {
        assertThat(refusal(expired()
                        .told(next -> but(next.looked(Purpose.UNDO, Sight.LOCKED), "holders", List.of(People.HOLDER)))))
                .isEqualTo("Another request holds this account locked.");
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN", "NO_ANSWER"})
    void lockStaysWhileTheCloudDoesNotSay(Sight saw) {
        assertThat(refusal(expired().lookedForUndo(saw)))
                .isEqualTo("The cloud does not say whether the account is locked.");
    }

    @Test
    void accountThatIsGoneHasNoLock() {
        assertThat(refusal(expired()
                        .told(next -> but(next.looked(Purpose.UNDO, Sight.NOT_FOUND), "detail", "no such user"))))
                .isEqualTo("The cloud knows no such account any more: no such user");
    }

    @Test
    void lockThatFailedMayStillTakeEffect() {
        assertThat(refusal(failed().undoWanted(Cause.FAILURE).lookedForUndo(Sight.UNLOCKED)))
                .startsWith("The cloud says the account is unlocked although a lock was asked for;");
        assertThat(expired().lookedForUndo(Sight.UNLOCKED).then().undoRefusal()).isEmpty();
    }

    @Test
    void lockThatIsSeenAfterAnOpenUnlockCallMayBeAStrangers() {
        History told =
                expired().lookedForUndo(Sight.LOCKED).unlockCalled().lost().lookedForUndo(Sight.LOCKED);

        assertThat(refusal(told)).startsWith("An unlock call of ours had no answer, and the account is locked now");
        assertThat(told.then().stuck()).isTrue();
    }

    @Test
    void failedLockThatWeUnlockedIsNotWaitedFor() {
        History told = failed().undoWanted(Cause.FAILURE)
                .lookedForUndo(Sight.LOCKED)
                .unlockCalled()
                .lost()
                .lookedForUndo(Sight.UNLOCKED);

        assertThat(told.then().undoRefusal()).isEmpty();
        assertThat(told.then().stuck()).isFalse();
    }

    // ---------------------------------------------------------------- operators

    @Test
    void nobodyIsAskedBeforeTheLastLook() {
        History called = lastingLock().upToTheCall().lockCalled().accepted();

        assertThat(lastingLock().upToTheCall().then().stuck()).isFalse();
        assertThat(called.then().stuck()).isFalse();
        assertThat(called.lookedUnlocked().then().stuck()).isFalse();
        assertThat(called.lookedLast(Sight.UNLOCKED).then().stuck()).isTrue();
        assertThat(called.lookedLast(Sight.LOCKED).then().stuck()).isFalse();
        assertThat(called.lookedLast(Sight.UNLOCKED).deleted().then().stuck()).isFalse();
    }

    @Test
    void refusedUndoAsksAnOperator() {
        assertThat(expired().then().stuck()).isFalse();
        assertThat(expired().lookedForUndo(Sight.LOCKED).then().stuck()).isFalse();
        assertThat(expired().lookedForUndo(Sight.NO_ANSWER).then().stuck()).isTrue();
    }

    @Test
    void undoThatIsNotProvenToTheLastAsksAnOperator() {
        History told = expired().lookedForUndo(Sight.LOCKED).unlockCalled().accepted();

        assertThat(told.lookedLocked().then().stuck()).isFalse();
        assertThat(told.lookedLast(Sight.LOCKED).then().stuck()).isTrue();
        assertThat(told.lookedLast(Sight.UNLOCKED).then().stuck()).isFalse();
    }

    @Test
    void operatorKeepsTheAccountAsItIs() {
        History told = failed().settleAsked();
        assertThat(told.then().settleAsked()).isTrue();

        told.settled(Settlement.KEEP);

        assertThat(told.then().settleAsked()).isFalse();
        assertThat(told.then().settled()).isPresent();
        assertThat(told.then().outcome(told.at())).contains(Outcome.CLOSED_BY_OPERATOR);
        assertThat(told.ended(Outcome.CLOSED_BY_OPERATOR).then().hold()).contains(HoldState.KEPT);
    }

    @Test
    void operatorHasTheLockVerifiedAgain() {
        History told = failed().settleAsked().settled(Settlement.VERIFY);

        assertThat(told.then().outcome(told.at())).isEmpty();
        assertThat(told.then().latestLook()).isEmpty();
        assertThat(told.lookedLocked().then().outcome(told.at())).contains(Outcome.LOCKED);
    }

    @Test
    void operatorKnowsWhatBecameOfTheOpenCalls() {
        History told = lastingLock()
                .upToTheCall()
                .lockCalled()
                .lookedLast(Sight.UNLOCKED)
                .settleAsked()
                .settled(Settlement.VERIFY);

        assertThat(told.then().of(Call.LOCK))
                .isEqualTo(new Calls(1, false, Optional.empty(), false, true, Optional.empty(), 0, 0));
        assertThat(MayFollow.refusal(told.then(), told.next().answered(Call.LOCK, Answer.ACCEPTED)))
                .isPresent();
    }

    @Test
    void versionZeroOneMayBeSettledAfterEachLook() {
        History told = History.of(Frozen.oldLock()).upToTheCall().lockCalled().lost();
        assertThat(told.then().stuck()).isFalse();

        told.lookedUnlocked();

        assertThat(told.then().stuck()).isTrue();
        assertThat(MayFollow.refusal(told.then(), told.next().settled(Settlement.KEEP)))
                .isEmpty();
        assertThat(told.lookedLocked().then().stuck()).isFalse();
    }

    // ---------------------------------------------------------------- holds

    @Test
    void runningRequestHoldsItsAccount() {
        assertThat(lastingLock().then().hold()).contains(HoldState.ACTIVE);
    }

    @Test
    void provenLockIsHeldUntilItIsGone() {
        History told = lastingLock()
                .upToTheCall()
                .lockCalled()
                .accepted()
                .lookedLocked()
                .ended(Outcome.LOCKED);
        assertThat(told.then().hold()).contains(HoldState.HELD);
        assertThat(told.then().ended()).isPresent();
        assertThat(told.then().over()).isTrue();

        told.lockGone();

        assertThat(told.then().hold()).contains(HoldState.RELEASED);
    }

    @Test
    void lockThatNobodyOfUsRemovedIsBroken() {
        History told = lastingLock()
                .upToTheCall()
                .lockCalled()
                .accepted()
                .lookedLocked()
                .ended(Outcome.LOCKED)
                .told(next -> but(next.lockGone(), "released", false));

        assertThat(told.then().hold()).contains(HoldState.BROKEN);
    }

    @Test
    void undoneLockIsReleased() {
        History told = expired()
                .lookedForUndo(Sight.LOCKED)
                .unlockCalled()
                .accepted()
                .lookedUnlocked()
                .ended(Outcome.UNLOCKED);

        assertThat(told.then().hold()).contains(HoldState.RELEASED);
    }

    @Test
    void requestThatLockedNothingHoldsNothing() {
        History told = lastingLock().shown(Sight.UNLOCKED).denied().ended(Outcome.DENIED);

        assertThat(told.then().hold()).isEmpty();
    }

    @Test
    void requestThatIsDeletedAfterALockCallLeavesAnOrphan() {
        assertThat(failed().deleted().then().hold()).contains(HoldState.ORPHANED);
        assertThat(lastingLock().deleted().then().hold()).isEmpty();
        assertThat(lastingLock().deleted().then().deleted()).isPresent();
        assertThat(lastingLock()
                        .upToTheCall()
                        .lockCalled()
                        .answered(Answer.CONFLICT)
                        .deleted()
                        .then()
                        .hold())
                .isEmpty();
    }

    @Test
    void deletedRequestProvesNothing() {
        History told = lastingLock().shown(Sight.UNLOCKED).denied().deleted();

        assertThat(told.then().outcome(told.at())).isEmpty();
    }

    private static String refusal(History told) {
        return told.then().undoRefusal().orElseThrow();
    }

    private static History failed() {
        return lastingLock().upToTheCall().lockCalled().accepted().lookedLast(Sight.UNLOCKED);
    }

    private static History expired() {
        return temporaryLock()
                .upToTheCall()
                .lockCalled()
                .accepted()
                .lookedLocked()
                .at(LOCK_UNTIL)
                .undoWanted(Cause.EXPIRY);
    }
}
