package io.github.accountlock.engine.process;

import io.github.accountlock.domain.AccountList;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Person;
import io.github.accountlock.domain.Text;
import io.github.accountlock.request.Fact.CallAnswered;
import io.github.accountlock.request.Fact.CarriedOut;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.Purpose;
import io.github.accountlock.request.RequestCase;
import io.github.accountlock.request.Sight;
import java.time.Instant;
import java.util.stream.Collectors;

/** Why a request has ended as it did, as a sentence out of its facts. */
final class EndReason {

    private EndReason() {}

    /** @param sessions what a lock does to open sessions there, as a sentence */
    /** @param at the moment of the end */
    static String of(Outcome outcome, RequestCase now, String sessions, Instant at) {
        return late(now) + reason(outcome, now, sessions, at);
    }

    private static String reason(Outcome outcome, RequestCase now, String sessions, Instant at) {
        return switch (outcome) {
            case LOCKED ->
                (now.reviewAskedAt().isPresent()
                        ? "Its time was over, and it stays locked, as decided by "
                                + now.grants().stream().map(Decided::who).collect(Collectors.joining(", "))
                                + "; the cloud said that the account is locked."
                        : now.joins()
                                ? "Requests of ours had locked the account; the cloud said twice that it is locked, and this request"
                                        + " holds it too."
                                : "The cloud, asked after our lock call, said that the account is locked. " + sessions);
            case UNLOCKED ->
                (now.request().target() == LockState.LOCKED
                                ? "The lock's time was over"
                                        + now.rejection()
                                                .map(no ->
                                                        " and " + no.who() + " did not keep it (" + no.reason() + ")")
                                                .orElse("")
                                : "The lock was removed as asked")
                        + "; the cloud said that the account is unlocked.";
            case UNDONE ->
                now.isList()
                        ? allOrNone(now)
                        : now.rejection()
                                        .map(no -> "The emergency lock was rejected by " + no.who() + " (" + no.reason()
                                                + ") and undone")
                                        .orElse(
                                                now.everLocked()
                                                        ? "The lock was undone"
                                                        : "The lock, which was never proven, was undone")
                                + "; the cloud said that the account is unlocked.";
            case RELEASED ->
                now.rejection()
                                .map(no -> "Rejected by " + no.who() + " (" + no.reason() + "). ")
                                .orElse("")
                        + "This hold has ended without a call: " + released(now) + ".";
            case ALREADY_LOCKED ->
                wasLockedSinceItWasShown(now)
                        ? "Somebody else locked the account after it was approved and before we did."
                        : "The account was locked before this request; nothing was called.";
            case ALREADY_UNLOCKED -> "The account was unlocked already; nothing was called.";
            case DENIED -> now.policy().map(PolicyDecided::denied).orElse("");
            case EXPIRED ->
                now.approved() || now.locksFirst()
                        ? now.timeIsOver(at)
                                ? "The lock was to end before it could begin"
                                        + (now.called()
                                                ? "; what was called was refused, and the account is as it was before."
                                                : ", so nothing was called.")
                                : "The approval had expired before the account could be locked; it is as it was before."
                        : "Nobody decided in time; nothing was called.";
            case REJECTED ->
                now.rejection()
                        .map(rejected -> "Rejected by " + rejected.who() + ": " + rejected.reason())
                        .orElse("");
            case WITHDRAWN ->
                now.withdrawn()
                        .map(back -> "Withdrawn by " + back.by().id()
                                + (back.reason().isEmpty() ? "." : ": " + back.reason()))
                        .orElse("");
            case ACCOUNT_NOT_FOUND -> now.latestLook().map(Looked::detail).orElse("");
            case TARGET_CHANGED -> changed(now.latestLook().orElseThrow());
            case FAILED_UNCHANGED -> now.lastAnswer().map(CallAnswered::detail).orElse("");
            case CARRIED_OUT ->
                now.carriedOut().map(done -> carriedOut(now, done)).orElse("");
            case CLOSED_BY_OPERATOR ->
                now.settled()
                        .map(kept -> "Kept by " + kept.by().id() + " without proof: " + kept.reason())
                        .orElse("");
        };
    }

    private static String carriedOut(RequestCase now, CarriedOut done) {
        String some = done.locked() + " of " + (done.locked() + done.others()) + " " + now.unit() + " ";
        if (now.undo().isPresent()) {
            return some + "may still be locked by this list, which was to be undone; that was accepted by "
                    + done.by().id() + ".";
        }
        return done.others() == 0
                ? some + "were " + (now.request().times() == 1 ? "locked." : "made, each at its time.")
                : some + "were " + (now.request().times() == 1 ? "locked" : "made")
                        + (done.by().equals(Person.SYSTEM)
                                ? takenBack(now)
                                : "; that the others were not was accepted by "
                                        + done.by().id() + ".");
    }

    private static String takenBack(RequestCase now) {
        return now.restWithdrawn()
                .map(back -> "; the others were taken back by " + back.by().id()
                        + (back.reason().isEmpty() ? "." : ": " + back.reason()))
                .orElse(".");
    }

    private static String allOrNone(RequestCase now) {
        String rest = " accounts was not locked; what this list had locked is unlocked again.";
        return now.restWithdrawn()
                .map(back -> "It was all or none, and " + back.by().id() + " took back what had not begun"
                        + (back.reason().isEmpty() ? "" : " (" + back.reason() + ")")
                        + "; nothing of it is locked by this list any more.")
                .or(() -> now.settled()
                        .map(undone -> "It was all or none, and " + undone.by().id() + " had it undone ("
                                + undone.reason() + "); nothing of it is locked by this list any more."))
                .orElseGet(() -> "It was all or none, and one of "
                        + AccountList.size(now.request().account()) + rest);
    }

    /** Why a hold has ended without a call. */
    static String released(RequestCase now) {
        return now.endOfHold().orElseGet(() -> "the account stays locked, others hold it (" + others(now) + ")");
    }

    private static String others(RequestCase now) {
        String released = "(request " + now.request().hold() + ",";
        return now.latestLook()
                .orElseThrow()
                .holds()
                .lines()
                .filter(line -> !line.contains(released))
                .collect(Collectors.joining("; "));
    }

    private static String changed(Looked look) {
        if (look.saw() == Sight.NOT_FOUND) {
            return look.detail();
        }
        return look.type().equals(AccountSeen.PROTECTED)
                ? "The account is never locked by now: " + look.detail() + "."
                : "The account is not as it was approved: its type, its creation time or who holds it differs.";
    }

    /** Of a lock that began later than it was approved for. */
    private static String late(RequestCase now) {
        return now.late()
                .map(late ->
                        "It was to be locked at " + now.request().lockFrom().orElseThrow()
                                + (now.joins() ? ", and this request began to hold it " : ", and the cloud was called ")
                                + Text.words(late) + " later. ")
                .orElse("");
    }

    private static boolean wasLockedSinceItWasShown(RequestCase now) {
        return now.latestLook().filter(look -> look.why() == Purpose.BEFORE).isPresent()
                && now.shown().filter(look -> look.saw() == Sight.UNLOCKED).isPresent();
    }
}
