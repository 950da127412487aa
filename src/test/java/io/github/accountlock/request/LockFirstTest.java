package io.github.accountlock.request;

import static io.github.accountlock.request.Told.but;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.request.Fact.Cause;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An emergency lock that the policy lets the requester have at once, and its review. */
class LockFirstTest {

    @Test
    void lockIsMadeBeforeAnybodyApprovesButDoesNotEndSo() {
        History told = History.lockedFirst(1);

        assertThat(told.then().holds()).isTrue();
        assertThat(told.then().hold()).contains(HoldState.HELD);
        assertThat(told.then().underReview()).isTrue();
        assertThat(told.then().outcome(told.at())).isEmpty();
        assertThat(told.then().stuck()).isFalse();
    }

    @Test
    void confirmedLockIsAnOrdinaryHold() {
        History told = History.lockedFirst(2).approvedBy(People.MANAGER);
        assertThat(told.then().underReview()).isTrue();

        told.approvedBy(People.SECOND_MANAGER);

        assertThat(told.then().underReview()).isFalse();
        assertThat(told.then().outcome(told.at())).contains(Outcome.LOCKED);
    }

    @Test
    void rejectedLockIsUndone() {
        History told = History.lockedFirst(1).rejectedBy(People.MANAGER);
        assertThat(told.then().undoCause(told.at())).contains(Cause.REVIEW);
        assertThat(told.then().outcome(told.at())).isEmpty();

        told.undoWanted(Cause.REVIEW)
                .lookedForUndo(Sight.LOCKED)
                .unlockCalled()
                .accepted()
                .lookedUnlocked();

        assertThat(told.then().outcome(told.at())).contains(Outcome.UNDONE);
    }

    @Test
    void silenceLeavesItLockedAndItMayBeReviewedHoweverLate() {
        History told = History.lockedFirst(1).later(Duration.ofDays(30));

        assertThat(told.then().outcome(told.at())).isEmpty();
        assertThat(told.approvedBy(People.MANAGER).then().outcome(told.at())).contains(Outcome.LOCKED);
    }

    @Test
    void requesterDoesNotReviewHisOwnLockAndTakesItNotBack() {
        History told = History.lockedFirst(1);

        assertThat(MayFollow.refusal(told.then(), told.next().approved(People.ASKER)))
                .contains("You made this request, so somebody else has to decide it.");
        assertThat(MayFollow.refusal(told.then(), told.next().withdrawn())).isPresent();
    }

    @Test
    void furtherHoldIsReviewedTooAndReleasedWithoutACallWhenItIsRejected() {
        History told = History.of(Frozen.emergencyLock())
                .told(next -> next.heldByUs(Purpose.APPROVAL))
                .told(next -> next.lockingFirst(1))
                .told(next -> next.heldByUs(Purpose.BEFORE))
                .later(Frozen.SETTLE)
                .lookedLocked();
        assertThat(told.then().underReview()).isTrue();

        told.rejectedBy(People.MANAGER).undoWanted(Cause.REVIEW).told(next -> next.heldByUs(Purpose.UNDO));

        assertThat(told.then().outcome(told.at())).contains(Outcome.RELEASED);
    }

    @Test
    void lockThatCannotBeProvenIsNotReviewedButSettled() {
        History told = History.of(Frozen.emergencyLock())
                .shown(Sight.UNLOCKED)
                .told(next -> next.lockingFirst(1))
                .before(Sight.UNLOCKED)
                .lockCalled()
                .accepted()
                .lookedLast(Sight.UNLOCKED);

        assertThat(told.then().stuck()).isTrue();
        assertThat(MayFollow.refusal(told.then(), told.next().approved(People.MANAGER)))
                .contains("The emergency lock is not proven yet; it is reviewed when it is.");
    }

    @Test
    void onlyAnEmergencyLockComesFirst() {
        History normal = History.lastingLock().shown(Sight.UNLOCKED);
        assertThat(MayFollow.refusal(normal.then(), normal.next().lockingFirst(1)))
                .contains("only an emergency lock comes before its approval");
        History unlock = History.unlock().shown(Sight.LOCKED);
        assertThat(MayFollow.refusal(unlock.then(), unlock.next().lockingFirst(1)))
                .contains("only an emergency lock comes before its approval");
        History unreviewed = History.of(Frozen.emergencyLock()).shown(Sight.UNLOCKED);
        assertThat(MayFollow.refusal(unreviewed.then(), but(unreviewed.next().denied(), "lockFirst", "on-call")))
                .contains("only an emergency lock comes before its approval");
    }
}
