package io.github.accountlock.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Person;
import io.github.accountlock.request.Fact.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A request told fact by fact, a second apart. Each fact has to pass the door, as in the running system. */
final class History {

    private static final Duration BETWEEN_FACTS = Duration.ofSeconds(1);

    private final FrozenRequest frozen;
    private final List<Fact> facts = new ArrayList<>();
    private RequestCase now = RequestCase.NONE;
    private Instant at = Frozen.NOON;
    private Call lastCall = Call.LOCK;

    private History(FrozenRequest frozen) {
        this.frozen = frozen;
    }

    /** Before anybody asked. */
    static History notYet(FrozenRequest frozen) {
        return new History(frozen);
    }

    static History of(FrozenRequest frozen) {
        return notYet(frozen).told(Told::requested);
    }

    static History lastingLock() {
        return of(Frozen.lastingLock());
    }

    static History temporaryLock() {
        return of(Frozen.temporaryLock());
    }

    static History unlock() {
        return of(Frozen.unlock());
    }

    /** What is done to the account is approved and may be called next. */
    History upToTheCall() {
        Sight other = frozen.request().target() == Call.LOCK.target() ? Sight.UNLOCKED : Sight.LOCKED;
        return shown(other).policy(1).approvedBy(People.MANAGER).before(other);
    }

    /** An emergency lock that is proven before anybody has approved it. */
    static History lockedFirst(int approvals) {
        return of(Frozen.emergencyLock())
                .shown(Sight.UNLOCKED)
                .told(next -> next.lockingFirst(approvals))
                .before(Sight.UNLOCKED)
                .lockCalled()
                .accepted()
                .lookedLocked();
    }

    /** A lock whose time is over, and whose approvers are asked whether it stays. */
    static History reviewedAtItsEnd() {
        return lockedUntilItsEnd().told(Told::reviewAsked);
    }

    static History lockedUntilItsEnd() {
        return of(Frozen.lockWithAReviewAtItsEnd())
                .upToTheCall()
                .lockCalled()
                .accepted()
                .lookedLocked()
                .at(Frozen.LOCK_UNTIL);
    }

    History shown(Sight saw) {
        return told(next -> next.looked(Purpose.APPROVAL, saw));
    }

    /** Shown, approved and found as held by a request of ours. */
    History upToTheFurtherHold() {
        return told(next -> next.heldByUs(Purpose.APPROVAL))
                .policy(1)
                .approvedBy(People.MANAGER)
                .told(next -> next.heldByUs(Purpose.BEFORE));
    }

    History policy(int approvals) {
        return told(next -> next.policy(approvals));
    }

    History denied() {
        return told(Told::denied);
    }

    History approvedBy(Person person) {
        return told(next -> now.reviewAskedAt()
                .map(asked -> next.approvedAtTheEnd(person, asked))
                .orElseGet(() -> next.approved(person)));
    }

    History rejectedBy(Person person) {
        return told(next -> now.reviewAskedAt()
                .map(asked -> next.rejectedAtTheEnd(person, asked))
                .orElseGet(() -> next.rejected(person)));
    }

    History withdrawn() {
        return told(Told::withdrawn);
    }

    History before(Sight saw) {
        return told(next -> next.looked(Purpose.BEFORE, saw));
    }

    History lockCalled() {
        return called(Call.LOCK);
    }

    History unlockCalled() {
        return called(Call.UNLOCK);
    }

    private History called(Call call) {
        lastCall = call;
        return told(next -> next.called(call));
    }

    History accepted() {
        return answered(Answer.ACCEPTED);
    }

    History lost() {
        return answered(Answer.LOST);
    }

    /** The last call. */
    History answered(Answer answer) {
        return told(next -> next.answered(lastCall, answer));
    }

    History looked(Sight saw) {
        return told(next -> next.looked(Purpose.AFTER, saw));
    }

    History lookedLocked() {
        return looked(Sight.LOCKED);
    }

    History lookedUnlocked() {
        return looked(Sight.UNLOCKED);
    }

    /** The last look of a series. */
    History lookedLast(Sight saw) {
        return told(next -> next.lastLooked(Purpose.AFTER, saw));
    }

    History lookedForUndo(Sight saw) {
        return told(next -> next.looked(Purpose.UNDO, saw));
    }

    History undoWanted(Cause cause) {
        return told(next -> next.undoWanted(cause));
    }

    History settleAsked() {
        return told(Told::settleAsked);
    }

    History settled(Settlement settlement) {
        return told(next -> next.settled(settlement));
    }

    History deleted() {
        return told(Told::deleted);
    }

    History ended(Outcome outcome) {
        return told(next -> next.ended(outcome));
    }

    History lockGone() {
        return told(Told::lockGone);
    }

    /** Time passes until the next fact. */
    History later(Duration passed) {
        at = at.plus(passed);
        return this;
    }

    History at(Instant moment) {
        at = moment;
        return this;
    }

    History told(Function<Told, ? extends Fact> next) {
        Fact fact = next.apply(next());
        assertThat(MayFollow.refusal(now, fact)).as("may follow: %s", fact).isEmpty();
        return pastTheDoor(told -> fact);
    }

    /** As somebody writes it who has the database and the key. */
    History pastTheDoor(Function<Told, ? extends Fact> next) {
        Fact fact = next.apply(next());
        facts.add(fact);
        now = now.and(fact);
        at = at.plus(BETWEEN_FACTS);
        return this;
    }

    /** The facts that could be told now. */
    Told next() {
        return new Told(at, frozen);
    }

    Instant at() {
        return at;
    }

    RequestCase then() {
        return now;
    }

    List<Fact> facts() {
        return List.copyOf(facts);
    }
}
