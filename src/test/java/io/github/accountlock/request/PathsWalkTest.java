package io.github.accountlock.request;

import static io.github.accountlock.request.Told.but;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.request.Fact.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every sequence of a few facts, up to a length of 8 to 12: what the door lets in keeps the promises. In November 2026
 * these were 2,424,491 facts offered and 673,759 sequences let in; a refused fact leaves no trace, so that what would
 * follow it is a shorter sequence.
 */
class PathsWalkTest {

    private long offered;
    private long accepted;
    private final Set<Outcome> proven = EnumSet.noneOf(Outcome.class);

    static List<Arguments> walks() {
        return List.of(
                Arguments.of("from the request", History.temporaryLock(), beforeTheCall(), 12),
                Arguments.of("from the approval to lock", History.lastingLock().upToTheCall(), aroundACall(), 9),
                Arguments.of(
                        "from the approval for a time", History.temporaryLock().upToTheCall(), aroundACall(), 9),
                Arguments.of("from a further hold", History.lastingLock().upToTheFurtherHold(), aroundAHold(), 7),
                Arguments.of(
                        "from a further hold for a time",
                        History.temporaryLock().upToTheFurtherHold(),
                        aroundAHold(),
                        7),
                Arguments.of("from the end of a lock", History.lockedUntilItsEnd(), aroundAReview(), 7),
                Arguments.of("from the approval for a later time", approvedForLater(), aroundAStart(), 9),
                Arguments.of(
                        "from the approval for some time",
                        History.of(Frozen.lockForSomeTime()).upToTheCall(),
                        aroundACall(),
                        9),
                Arguments.of("from a second lock call", secondLockCall(), aroundACall(), 8),
                Arguments.of("from the approval to unlock", History.unlock().upToTheCall(), aroundACall(), 9));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("walks")
    void everySequenceKeepsThePromises(String from, History history, List<Function<Told, Fact>> alphabet, int depth) {
        walk(history.facts(), history.then(), history.next(), alphabet, depth);

        System.out.println("offered " + offered + " accepted " + accepted);
        assertThat(accepted)
                .as("accepted of %d offered, proving %s", offered, proven)
                .isGreaterThan(5_000);
        assertThat(proven).isNotEmpty();
    }

    private void walk(List<Fact> facts, RequestCase now, Told next, List<Function<Told, Fact>> alphabet, int depth) {
        if (depth == 0) {
            return;
        }
        Told later = new Told(next.at().plus(Frozen.SETTLE), next.frozen());
        for (Function<Told, Fact> letter : alphabet) {
            Fact fact = letter.apply(next);
            offered++;
            if (MayFollow.refusal(now, fact).isPresent()) {
                continue;
            }
            accepted++;
            List<Fact> more = new ArrayList<>(facts);
            more.add(fact);
            RequestCase then = now.and(fact);
            Promises.areKept(more, then);
            then.outcome(fact.at()).ifPresent(proven::add);
            walk(more, then, later, alphabet, depth - 1);
        }
    }

    private static History secondLockCall() {
        return History.temporaryLock()
                .upToTheCall()
                .lockCalled()
                .lost()
                .lookedUnlocked()
                .lockCalled();
    }

    private static History approvedForLater() {
        return History.of(Frozen.scheduledLock())
                .shown(Sight.UNLOCKED)
                .policy(1)
                .approvedBy(People.MANAGER);
    }

    /** The same before and after it is time. */
    private static List<Function<Told, Fact>> aroundAStart() {
        return List.of(
                Told::withdrawn,
                next -> next.looked(Purpose.BEFORE, Sight.UNLOCKED),
                next -> atItsStart(next).looked(Purpose.BEFORE, Sight.UNLOCKED),
                next -> atItsStart(next).heldByUs(Purpose.BEFORE),
                next -> next.called(Call.LOCK),
                next -> atItsStart(next).called(Call.LOCK),
                next -> atItsStart(next).answered(Call.LOCK, Answer.ACCEPTED),
                next -> atItsStart(next).answered(Call.LOCK, Answer.CONFLICT),
                next -> atItsStart(next).lastLooked(Purpose.AFTER, Sight.LOCKED),
                next -> atItsStart(next).lastLooked(Purpose.AFTER, Sight.UNLOCKED),
                next -> afterItsTime(next).undoWanted(Cause.EXPIRY),
                next -> afterItsTime(next).looked(Purpose.UNDO, Sight.LOCKED),
                next -> afterItsTime(next).called(Call.UNLOCK));
    }

    private static Told atItsStart(Told next) {
        return new Told(Frozen.LOCK_FROM.plus(Duration.between(Frozen.NOON, next.at())), next.frozen());
    }

    private static List<Function<Told, Fact>> beforeTheCall() {
        return List.of(
                next -> next.looked(Purpose.APPROVAL, Sight.UNLOCKED),
                next -> next.looked(Purpose.APPROVAL, Sight.LOCKED),
                next -> next.policy(2),
                Told::denied,
                next -> next.approved(People.MANAGER),
                next -> next.approved(People.SECOND_MANAGER),
                next -> next.approved(People.ASKER),
                next -> next.approved(People.DEPUTY, People.MANAGER),
                next -> next.rejected(People.THIRD_MANAGER),
                Told::withdrawn,
                next -> next.looked(Purpose.BEFORE, Sight.UNLOCKED),
                next -> next.looked(Purpose.BEFORE, Sight.NOT_FOUND),
                next -> next.called(Call.LOCK));
    }

    private static List<Function<Told, Fact>> aroundACall() {
        return List.of(
                next -> next.looked(Purpose.BEFORE, Sight.LOCKED),
                next -> next.called(Call.LOCK),
                next -> next.called(Call.UNLOCK),
                next -> next.answered(Call.LOCK, Answer.LOST),
                next -> next.answered(Call.LOCK, Answer.CONFLICT),
                next -> next.answered(Call.UNLOCK, Answer.ACCEPTED),
                next -> next.answered(Call.UNLOCK, Answer.CONFLICT),
                next -> next.lastLooked(Purpose.AFTER, Sight.LOCKED),
                next -> next.lastLooked(Purpose.AFTER, Sight.UNLOCKED),
                next -> next.looked(Purpose.UNDO, Sight.LOCKED),
                next -> next.undoWanted(Cause.FAILURE),
                next -> afterItsTime(next).undoWanted(Cause.EXPIRY),
                Told::settleAsked,
                next -> next.settled(Settlement.UNDO));
    }

    private static List<Function<Told, Fact>> aroundAHold() {
        return List.of(
                next -> next.heldByUs(Purpose.BEFORE),
                next -> next.heldByUs(Purpose.UNDO),
                next -> next.lastLooked(Purpose.AFTER, Sight.LOCKED),
                next -> next.lastLooked(Purpose.AFTER, Sight.UNLOCKED),
                next -> next.looked(Purpose.UNDO, Sight.LOCKED),
                next -> next.called(Call.LOCK),
                next -> next.called(Call.UNLOCK),
                next -> next.answered(Call.UNLOCK, Answer.ACCEPTED),
                next -> next.undoWanted(Cause.FAILURE),
                next -> afterItsTime(next).undoWanted(Cause.EXPIRY),
                Told::lockGone,
                Told::settleAsked,
                next -> next.settled(Settlement.UNDO));
    }

    private static List<Function<Told, Fact>> aroundAReview() {
        return List.of(
                next -> but(next.reviewAsked(), "at", Frozen.LOCK_UNTIL),
                next -> next.approvedAtTheEnd(People.MANAGER, Frozen.LOCK_UNTIL),
                next -> next.approved(People.MANAGER),
                next -> next.approvedAtTheEnd(People.ASKER, Frozen.LOCK_UNTIL),
                next -> next.rejectedAtTheEnd(People.SECOND_MANAGER, Frozen.LOCK_UNTIL),
                Told::withdrawn,
                next -> next.looked(Purpose.BEFORE, Sight.UNLOCKED),
                next -> next.lastLooked(Purpose.AFTER, Sight.LOCKED),
                next -> next.lastLooked(Purpose.AFTER, Sight.UNLOCKED),
                next -> next.looked(Purpose.UNDO, Sight.LOCKED),
                next -> next.called(Call.LOCK),
                next -> next.called(Call.UNLOCK),
                next -> next.answered(Call.UNLOCK, Answer.ACCEPTED),
                next -> next.undoWanted(Cause.EXPIRY),
                next -> next.undoWanted(Cause.REVIEW),
                Told::lockGone);
    }

    /** A clock that has gone on to the end of the lock, for this fact only. */
    private static Told afterItsTime(Told next) {
        Instant end = next.frozen()
                .request()
                .lockUntil()
                .orElse(next.at().plus(next.frozen().request().lockFor().orElse(Duration.ZERO)));
        return new Told(end, next.frozen());
    }
}
