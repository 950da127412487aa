package io.github.accountlock.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.request.Fact.CallIntended;
import io.github.accountlock.request.Fact.Cause;
import io.github.accountlock.request.Fact.Commented;
import io.github.accountlock.request.Fact.Compared;
import io.github.accountlock.request.Fact.Deleted;
import io.github.accountlock.request.Fact.Ended;
import io.github.accountlock.request.Fact.LockGone;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Fact.Requested;
import io.github.accountlock.request.Fact.Settled;
import io.github.accountlock.request.Fact.UndoWanted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What holds of every list of facts that the door let in, whoever offered them and in whatever order. */
final class Promises {

    private static final Duration MUCH_LATER = Duration.ofDays(2);

    private Promises() {}

    /** Of a request after its latest fact; its shorter histories were asked before. */
    static void areKept(List<Fact> facts, RequestCase now) {
        Proof proof = new Proof(facts);
        Fact latest = facts.get(facts.size() - 1);
        outcomeIsProven(proof, now, latest.at(), facts);
        outcomeIsProven(proof, now, latest.at().plus(MUCH_LATER), facts);
        if (latest instanceof CallIntended call) {
            callIsApproved(proof, call, facts);
            lockIsCalledAtMostTwice(proof, facts);
            unlockIsNotRepeated(proof, facts);
        }
        if (facts.size() > 1 && facts.subList(0, facts.size() - 1).stream().anyMatch(Promises::isEnd)) {
            assertThat(latest instanceof LockGone
                            || latest instanceof Compared
                            || latest instanceof Commented && mayStillHold(facts)
                            || latest instanceof Looked look && look.why() == Purpose.LIVE)
                    .as("nothing else follows an end: %s", facts)
                    .isTrue();
        }
        if (latest instanceof Compared || latest instanceof Commented) {
            changesNothing(facts, now);
        }
        if (latest instanceof UndoWanted undo && undo.cause() == Cause.EXPIRY) {
            assertThat(proof.hasLasted(undo.at()))
                    .as("a lock for some time has lasted for it: %s", facts)
                    .isTrue();
        }
        boolean running = facts.stream().noneMatch(Promises::isEnd)
                && !now.holds()
                && now.endOfHold().isEmpty();
        boolean waits = now.exists()
                && now.request().lockFrom().isPresent()
                && !now.isList()
                && now.policy().isPresent()
                && proof.enoughApprovals();
        assertThat(now.hold().equals(Optional.of(HoldState.ACTIVE)))
                .as("a running request is active until it holds the account, or is approved for later: %s", facts)
                .isEqualTo(running && !waits);
        assertThat(now.hold().equals(Optional.of(HoldState.WAITING)))
                .as("what is approved for later waits until it holds the account: %s", facts)
                .isEqualTo(running && waits);
    }

    private static void changesNothing(List<Fact> facts, RequestCase now) {
        RequestCase before = RequestCase.of(facts.subList(0, facts.size() - 1));
        Instant at = facts.get(facts.size() - 1).at();
        assertThat(List.of(now.hold(), now.outcome(at), now.undoCause(at), now.stuck(), now.needsSecondLook()))
                .as("what a comparison or a comment leaves as it was: %s", facts)
                .isEqualTo(List.of(
                        before.hold(),
                        before.outcome(at),
                        before.undoCause(at),
                        before.stuck(),
                        before.needsSecondLook()));
    }

    private static void outcomeIsProven(Proof proof, RequestCase now, Instant at, List<Fact> facts) {
        Optional<Outcome> outcome = now.outcome(at);
        if (outcome.isPresent() && !now.over()) {
            assertThat(proof.of(outcome.get(), at))
                    .as("%s is proven by %s", outcome.get(), facts)
                    .isTrue();
        }
    }

    private static void callIsApproved(Proof proof, CallIntended call, List<Fact> facts) {
        int last = facts.size() - 1;
        boolean lock = ((Requested) facts.get(0)).frozen().request().target() == LockState.LOCKED;
        assertThat(proof.clearedBefore(last) || lock && call.call() == Call.UNLOCK && proof.undoWantedBefore(last))
                .as("approved by others, or an emergency lock that is made first: %s", facts)
                .isTrue();
        if (call.call() == Call.LOCK) {
            assertThat(proof.hasBegun(call.at()))
                    .as("nothing is locked before its time: %s", facts)
                    .isTrue();
            assertThat(lock && !proof.undoWantedBefore(last))
                    .as("a lock that nobody wants undone: %s", facts)
                    .isTrue();
        } else if (lock) {
            assertThat(proof.undoWantedBefore(last))
                    .as("an undo was wanted: %s", facts)
                    .isTrue();
            assertThat(proof.isSurelyOurs(last))
                    .as("a lock that is surely ours, or an operator's decision: %s", facts)
                    .isTrue();
            assertThat(proof.looks(Purpose.UNDO, last))
                    .as("a look that says locked: %s", facts)
                    .anyMatch(look -> look.saw() == Sight.LOCKED);
        }
    }

    private static void lockIsCalledAtMostTwice(Proof proof, List<Fact> facts) {
        assertThat(openSinceAnOperatorSettled(proof, Call.LOCK, facts))
                .as("lock calls that may have worked: %s", facts)
                .isLessThanOrEqualTo(2);
    }

    private static void unlockIsNotRepeated(Proof proof, List<Fact> facts) {
        assertThat(openSinceAnOperatorSettled(proof, Call.UNLOCK, facts))
                .as("unlock calls that may have worked: %s", facts)
                .isLessThanOrEqualTo(1);
    }

    private static long openSinceAnOperatorSettled(Proof proof, Call call, List<Fact> facts) {
        int settled = -1;
        for (int i = 0; i < facts.size(); i++) {
            settled = facts.get(i) instanceof Settled ? i : settled;
        }
        int since = settled;
        return proof.calls(call).stream()
                .filter(i -> i > since)
                .filter(proof::mayHaveWorked)
                .count();
    }

    /** Whether the request has ended with a lock that is in place, or may be, and nobody has said since that it is gone. */
    private static boolean mayStillHold(List<Fact> facts) {
        return facts.stream().noneMatch(LockGone.class::isInstance)
                && facts.stream()
                        .anyMatch(fact -> fact instanceof Deleted
                                || fact instanceof Ended end
                                        && (end.outcome() == Outcome.LOCKED
                                                || end.outcome() == Outcome.CLOSED_BY_OPERATOR));
    }

    private static boolean isEnd(Fact fact) {
        return fact instanceof Ended || fact instanceof Deleted;
    }
}
