package io.github.accountlock.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.request.Fact.Cause;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A temporary lock at whose end people decide, as its request says. */
class EndReviewTest {

    @Test
    void lockIsNotRemovedByItself() {
        History told = History.lockedUntilItsEnd().later(Duration.ofDays(3));

        assertThat(told.then().undoCause(told.at())).isEmpty();
        assertThat(told.then().outcome(told.at())).isEmpty();
        assertThat(told.told(Told::reviewAsked).then().underReview()).isTrue();
        assertThat(told.then().hold()).contains(HoldState.HELD);
    }

    @Test
    void keptLockIsALastingOne() {
        History told = History.reviewedAtItsEnd().approvedBy(People.SECOND_MANAGER);

        assertThat(told.then().underReview()).isFalse();
        assertThat(told.then().lockUntil()).isEmpty();
        assertThat(told.then().outcome(told.at())).contains(Outcome.LOCKED);
    }

    @Test
    void whoeverApprovedTheLockMayDecideAboutItsEndHoweverLate() {
        History told = History.reviewedAtItsEnd().later(Duration.ofDays(30)).approvedBy(People.MANAGER);

        assertThat(told.then().outcome(told.at())).contains(Outcome.LOCKED);
    }

    @Test
    void keepingNeedsAsManyApprovalsAsTheLock() {
        History told = History.of(Frozen.lockWithAReviewAtItsEnd())
                .shown(Sight.UNLOCKED)
                .policy(2)
                .approvedBy(People.MANAGER)
                .approvedBy(People.SECOND_MANAGER)
                .before(Sight.UNLOCKED)
                .lockCalled()
                .accepted()
                .lookedLocked()
                .at(Frozen.LOCK_UNTIL)
                .told(Told::reviewAsked)
                .approvedBy(People.MANAGER);
        assertThat(told.then().outcome(told.at())).isEmpty();
        assertThat(told.then().progress(told.at())).startsWith("1 of 2, by manager");

        told.approvedBy(People.SECOND_MANAGER);

        assertThat(told.then().outcome(told.at())).contains(Outcome.LOCKED);
    }

    @Test
    void rejectedLockIsUnlockedAndEndsAsItsTimeIsOver() {
        History told = History.reviewedAtItsEnd().rejectedBy(People.MANAGER);
        assertThat(told.then().undoCause(told.at())).contains(Cause.EXPIRY);

        told.undoWanted(Cause.EXPIRY)
                .lookedForUndo(Sight.LOCKED)
                .unlockCalled()
                .accepted()
                .lookedUnlocked();

        assertThat(told.then().outcome(told.at())).contains(Outcome.UNLOCKED);
    }

    @Test
    void requesterNeitherKeepsNorTakesBack() {
        History told = History.reviewedAtItsEnd();

        assertThat(MayFollow.refusal(told.then(), told.next().approved(People.ASKER)))
                .contains("You made this request, so somebody else has to decide it.");
        assertThat(MayFollow.refusal(told.then(), told.next().withdrawn())).isPresent();
    }

    @Test
    void furtherHoldIsKeptOrReleasedWithoutACall() {
        History told = History.of(Frozen.lockWithAReviewAtItsEnd())
                .upToTheFurtherHold()
                .later(Frozen.SETTLE)
                .lookedLocked()
                .at(Frozen.LOCK_UNTIL)
                .told(Told::reviewAsked);
        assertThat(told.then().underReview()).isTrue();

        told.rejectedBy(People.MANAGER).undoWanted(Cause.EXPIRY).told(next -> next.heldByUs(Purpose.UNDO));

        assertThat(told.then().outcome(told.at())).contains(Outcome.RELEASED);
    }

    @Test
    void decisionFromBeforeTheEndIsNoneAboutIt() {
        History told = History.reviewedAtItsEnd();

        assertThat(MayFollow.refusal(told.then(), told.next().approved(People.MANAGER))
                        .orElseThrow())
                .contains("the decision is about another request or another state of this one");
    }

    @Test
    void fallbackIsAskedAsLateAsItWasForTheLock() {
        History told = History.of(Frozen.lockWithAReviewAtItsEnd())
                .shown(Sight.UNLOCKED)
                .told(next -> next.escalating(1))
                .approvedBy(People.MANAGER)
                .before(Sight.UNLOCKED)
                .lockCalled()
                .accepted()
                .lookedLocked()
                .at(Frozen.LOCK_UNTIL)
                .told(Told::reviewAsked);

        assertThat(told.then().policy().orElseThrow().groups(told.at())).containsExactly(Told.GROUP);
        assertThat(told.then().policy().orElseThrow().groups(Frozen.LOCK_UNTIL.plus(Told.ESCALATION)))
                .containsExactly(Told.GROUP, Told.FALLBACK);
    }

    @Test
    void lockThatPeopleHaveKeptIsNotUndoneByAMachineThatFindsItOpen() {
        History told = History.reviewedAtItsEnd().approvedBy(People.MANAGER).lookedLast(Sight.UNLOCKED);

        assertThat(told.then().undoCause(told.at())).isEmpty();
        assertThat(told.then().stuck()).isTrue();
    }

    @Test
    void lockThatIsGoneIsNotReviewed() {
        History told = History.lockedUntilItsEnd().lockGone();

        assertThat(told.then().endIsToBeReviewed(told.at())).isFalse();
        assertThat(told.then().outcome(told.at())).contains(Outcome.RELEASED);
    }
}
