package io.github.accountlock.request;

import static io.github.accountlock.request.Broken.rule;
import static io.github.accountlock.request.Told.but;

import io.github.accountlock.domain.Person;
import io.github.accountlock.request.Fact.CallIntended;
import io.github.accountlock.request.Fact.Cause;
import io.github.accountlock.request.Fact.ReviewAsked;
import io.github.accountlock.request.Fact.SettleAsked;
import io.github.accountlock.request.Fact.Settled;
import io.github.accountlock.request.Fact.UndoWanted;
import java.util.List;
import java.util.stream.Stream;

/** Undos that the request did not ask for, and operators who are not asked or may not decide. */
final class BrokenUndos {

    static final String SAYS_SO =
            "the approved request says so: its time is over after a proven lock (and the review has rejected the"
                    + " lock, if it wants one), or the last look contradicts the lock and it said undo; or the"
                    + " review has rejected an emergency lock; or it is an approved list of which all or none is to be"
                    + " locked";
    static final String NOBODY_ASKED = "Nobody asked for this undo: the lock has neither failed nor expired.";
    static final String ASKED =
            "an operator was asked, or it is a list that he wants undone: of which all or none is to be locked, and of"
                    + " which no undo is wanted yet";
    static final String NOT_THE_REQUESTER = "the requester may only have it verified again";
    private static final String OPERATOR = "somebody is logged in, and a member of the operators' group";
    private static final String ONLY_OPERATORS = "Only members of the group of operators may settle a lock.";
    private static final String VERIFY_AGAIN =
            "You made this request: you may have it verified again; to undo or keep, another operator has to settle it.";

    private static final String REVIEWED = "the request says so, and its time is over while it holds its approved lock";
    private static final String NO_REVIEW = "the end of this lock is not up for a review";

    private BrokenUndos() {}

    static List<Broken> all() {
        return Stream.of(undos(), settlements()).flatMap(List::stream).toList();
    }

    private static List<Broken> undos() {
        return List.of(
                rule(UndoWanted.class, "no undo is wanted yet")
                        .after(failed().undoWanted(Cause.FAILURE))
                        .by(next -> next.undoWanted(Cause.FAILURE))
                        .says("an undo is wanted already")
                        .butLetsIn(next -> next.looked(Purpose.UNDO, Sight.LOCKED)),
                rule(UndoWanted.class, SAYS_SO)
                        .after(History.lastingLock().shown(Sight.UNLOCKED).policy(2))
                        .by(next -> next.undoWanted(Cause.FAILURE))
                        .says("0 of 2 approvals are in the ledger")
                        .butLetsIn(next -> next.approved(People.MANAGER)),
                rule(UndoWanted.class, SAYS_SO)
                        .after(failed())
                        .by(next -> next.undoWanted(Cause.OPERATOR))
                        .says(NOBODY_ASKED)
                        .butLetsIn(next -> next.undoWanted(Cause.FAILURE)),
                rule(UndoWanted.class, SAYS_SO)
                        .after(lockedForATime())
                        .by(next -> but(next.undoWanted(Cause.EXPIRY), "at", Frozen.LOCK_UNTIL.minusNanos(1)))
                        .says(NOBODY_ASKED)
                        .butLetsIn(next -> but(next.undoWanted(Cause.EXPIRY), "at", Frozen.LOCK_UNTIL)),
                rule(UndoWanted.class, SAYS_SO)
                        .after(History.of(Frozen.lastingLockThatHolds())
                                .upToTheCall()
                                .lockCalled()
                                .accepted()
                                .lookedLast(Sight.UNLOCKED))
                        .by(next -> next.undoWanted(Cause.FAILURE))
                        .says(NOBODY_ASKED)
                        .butLetsIn(Told::settleAsked),
                rule(UndoWanted.class, SAYS_SO)
                        .after(History.lockedUntilItsEnd())
                        .by(next -> next.undoWanted(Cause.EXPIRY))
                        .says(NOBODY_ASKED)
                        .butLetsIn(Told::reviewAsked),
                rule(ReviewAsked.class, REVIEWED)
                        .after(History.lockedUntilItsEnd())
                        .by(next -> but(next.reviewAsked(), "at", Frozen.LOCK_UNTIL.minusNanos(1)))
                        .says(NO_REVIEW)
                        .butLetsIn(Told::reviewAsked),
                rule(ReviewAsked.class, REVIEWED)
                        .after(lockedForATime())
                        .by(next -> but(next.reviewAsked(), "at", Frozen.LOCK_UNTIL))
                        .says(NO_REVIEW)
                        .butLetsIn(next -> but(next.undoWanted(Cause.EXPIRY), "at", Frozen.LOCK_UNTIL)),
                rule(ReviewAsked.class, REVIEWED)
                        .after(History.reviewedAtItsEnd())
                        .by(Told::reviewAsked)
                        .says(NO_REVIEW)
                        .butLetsIn(next -> next.approvedAtTheEnd(People.MANAGER, Frozen.LOCK_UNTIL)),
                rule(SettleAsked.class, "nobody is asked yet")
                        .after(asked())
                        .by(Told::settleAsked)
                        .says("an operator is asked already")
                        .butLetsIn(next -> next.settled(Settlement.KEEP)),
                rule(SettleAsked.class, "the last look of the series proves nothing, or the undo is refused")
                        .after(History.lastingLock()
                                .upToTheCall()
                                .lockCalled()
                                .accepted()
                                .lookedUnlocked())
                        .by(Told::settleAsked)
                        .says("the process can go on by itself, so nobody is asked to settle it")
                        .butLetsIn(next -> next.looked(Purpose.AFTER, Sight.LOCKED)));
    }

    private static List<Broken> settlements() {
        return List.of(
                rule(
                                CallIntended.class,
                                "a lock whose call had no answer may be somebody else's: only an operator has it removed")
                        .after(History.temporaryLock()
                                .upToTheCall()
                                .lockCalled()
                                .lost()
                                .lookedLocked()
                                .later(Frozen.SETTLE)
                                .lookedLocked()
                                .at(Frozen.LOCK_UNTIL)
                                .undoWanted(Cause.EXPIRY)
                                .lookedForUndo(Sight.LOCKED))
                        .by(next -> next.called(Call.UNLOCK))
                        .says("Our lock call had no answer, so the lock may be somebody else's.")
                        .butLetsIn(Told::settleAsked),
                rule(Settled.class, OPERATOR)
                        .after(asked())
                        .by(next -> but(keep(next), "by", Person.NOBODY))
                        .says(ONLY_OPERATORS)
                        .butLetsIn(BrokenUndos::keep),
                rule(Settled.class, OPERATOR)
                        .after(asked())
                        .by(next -> but(keep(next), "group", ""))
                        .says(ONLY_OPERATORS)
                        .butLetsIn(BrokenUndos::keep),
                rule(Settled.class, ASKED)
                        .after(failed())
                        .by(BrokenUndos::keep)
                        .says("There is nothing to settle: the process has not asked for it.")
                        .butLetsIn(Told::settleAsked),
                rule(Settled.class, ASKED)
                        .after(asked().settled(Settlement.VERIFY))
                        .by(BrokenUndos::keep)
                        .says("There is nothing to settle: the process has not asked for it.")
                        .butLetsIn(next -> next.looked(Purpose.AFTER, Sight.LOCKED)),
                rule(Settled.class, NOT_THE_REQUESTER)
                        .after(asked())
                        .by(next -> but(keep(next), "by", People.ASKER))
                        .says(VERIFY_AGAIN)
                        .butLetsIn(next -> but(next.settled(Settlement.VERIFY), "by", People.ASKER)),
                rule(Settled.class, NOT_THE_REQUESTER)
                        .after(asked())
                        .by(next -> but(next.settled(Settlement.UNDO), "by", People.ASKER_AS_ADMIN))
                        .says(VERIFY_AGAIN)
                        .butLetsIn(next -> next.settled(Settlement.UNDO)),
                rule(
                                Settled.class,
                                "what is undone is a lock that a call of ours may have placed, or that others of us have")
                        .after(History.lastingLock()
                                .upToTheCall()
                                .lockCalled()
                                .answered(Answer.UNAVAILABLE)
                                .lookedLast(Sight.LOCKED)
                                .settleAsked())
                        .by(next -> next.settled(Settlement.UNDO))
                        .says(
                                "settlement: no call of this request has changed the account, so there is nothing to undo; choose verify or"
                                        + " keep.")
                        .butLetsIn(next -> next.settled(Settlement.VERIFY)),
                rule(Settled.class, "only a lock of ours can be undone")
                        .after(History.unlock()
                                .upToTheCall()
                                .unlockCalled()
                                .lost()
                                .lookedLast(Sight.LOCKED)
                                .settleAsked())
                        .by(next -> next.settled(Settlement.UNDO))
                        .says("settlement: choose verify or keep.")
                        .butLetsIn(BrokenUndos::keep),
                rule(Settled.class, "it says why")
                        .after(asked())
                        .by(next -> but(keep(next), "reason", " "))
                        .says("settlementReason: say what you saw and why you decide so.")
                        .butLetsIn(BrokenUndos::keep));
    }

    private static Fact.Settled keep(Told next) {
        return next.settled(Settlement.KEEP);
    }

    private static History failed() {
        return History.lastingLock().upToTheCall().lockCalled().accepted().lookedLast(Sight.UNLOCKED);
    }

    private static History asked() {
        return failed().settleAsked();
    }

    private static History lockedForATime() {
        return History.temporaryLock().upToTheCall().lockCalled().accepted().lookedLocked();
    }
}
