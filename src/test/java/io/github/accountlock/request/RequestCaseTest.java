package io.github.accountlock.request;

import static io.github.accountlock.request.Frozen.LOCK_UNTIL;
import static io.github.accountlock.request.Frozen.SETTLE;
import static io.github.accountlock.request.History.lastingLock;
import static io.github.accountlock.request.History.temporaryLock;
import static io.github.accountlock.request.History.unlock;
import static io.github.accountlock.request.Told.but;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.request.Fact.Cause;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the facts prove on the honest paths, and at the moments on which it turns. */
class RequestCaseTest {

    @Test
    void nothingIsKnownOfARequestThatNobodyMade() {
        RequestCase nothing = RequestCase.NONE;

        assertThat(nothing.exists()).isFalse();
        assertThat(nothing.hold()).isEmpty();
        assertThat(nothing.outcome(Frozen.NOON)).isEmpty();
        assertThat(nothing.undoCause(Frozen.NOON)).isEmpty();
        assertThat(nothing.stuck()).isFalse();
        assertThat(nothing.isReadable()).isTrue();
        assertThatThrownBy(nothing::frozen).hasMessage("the request is not in the ledger, so nothing is called for it");
    }

    @Test
    void factsAreFoldedOneByOneAsAllAtOnce() {
        History told = locked(lastingLock()).ended(Outcome.LOCKED).lockGone();

        assertThat(RequestCase.of(told.facts())).usingRecursiveComparison().isEqualTo(told.then());
    }

    @Test
    void caseDoesNotChangeWhenAFactFollows() {
        History told = lastingLock();
        RequestCase before = told.then();

        told.shown(Sight.UNLOCKED).policy(1).approvedBy(People.MANAGER);

        assertThat(before.shown()).isEmpty();
        assertThat(before.policy()).isEmpty();
        assertThat(before.grants()).isEmpty();
    }

    @Test
    void entryThatCannotBeReadProvesNothing() {
        History told = locked(lastingLock()).pastTheDoor(Told::unreadable);

        assertThat(told.then().isReadable()).isFalse();
        assertProvesNothing(told);
    }

    @Test
    void requestTellsWhoAskedForItAndWhen() {
        RequestCase now = lastingLock().then();

        assertThat(now.requester()).isEqualTo(People.ASKER);
        assertThat(now.requestedAt()).isEqualTo(Frozen.NOON);
        assertThat(now.request().account().accountName()).isEqualTo("app_user");
    }

    @Nested
    class WithoutACall {

        @ParameterizedTest
        @EnumSource(Outcome.class)
        void requestThatIsUnderWayHasNoOutcome(Outcome any) {
            History told = lastingLock().upToTheCall();

            assertThat(told.then().outcome(told.at())).isEmpty();
            assertThat(MayFollow.refusal(told.then(), told.next().ended(any))).isPresent();
        }

        @Test
        void policyDenies() {
            assertProves(lastingLock().shown(Sight.UNLOCKED).denied(), Outcome.DENIED);
        }

        @Test
        void deniedRequestIsNotApprovedByNobody() {
            assertThat(lastingLock().shown(Sight.UNLOCKED).denied().then().approved())
                    .isFalse();
        }

        @Test
        void versionZeroOneNeededTwoLooksWithoutACall() {
            History told = History.of(Frozen.oldLock()).shown(Sight.LOCKED);

            assertProvesNothing(told);
            assertProves(told.shown(Sight.LOCKED), Outcome.ALREADY_LOCKED);
        }

        @Test
        void oneRejectionIsEnough() {
            History told = lastingLock()
                    .shown(Sight.UNLOCKED)
                    .policy(2)
                    .approvedBy(People.MANAGER)
                    .rejectedBy(People.SECOND_MANAGER);

            assertProves(told, Outcome.REJECTED);
            assertThat(told.then().rejection()).isPresent();
            assertThat(told.then().refused()).isTrue();
        }

        @Test
        void requesterWithdrawsEvenAfterTheApproval() {
            History told = lastingLock().upToTheCall().withdrawn();

            assertProves(told, Outcome.WITHDRAWN);
            assertThat(told.then().rejection()).isEmpty();
            assertThat(told.then().refused()).isTrue();
        }

        @Test
        void undecidedRequestExpiresAtItsDueTime() {
            History told = lastingLock().shown(Sight.UNLOCKED).policy(2).approvedBy(People.MANAGER);
            Instant due = told.then().policy().orElseThrow().due();

            assertThat(told.then().outcome(due.minusNanos(1))).isEmpty();
            assertThat(told.then().outcome(due)).contains(Outcome.EXPIRED);
        }

        @Test
        void approvedRequestDoesNotExpireAtItsDueTime() {
            History told = lastingLock().upToTheCall();

            assertThat(told.then().outcome(told.then().policy().orElseThrow().due()))
                    .isEmpty();
        }

        @Test
        void temporaryLockExpiresWithItsTimeIfItCouldHaveBeenCalled() {
            History told = temporaryLock().upToTheCall();

            assertThat(told.then().outcome(LOCK_UNTIL.minusNanos(1))).isEmpty();
            assertThat(told.then().outcome(LOCK_UNTIL)).contains(Outcome.EXPIRED);
        }

        @Test
        void temporaryLockThatWasNotReadAfterTheApprovalProvesNothing() {
            History told = temporaryLock().shown(Sight.UNLOCKED).policy(1).approvedBy(People.MANAGER);

            assertThat(told.then().outcome(LOCK_UNTIL)).isEmpty();
        }

        @Test
        void lockedAlreadyTakesTwoLooksApart() {
            History told = lastingLock().shown(Sight.LOCKED);
            Instant first = told.then().latestLook().orElseThrow().asked();

            assertThat(told.then().needsSecondLook()).isTrue();
            assertThat(shownAt(told, first.plus(SETTLE).minusNanos(1), Sight.LOCKED)
                            .outcome(told.at()))
                    .isEmpty();
            assertThat(shownAt(told, first.plus(SETTLE).minusNanos(1), Sight.LOCKED)
                            .needsSecondLook())
                    .isTrue();
            assertThat(shownAt(told, first.plus(SETTLE), Sight.LOCKED).outcome(told.at()))
                    .contains(Outcome.ALREADY_LOCKED);
            assertThat(shownAt(told, first.plus(SETTLE), Sight.LOCKED).needsSecondLook())
                    .isFalse();
        }

        @Test
        void lookThatShowsSomethingElseStartsTheTwoLooksAnew() {
            History told = lastingLock()
                    .shown(Sight.LOCKED)
                    .later(SETTLE)
                    .shown(Sight.NO_ANSWER)
                    .later(SETTLE)
                    .shown(Sight.LOCKED);

            assertProvesNothing(told);
            assertProves(told.later(SETTLE).shown(Sight.LOCKED), Outcome.ALREADY_LOCKED);
        }

        @Test
        void lookOfAPersonProvesNothing() {
            History told = lastingLock()
                    .shown(Sight.LOCKED)
                    .later(SETTLE)
                    .told(next -> next.looked(Purpose.LIVE, Sight.LOCKED));

            assertProvesNothing(told);
        }

        @Test
        void unlockedAlready() {
            assertProves(unlock().shown(Sight.UNLOCKED).later(SETTLE).shown(Sight.UNLOCKED), Outcome.ALREADY_UNLOCKED);
        }

        @Test
        void accountThatIsNotThereWasNotFound() {
            assertProves(
                    lastingLock().shown(Sight.NOT_FOUND).later(SETTLE).shown(Sight.NOT_FOUND),
                    Outcome.ACCOUNT_NOT_FOUND);
        }

        @Test
        void whatIsToBeDoneNeedsNoSecondLook() {
            assertThat(lastingLock().then().needsSecondLook()).isFalse();
            assertThat(lastingLock().shown(Sight.UNLOCKED).then().needsSecondLook())
                    .isFalse();
            assertThat(lastingLock().shown(Sight.NOT_FOUND).then().needsSecondLook())
                    .isTrue();
            assertThat(lastingLock().upToTheCall().then().needsSecondLook()).isFalse();
            assertThat(locked(lastingLock()).then().needsSecondLook()).isFalse();
        }

        @Test
        void accountThatVanishedAfterTheApprovalHasChanged() {
            History told = approvedLock().before(Sight.NOT_FOUND);

            assertThat(told.then().needsSecondLook()).isTrue();
            assertProves(told.later(SETTLE).before(Sight.NOT_FOUND), Outcome.TARGET_CHANGED);
        }

        @Test
        void accountThatWasMadeAgainAfterTheApprovalHasChanged() {
            History told = approvedLock().told(WithoutACall::madeAgain);

            assertThat(told.then().needsSecondLook()).isTrue();
            assertThat(told.then().foundAsApproved()).isFalse();
            assertProves(told.later(SETTLE).told(WithoutACall::madeAgain), Outcome.TARGET_CHANGED);
        }

        @Test
        void lockThatSomebodyElseHoldsNowIsNotTheOneToRemove() {
            History told = unlock().shown(Sight.LOCKED).policy(1).approvedBy(People.MANAGER);

            assertProves(
                    told.told(WithoutACall::heldByAnother).later(SETTLE).told(WithoutACall::heldByAnother),
                    Outcome.TARGET_CHANGED);
        }

        @Test
        void lockWhoseTimeWasOverMeanwhileNeedsNoUnlock() {
            History told = unlock().shown(Sight.LOCKED).policy(1).approvedBy(People.MANAGER);

            assertProves(told.before(Sight.UNLOCKED).later(SETTLE).before(Sight.UNLOCKED), Outcome.ALREADY_UNLOCKED);
        }

        @Test
        void lockByAStrangerAfterTheApprovalIsNotOurs() {
            History told = approvedLock().before(Sight.LOCKED).later(SETTLE).before(Sight.LOCKED);

            assertProves(told, Outcome.ALREADY_LOCKED);
        }

        @Test
        void decisionMakesLooksBeforeItCountForNothing() {
            History told = lastingLock()
                    .shown(Sight.LOCKED)
                    .later(SETTLE)
                    .shown(Sight.LOCKED)
                    .policy(1);

            assertProvesNothing(told);
            assertThat(told.then().latestLook()).isEmpty();
            assertThat(approvedLock().before(Sight.UNLOCKED).then().before()).isPresent();
            assertThat(approvedLock().then().before()).isEmpty();
        }

        private static RequestCase shownAt(History told, Instant asked, Sight saw) {
            return told.then()
                    .and(but(new Told(asked, Frozen.lastingLock()).looked(Purpose.APPROVAL, saw), "asked", asked));
        }

        private static Fact.Looked madeAgain(Told next) {
            return but(next.looked(Purpose.BEFORE, Sight.UNLOCKED), "created", "2026-03-02");
        }

        private static Fact.Looked heldByAnother(Told next) {
            return but(next.looked(Purpose.BEFORE, Sight.LOCKED), "holds", "locked by someone else");
        }
    }

    @Nested
    class Locked {

        @Test
        void oneLookIsProofAfterAnAcceptedCall() {
            History told = locked(lastingLock());

            assertProves(told, Outcome.LOCKED);
            assertThat(told.then().proven()).isTrue();
            assertThat(told.then().everLocked()).isTrue();
            assertThat(told.then().of(Call.LOCK).accepted()).contains("receipt-1");
            assertThat(told.then().asked().certain()).isTrue();
        }

        @Test
        void twoLooksAreProofAfterALostAnswer() {
            History told = lastingLock().upToTheCall().lockCalled().lost().lookedLocked();
            Instant first = told.then().latestLook().orElseThrow().asked();

            assertProvesNothing(told);
            assertThat(told.then().everLocked()).isFalse();
            assertThat(told.at(first.plus(SETTLE).minusNanos(1))
                            .lookedLocked()
                            .then()
                            .lockProven())
                    .isFalse();
            assertProves(told.at(first.plus(SETTLE)).lookedLocked(), Outcome.LOCKED);
        }

        @Test
        void twoLooksAreProofWhileTheCallHasNoAnswer() {
            History told = lastingLock()
                    .upToTheCall()
                    .lockCalled()
                    .lookedLocked()
                    .later(SETTLE)
                    .lookedLocked();

            assertProves(told, Outcome.LOCKED);
            assertThat(told.then().of(Call.LOCK).pending()).isTrue();
        }

        @Test
        void lookThatWasAskedBeforeTheAnswerProvesNothing() {
            History told = lastingLock().upToTheCall().lockCalled().accepted();
            Instant answered = told.at().minusSeconds(1);

            History early =
                    told.told(next -> but(next.looked(Purpose.AFTER, Sight.LOCKED), "asked", answered.minusNanos(1)));

            assertProvesNothing(early);
            assertProves(
                    early.told(next -> but(next.looked(Purpose.AFTER, Sight.LOCKED), "asked", answered)),
                    Outcome.LOCKED);
        }

        @Test
        void lookFromBeforeTheCallProvesNothing() {
            History told = lastingLock().upToTheCall().lockCalled();
            Instant called = told.at().minusSeconds(1);
            assertThat(told.then().latestLook()).isEmpty();

            told.told(next -> but(next.looked(Purpose.AFTER, Sight.LOCKED), "asked", called.minusNanos(1)));
            assertThat(told.then().latestLook()).isEmpty();

            told.told(next -> but(next.looked(Purpose.AFTER, Sight.LOCKED), "asked", called));
            assertThat(told.then().latestLook()).isPresent();
        }

        @Test
        void onlyCallsWhoseEffectIsNotKnownAreOpen() {
            assertThat(lastingLock()
                            .upToTheCall()
                            .lockCalled()
                            .then()
                            .of(Call.LOCK)
                            .open())
                    .isOne();
            assertThat(lastingLock()
                            .upToTheCall()
                            .lockCalled()
                            .lost()
                            .then()
                            .of(Call.LOCK)
                            .open())
                    .isOne();
            assertThat(lastingLock()
                            .upToTheCall()
                            .lockCalled()
                            .accepted()
                            .then()
                            .of(Call.LOCK)
                            .open())
                    .isZero();
        }

        @Test
        void onlyConflictsAreCountedAsConflicts() {
            assertThat(lastingLock()
                            .upToTheCall()
                            .lockCalled()
                            .answered(Answer.CONFLICT)
                            .then()
                            .of(Call.LOCK)
                            .conflicts())
                    .isOne();
            assertThat(lastingLock()
                            .upToTheCall()
                            .lockCalled()
                            .answered(Answer.NOT_FOUND)
                            .then()
                            .of(Call.LOCK)
                            .conflicts())
                    .isZero();
        }

        @Test
        void lookThatContradictsTakesTheProofBack() {
            assertProvesNothing(locked(lastingLock()).lookedUnlocked());
        }

        @Test
        void temporaryLockEndsOnlyWithItsTime() {
            History told = locked(temporaryLock());

            assertProvesNothing(told);
            assertThat(told.then().lockProven()).isTrue();
            assertThat(told.then().undoCause(LOCK_UNTIL.minusNanos(1))).isEmpty();
            assertThat(told.then().undoCause(LOCK_UNTIL)).contains(Cause.EXPIRY);
        }

        @Test
        void secondLockCallIsProofWithTheFirst() {
            History told = lastingLock()
                    .upToTheCall()
                    .lockCalled()
                    .lost()
                    .lookedUnlocked()
                    .lockCalled()
                    .accepted()
                    .lookedLocked();

            assertProves(told, Outcome.LOCKED);
            assertThat(told.then().of(Call.LOCK).intended()).isEqualTo(2);
            assertThat(told.then().of(Call.LOCK).open()).isOne();
        }

        @Test
        void versionZeroOneTookOneLookForProof() {
            History told = History.of(Frozen.oldLock())
                    .upToTheCall()
                    .lockCalled()
                    .lost()
                    .lookedLocked();

            assertProves(told, Outcome.LOCKED);
        }
    }

    @Nested
    class Refused {

        @ParameterizedTest
        @EnumSource(names = {"CONFLICT", "NOT_FOUND"})
        void refusedCallLeavesTheAccountUnchanged(Answer answer) {
            History told = lastingLock().upToTheCall().lockCalled().answered(answer);

            assertProvesNothing(told);
            assertThat(told.then().mayHaveChanged()).isFalse();
            assertProves(told.lookedUnlocked(), Outcome.FAILED_UNCHANGED);
        }

        @ParameterizedTest
        @EnumSource(names = {"UNAVAILABLE", "AUTH", "CALLER"})
        void callThatNeverReachedTheAccountMayBeSentAgain(Answer answer) {
            History told =
                    lastingLock().upToTheCall().lockCalled().answered(answer).lookedUnlocked();

            assertProvesNothing(told);
            assertProves(told.lockCalled().accepted().lookedLocked(), Outcome.LOCKED);
        }

        @Test
        void accountThatLooksOtherwiseAfterwardsIsNotUnchanged() {
            History told = lastingLock().upToTheCall().lockCalled().answered(Answer.CONFLICT);

            assertProvesNothing(told.looked(Sight.NOT_FOUND));
            assertProvesNothing(told.lookedLocked());
        }

        @Test
        void secondLookBeforeTheCallDoesNotReplaceTheFirst() {
            History told = lastingLock().upToTheCall().lockCalled().answered(Answer.CONFLICT);

            assertProvesNothing(told.before(Sight.LOCKED));
            assertProvesNothing(told.before(Sight.NOT_FOUND));
            assertProves(told.before(Sight.UNLOCKED), Outcome.FAILED_UNCHANGED);
        }

        @Test
        void refusalAfterALostCallProvesNothing() {
            History told = lastingLock()
                    .upToTheCall()
                    .lockCalled()
                    .lost()
                    .lookedUnlocked()
                    .lockCalled()
                    .answered(Answer.CONFLICT)
                    .lookedUnlocked();

            assertProvesNothing(told);
            assertThat(told.then().of(Call.LOCK).mayHaveChanged()).isTrue();
            assertThat(told.then().of(Call.LOCK).conflicts()).isOne();
        }

        @Test
        void lateRefusalOfTheSecondLockCallDoesNotHideTheFirst() {
            History told = temporaryLock()
                    .upToTheCall()
                    .lockCalled()
                    .lost()
                    .lookedUnlocked()
                    .lockCalled()
                    .lookedLocked()
                    .later(SETTLE)
                    .lookedLocked()
                    .told(next -> next.answered(Call.LOCK, Answer.CONFLICT))
                    .lookedUnlocked();

            assertThat(told.then().of(Call.LOCK).mayHaveChanged()).isTrue();
            assertProvesNothing(told);
        }

        @Test
        void temporaryLockWhoseCallsNeverArrivedExpires() {
            History told = temporaryLock()
                    .upToTheCall()
                    .lockCalled()
                    .answered(Answer.UNAVAILABLE)
                    .lookedUnlocked();

            assertThat(told.then().outcome(LOCK_UNTIL.minusNanos(1))).isEmpty();
            assertThat(told.then().outcome(LOCK_UNTIL)).contains(Outcome.EXPIRED);
        }
    }

    @Nested
    class Unlocked {

        @Test
        void oneLookIsProofAfterAnAcceptedCall() {
            History told = unlock().upToTheCall().unlockCalled().accepted().lookedUnlocked();

            assertProves(told, Outcome.UNLOCKED);
            assertThat(told.then().proven()).isTrue();
            assertThat(told.then().unlockProven()).isTrue();
        }

        @Test
        void twoLooksAreProofAfterALostAnswer() {
            History told = unlock().upToTheCall().unlockCalled().lost().lookedUnlocked();

            assertProvesNothing(told);
            assertProves(told.later(SETTLE).lookedUnlocked(), Outcome.UNLOCKED);
        }

        @Test
        void refusedUnlockLeavesTheAccountUnchanged() {
            History told = unlock().upToTheCall().unlockCalled().answered(Answer.CONFLICT);

            assertProves(told.lookedLocked(), Outcome.FAILED_UNCHANGED);
        }

        @Test
        void requestToUnlockHoldsNothing() {
            History told = unlock().upToTheCall().unlockCalled().accepted().lookedUnlocked();

            assertThat(told.then().hold()).contains(HoldState.ACTIVE);
            assertThat(told.ended(Outcome.UNLOCKED).then().hold()).isEmpty();
        }

        @Test
        void nobodyMayApproveTheRemovalOfAStrangersLock() {
            assertThat(unlock().then().denial()).isEmpty();
            assertThat(unlock().shown(Sight.LOCKED).then().denial()).isEmpty();
            assertThat(unlock().shown(Sight.UNLOCKED).then().denial()).isEmpty();
            assertThat(unlock().told(BrokenDecisions::foreignLock).then().denial())
                    .hasValueSatisfying(why -> assertThat(why).startsWith("The lock is not ours"));
            assertThat(History.of(Frozen.unlockOfAForeignLock())
                            .told(BrokenDecisions::foreignLock)
                            .then()
                            .denial())
                    .isEmpty();
            assertThat(lastingLock().told(BrokenDecisions::foreignLock).then().denial())
                    .isEmpty();
        }

        @Test
        void requestToUnlockHasNothingToUndo() {
            History told = unlock().upToTheCall().unlockCalled().lost().lookedLast(Sight.LOCKED);

            assertThat(told.then().undoCause(LOCK_UNTIL)).isEmpty();
            assertThat(told.then().stuck()).isTrue();
        }
    }

    private static History locked(History told) {
        return told.upToTheCall().lockCalled().accepted().lookedLocked();
    }

    private static History approvedLock() {
        return lastingLock().shown(Sight.UNLOCKED).policy(1).approvedBy(People.MANAGER);
    }

    private static void assertProves(History told, Outcome outcome) {
        assertThat(told.then().outcome(told.at())).contains(outcome);
        assertThat(MayFollow.refusal(told.then(), told.next().ended(outcome))).isEmpty();
    }

    private static void assertProvesNothing(History told) {
        assertThat(told.then().outcome(told.at())).isEmpty();
    }
}
