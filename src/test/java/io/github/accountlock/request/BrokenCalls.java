package io.github.accountlock.request;

import static io.github.accountlock.request.Broken.rule;
import static io.github.accountlock.request.Told.but;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.request.Fact.CallAnswered;
import io.github.accountlock.request.Fact.CallIntended;
import io.github.accountlock.request.Fact.Cause;
import io.github.accountlock.request.Fact.Looked;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Calls that nobody approved, that come too late, or that would hide what a call before them did. */
final class BrokenCalls {

    private static final String STILL_A_MEMBER =
            "for a request to unlock, who approved, or was represented, is still a member of the asked group";
    private static final String AS_APPROVED =
            "for the first call, the account was found as it was approved, after the last approval";
    private static final String NOT_AS_APPROVED = "the account was not found as it was approved";
    private static final String ONLY_A_LOCK = "a lock is called for a request to lock that nobody wants undone";
    private static final String NOTHING_IS_LOCKED =
            "nothing is locked for a request to unlock, nor after an undo was wanted";
    private static final String NOT_SEEN = "the account was not seen as it is to be changed since the last call";
    private static final String ONCE_MORE = "a lock call is repeated once, and only after a look that shows no effect";
    private static final String READ_FIRST =
            "a call had no answer: the account has to be read before it is called again, and at most twice";
    private static final String OURS =
            "our own lock is removed only if it is ours, an undo is wanted, and the account is locked now";
    private static final String WAITING = "a call of this kind waits for its answer";
    private static final String NOT_WAITING = "no call of this kind waits for an answer";

    private BrokenCalls() {}

    static List<Broken> all() {
        return Stream.of(withoutApproval(), notAsApproved(), repeated(), toUnlock(), anotherAccount(), answers())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Broken> withoutApproval() {
        Instant expires = upToTheCall().then().grants().get(0).expires();
        return List.of(
                rule(CallIntended.class, "a policy has decided")
                        .after(History.lastingLock().shown(Sight.UNLOCKED))
                        .by(BrokenCalls::lock)
                        .says("no policy has decided who must approve")
                        .butLetsIn(next -> next.policy(1)),
                rule(
                                CallIntended.class,
                                "the request was neither rejected nor withdrawn (but a lock that its review has rejected is removed)")
                        .after(upToTheCall().withdrawn())
                        .by(BrokenCalls::lock)
                        .says("the request was rejected or withdrawn")
                        .butLetsIn(next -> next.ended(Outcome.WITHDRAWN)),
                rule(
                                CallIntended.class,
                                "it has all its approvals, or the policy lets this requester lock first, or it had them until its end")
                        .after(History.lastingLock()
                                .shown(Sight.UNLOCKED)
                                .policy(2)
                                .approvedBy(People.MANAGER))
                        .by(BrokenCalls::lock)
                        .says("1 of 2 approvals are in the ledger")
                        .butLetsIn(next -> next.approved(People.SECOND_MANAGER)),
                rule(
                                CallIntended.class,
                                "it has all its approvals, or the policy lets this requester lock first, or it had them until its end")
                        .after(History.lastingLock().shown(Sight.UNLOCKED).denied())
                        .by(BrokenCalls::lock)
                        .says("0 of 0 approvals are in the ledger")
                        .butLetsIn(next -> next.ended(Outcome.DENIED)),
                rule(CallIntended.class, "for the first call, no approval has expired")
                        .after(upToTheCall().at(expires))
                        .by(BrokenCalls::lock)
                        .says("an approval has expired")
                        .butLetsIn(next -> but(lock(next), "at", expires.minusNanos(1))),
                rule(CallIntended.class, "for the first call, no approval has expired")
                        .after(neverApproved()
                                .at(neverApproved()
                                        .then()
                                        .policy()
                                        .orElseThrow()
                                        .due()))
                        .by(BrokenCalls::lock)
                        .says("an approval has expired")
                        .butLetsIn(next -> but(lock(next), "at", next.at().minusNanos(1))),
                rule(CallIntended.class, "it has a deadline in the future")
                        .after(upToTheCall())
                        .by(next -> but(lock(next), "deadline", next.at()))
                        .says("a call needs a deadline")
                        .butLetsIn(next -> but(lock(next), "deadline", next.at().plusNanos(1))),
                rule(CallIntended.class, "nothing is locked before the time from which on the account is to be locked")
                        .after(History.of(Frozen.scheduledLock())
                                .shown(Sight.UNLOCKED)
                                .policy(1)
                                .approvedBy(People.MANAGER)
                                .at(Frozen.LOCK_FROM)
                                .before(Sight.UNLOCKED)
                                .at(Frozen.LOCK_FROM.minusNanos(1)))
                        .by(BrokenCalls::lock)
                        .says("the account is to be locked at 2026-03-02T13:00:00Z, and not before")
                        .butLetsIn(next -> but(lock(next), "at", Frozen.LOCK_FROM)),
                tooLate(History.temporaryLock().upToTheCall()),
                tooLate(History.temporaryLock()
                        .upToTheCall()
                        .lockCalled()
                        .lost()
                        .lookedUnlocked()));
    }

    private static Broken tooLate(History history) {
        return rule(CallIntended.class, "a lock call comes before the end of the lock")
                .after(history.at(Frozen.LOCK_UNTIL))
                .by(BrokenCalls::lock)
                .says("the lock was to end before it could begin")
                .butLetsIn(next -> but(lock(next), "at", Frozen.LOCK_UNTIL.minusNanos(1)));
    }

    private static List<Broken> notAsApproved() {
        return List.of(
                found(approved()),
                found(approved().before(Sight.LOCKED)),
                found(approved().before(Sight.NOT_FOUND)),
                found(approved().before(Sight.UNKNOWN)),
                found(approved().before(Sight.NO_ANSWER)),
                found(approved().told(next -> but(before(next), "type", "super"))),
                found(approved().told(next -> but(before(next), "created", "2026-03-01"))),
                rule(CallIntended.class, AS_APPROVED)
                        .after(History.unlock()
                                .shown(Sight.LOCKED)
                                .policy(1)
                                .approvedBy(People.MANAGER)
                                .told(next -> but(next.looked(Purpose.BEFORE, Sight.LOCKED), "holds", "someone else")))
                        .by(BrokenCalls::unlock)
                        .says(NOT_AS_APPROVED)
                        .butLetsIn(next -> next.looked(Purpose.BEFORE, Sight.LOCKED)));
    }

    private static Broken found(History history) {
        return rule(CallIntended.class, AS_APPROVED)
                .after(history)
                .by(BrokenCalls::lock)
                .says(NOT_AS_APPROVED)
                .butLetsIn(BrokenCalls::before);
    }

    private static List<Broken> repeated() {
        return List.of(
                rule(
                                CallIntended.class,
                                "after a call without an answer, the account was looked at when nothing of it was on its way"
                                        + " any more")
                        .after(upToTheCall().lockCalled().lookedUnlocked())
                        .by(BrokenCalls::lock)
                        .says("a call without an answer may still be on its way")
                        .butLetsIn(BrokenCalls::after),
                rule(CallIntended.class, "a call that was accepted is not repeated")
                        .after(upToTheCall().lockCalled().accepted().lookedUnlocked())
                        .by(BrokenCalls::lock)
                        .says("the call was accepted already")
                        .butLetsIn(BrokenCalls::after),
                seenAgain(upToTheCall().lockCalled().answered(Answer.UNAVAILABLE))
                        .by(BrokenCalls::lock)
                        .says(NOT_SEEN)
                        .butLetsIn(BrokenCalls::after),
                seenAgain(unlockUpToTheCall().unlockCalled().answered(Answer.AUTH))
                        .by(BrokenCalls::unlock)
                        .says(NOT_SEEN)
                        .butLetsIn(BrokenCalls::after),
                seenAgain(upToTheCall()
                                .lockCalled()
                                .answered(Answer.UNAVAILABLE)
                                .lookedLocked())
                        .by(BrokenCalls::lock)
                        .says(NOT_SEEN)
                        .butLetsIn(BrokenCalls::after),
                seenAgain(upToTheCall()
                                .lockCalled()
                                .answered(Answer.UNAVAILABLE)
                                .told(next -> but(next.looked(Purpose.AFTER, Sight.UNLOCKED), "type", "super")))
                        .by(BrokenCalls::lock)
                        .says(NOT_SEEN)
                        .butLetsIn(BrokenCalls::after),
                lockOnceMore(upToTheCall().lockCalled()),
                lockOnceMore(upToTheCall().lockCalled().lost()),
                lockOnceMore(upToTheCall().lockCalled().lost().lookedLocked()),
                lockOnceMore(upToTheCall().lockCalled().lost().lookedUnlocked().looked(Sight.NO_ANSWER)),
                lockOnceMore(upToTheCall()
                        .lockCalled()
                        .lost()
                        .lookedUnlocked()
                        .lockCalled()
                        .lost()
                        .lookedUnlocked()),
                lockOnceMore(failed().settleAsked().settled(Settlement.VERIFY)),
                lockOnceMore(failed().settleAsked().settled(Settlement.VERIFY).looked(Sight.UNKNOWN)),
                rule(CallIntended.class, "no operator has closed the request")
                        .after(failed().settleAsked().settled(Settlement.KEEP).lookedUnlocked())
                        .by(BrokenCalls::lock)
                        .says("an operator has closed the request as it is")
                        .butLetsIn(next -> next.ended(Outcome.CLOSED_BY_OPERATOR)),
                rule(
                                CallIntended.class,
                                "an unlock call is not repeated while its effect is open: a lock seen after it may be a"
                                        + " stranger's")
                        .after(unlockUpToTheCall().unlockCalled().lost().lookedLocked())
                        .by(BrokenCalls::unlock)
                        .says("an unlock call of ours had no answer, so an operator has to decide")
                        .butLetsIn(BrokenCalls::after));
    }

    private static Broken.By seenAgain(History history) {
        return rule(
                        CallIntended.class,
                        "since the last call, the account was looked at, and is still to be changed; as long as no call may have"
                                + " changed it, it is of the kind that was approved")
                .after(history);
    }

    private static Broken lockOnceMore(History history) {
        return rule(CallIntended.class, ONCE_MORE)
                .after(history)
                .by(BrokenCalls::lock)
                .says(READ_FIRST)
                .butLetsIn(BrokenCalls::after);
    }

    private static Fact.Looked shared(Told next, Purpose why) {
        return but(next.heldByUs(why), "holds", Told.HOLDS + "\nlocked by another, request-9");
    }

    private static List<Broken> toUnlock() {
        return List.of(
                rule(CallIntended.class, ONLY_A_LOCK)
                        .after(unlockUpToTheCall())
                        .by(BrokenCalls::lock)
                        .says(NOTHING_IS_LOCKED)
                        .butLetsIn(BrokenCalls::unlock),
                rule(CallIntended.class, ONLY_A_LOCK)
                        .after(upToTheCall()
                                .lockCalled()
                                .lost()
                                .lookedLast(Sight.UNLOCKED)
                                .undoWanted(Cause.FAILURE))
                        .by(BrokenCalls::lock)
                        .says(NOTHING_IS_LOCKED)
                        .butLetsIn(BrokenCalls::undo),
                undo(failed(), "Nobody asked for this undo: the lock has neither failed nor expired."),
                undo(
                        failed().undoWanted(Cause.FAILURE),
                        "The account has not been looked at since the undo was wanted."),
                undo(
                        failed().undoWanted(Cause.FAILURE)
                                .told(next -> but(undo(next), "holders", List.of(People.HOLDER))),
                        "Another request holds this account locked."),
                undo(expired().lookedForUndo(Sight.UNLOCKED), "The account is not locked."),
                rule(CallIntended.class, "where other requests of ours keep the account locked, nothing is called")
                        .after(History.of(Frozen.unlockOfOneHold())
                                .told(next -> shared(next, Purpose.APPROVAL))
                                .policy(1)
                                .approvedBy(People.MANAGER)
                                .told(next -> shared(next, Purpose.BEFORE)))
                        .by(BrokenCalls::unlock)
                        .says("other requests keep the account locked, or have ended the lock: this hold is released"
                                + " without a call")
                        .butLetsIn(next -> next.ended(Outcome.RELEASED)),
                rule(CallIntended.class, "a stranger's lock is removed only if the request says so")
                        .after(strangersLock())
                        .by(BrokenCalls::unlock)
                        .says("the lock is not ours, and the request does not say that a foreign lock is removed")
                        .butLetsIn(next -> next.looked(Purpose.LIVE, Sight.LOCKED)),
                rule(CallIntended.class, STILL_A_MEMBER)
                        .after(History.unlock()
                                .shown(Sight.LOCKED)
                                .policy(1)
                                .told(next -> next.approved(People.DEPUTY, People.MANAGER))
                                .before(Sight.LOCKED))
                        .by(next -> but(unlock(next), "members", List.of(People.DEPUTY.id())))
                        .says("manager, for whom deputy approved, is no longer a member of the group managers")
                        .butLetsIn(BrokenCalls::unlock),
                rule(CallIntended.class, STILL_A_MEMBER)
                        .after(unlockUpToTheCall())
                        .by(next -> but(unlock(next), "members", List.of(People.SECOND_MANAGER.id())))
                        .says("manager, who approved, is no longer a member of the group managers")
                        .butLetsIn(BrokenCalls::unlock));
    }

    /** The account was deleted after the first call, and another made under its name. */
    private static List<Broken> anotherAccount() {
        String stillTheSame = "the account is surely still the one that was approved, not another made under its name";
        String another = "it is not surely the account that was approved: another may bear the name";
        return List.of(
                rule(CallIntended.class, stillTheSame)
                        .after(upToTheCall()
                                .lockCalled()
                                .lost()
                                .told(next -> madeAgain(next.looked(Purpose.AFTER, Sight.UNLOCKED))))
                        .by(BrokenCalls::lock)
                        .says(another)
                        .butLetsIn(BrokenCalls::after),
                rule(CallIntended.class, stillTheSame)
                        .after(unlockUpToTheCall()
                                .unlockCalled()
                                .answered(Answer.CONFLICT)
                                .told(next -> madeAgain(next.looked(Purpose.AFTER, Sight.LOCKED))))
                        .by(BrokenCalls::unlock)
                        .says(another)
                        .butLetsIn(BrokenCalls::after),
                undo(
                        expired().told(next -> madeAgain(undo(next))),
                        "Another account bears the name by now (made 2026-03-01). A lock on it is not ours to remove."));
    }

    static Looked madeAgain(Looked look) {
        return but(look, "created", "2026-03-01");
    }

    private static Broken undo(History history, String sentence) {
        boolean wanted = history.then().undo().isPresent();
        return rule(CallIntended.class, OURS)
                .after(history)
                .by(BrokenCalls::unlock)
                .says(sentence)
                .butLetsIn(wanted ? BrokenCalls::undo : next -> next.undoWanted(Cause.FAILURE));
    }

    private static List<Broken> answers() {
        return List.of(
                rule(CallAnswered.class, WAITING)
                        .after(upToTheCall())
                        .by(next -> next.answered(Call.LOCK, Answer.ACCEPTED))
                        .says(NOT_WAITING)
                        .butLetsIn(BrokenCalls::lock),
                rule(CallAnswered.class, WAITING)
                        .after(upToTheCall().lockCalled())
                        .by(next -> next.answered(Call.UNLOCK, Answer.ACCEPTED))
                        .says(NOT_WAITING)
                        .butLetsIn(next -> next.answered(Call.LOCK, Answer.ACCEPTED)),
                rule(CallAnswered.class, WAITING)
                        .after(upToTheCall().lockCalled().lost())
                        .by(next -> next.answered(Call.LOCK, Answer.ACCEPTED))
                        .says(NOT_WAITING)
                        .butLetsIn(BrokenCalls::after));
    }

    private static History approved() {
        return History.lastingLock().shown(Sight.UNLOCKED).policy(1).approvedBy(People.MANAGER);
    }

    private static History upToTheCall() {
        return History.lastingLock().upToTheCall();
    }

    private static History unlockUpToTheCall() {
        return History.unlock().upToTheCall();
    }

    /** The cloud contradicts the lock to the last. */
    private static History failed() {
        return upToTheCall().lockCalled().accepted().lookedLast(Sight.UNLOCKED);
    }

    private static History expired() {
        return History.temporaryLock()
                .upToTheCall()
                .lockCalled()
                .accepted()
                .lookedLocked()
                .later(Duration.ofHours(8))
                .undoWanted(Cause.EXPIRY);
    }

    /** A policy that the running system would have refused asked for the approval. */
    private static History strangersLock() {
        return History.unlock()
                .told(BrokenDecisions::foreignLock)
                .pastTheDoor(next -> next.policy(1))
                .approvedBy(People.MANAGER)
                .told(next -> but(BrokenDecisions.foreignLock(next), "why", Purpose.BEFORE));
    }

    private static CallIntended lock(Told next) {
        return next.called(Call.LOCK);
    }

    private static CallIntended unlock(Told next) {
        return next.called(Call.UNLOCK);
    }

    private static Looked before(Told next) {
        return next.looked(Purpose.BEFORE, Sight.UNLOCKED);
    }

    private static Looked after(Told next) {
        return next.looked(Purpose.AFTER, Sight.LOCKED);
    }

    private static Looked undo(Told next) {
        return next.looked(Purpose.UNDO, Sight.LOCKED);
    }

    private static History neverApproved() {
        return History.lastingLock()
                .shown(Sight.UNLOCKED)
                .told(Told::needingNone)
                .before(Sight.UNLOCKED);
    }
}
