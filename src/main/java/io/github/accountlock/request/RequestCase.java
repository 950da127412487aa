package io.github.accountlock.request;

import io.github.accountlock.domain.AccountList;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.AtEnd;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.OnFailure;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Person;
import io.github.accountlock.domain.Sha256;
import io.github.accountlock.request.Fact.CallAnswered;
import io.github.accountlock.request.Fact.CallIntended;
import io.github.accountlock.request.Fact.CarriedOut;
import io.github.accountlock.request.Fact.Cause;
import io.github.accountlock.request.Fact.Commented;
import io.github.accountlock.request.Fact.Compared;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.Deleted;
import io.github.accountlock.request.Fact.Ended;
import io.github.accountlock.request.Fact.LockGone;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.Fact.Requested;
import io.github.accountlock.request.Fact.RestWithdrawn;
import io.github.accountlock.request.Fact.RetryAsked;
import io.github.accountlock.request.Fact.ReviewAsked;
import io.github.accountlock.request.Fact.SettleAsked;
import io.github.accountlock.request.Fact.Settled;
import io.github.accountlock.request.Fact.UndoWanted;
import io.github.accountlock.request.Fact.Unreadable;
import io.github.accountlock.request.Fact.Withdrawn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the facts about one request mean: a fold over them, without a database, an engine or a clock. What may follow is
 * asked of {@link MayFollow}; how the request has ended is never claimed, it is {@link #outcome derived}. Immutable.
 */
public final class RequestCase {

    /** How a request ends that has locked its account, or found it so. */
    static final String NO_ANSWER = "Our lock call had no answer, so the lock may be somebody else's.";

    static final int COMMENTS_A_MINUTE = 20;

    private static final Set<Outcome> AS_ASKED =
            Set.of(Outcome.LOCKED, Outcome.ALREADY_LOCKED, Outcome.UNLOCKED, Outcome.RELEASED);

    private static final Duration LATE = Duration.ofMinutes(1);

    /** No fact yet. */
    public static final RequestCase NONE = new RequestCase();

    private Requested requested;
    private Looked shown;
    private PolicyDecided policy;
    private List<Decided> grants = List.of();
    private Decided rejection;
    private Withdrawn withdrawn;
    private Looked before;
    private Looked untouched;
    private Calls locks = Calls.NONE;
    private Calls unlocks = Calls.NONE;
    private Instant lastCallAt = Instant.MIN;
    private Instant onItsWayUntil;
    private CallAnswered lastAnswer;
    private Looks looks = Looks.NONE;
    private boolean everLocked;
    private Instant lockedAt;
    /** When the account was last not there, since it was shown. */
    private Instant absentAt;
    /** When it was seen unlocked although nobody of us had unlocked it, or told so, as readings said that agree. */
    private Instant openAt;

    private Instant lockCalledAt;
    private Cause undo;
    private boolean expired;
    private ReviewAsked reviewAsked;
    private SettleAsked settleAsked;
    private Settled settled;
    private RestWithdrawn restWithdrawn;
    private Instant retriedAt;
    private CarriedOut carriedOut;
    private Ended ended;
    private Deleted deleted;
    private LockGone gone;
    private boolean goneBeforeTheEnd;
    private Compared compared;
    /** Of the minute before the last of them. */
    private List<Commented> comments = List.of();

    private boolean unreadable;

    private RequestCase() {}

    /** @param facts of one request, oldest first */
    public static RequestCase of(List<Fact> facts) {
        RequestCase all = new RequestCase();
        facts.forEach(all::fold);
        return all;
    }

    /** The same request after one fact more; whether it may follow is not asked here. */
    public RequestCase and(Fact next) {
        RequestCase after = new RequestCase(this);
        after.fold(next);
        return after;
    }

    private void fold(Fact fact) {
        if (fact instanceof Requested now) {
            requested = now;
        } else if (fact instanceof Looked look) {
            looked(look);
        } else if (fact instanceof PolicyDecided now) {
            policy = now;
            grants = List.of();
            looks = Looks.NONE;
        } else if (fact instanceof Decided decision) {
            decided(decision);
        } else if (fact instanceof Withdrawn now) {
            withdrawn = now;
        } else if (fact instanceof CallIntended intended) {
            intended(intended);
        } else if (fact instanceof CallAnswered answered) {
            answered(answered);
        } else if (fact instanceof UndoWanted wanted) {
            wanted(wanted.cause());
        } else if (fact instanceof ReviewAsked now) {
            reviewAsked = now;
            policy = policy.again(now.at());
            grants = List.of();
        } else if (fact instanceof SettleAsked now) {
            settleAsked = now;
        } else if (fact instanceof Settled now) {
            settled(now);
        } else if (fact instanceof RestWithdrawn now) {
            restWithdrawn = now;
        } else if (fact instanceof RetryAsked now) {
            retriedAt = now.at();
        } else if (fact instanceof CarriedOut now) {
            carriedOut = now;
        } else if (fact instanceof Deleted now) {
            deleted = now;
        } else if (fact instanceof Ended now) {
            ended = now;
        } else if (fact instanceof LockGone now) {
            gone = now;
            goneBeforeTheEnd = !over();
            looks = goneBeforeTheEnd ? Looks.NONE : looks;
        } else if (fact instanceof Compared now) {
            compared(now);
        } else if (fact instanceof Commented now) {
            comments = Stream.concat(comments.stream().filter(said -> isWithinAMinute(said, now)), Stream.of(now))
                    .toList();
        } else if (fact instanceof Unreadable) {
            unreadable = true;
        }
    }

    private void compared(Compared now) {
        compared = now;
        if (now.found() == Difference.OPENED) {
            openAt = now.at();
        } else if (now.found() == Difference.GONE) {
            absentAt = now.at();
        }
    }

    private void looked(Looked look) {
        switch (look.why()) {
            case LIVE -> {
                return;
            }
            case APPROVAL -> {
                shown = look;
                grants = List.of();
                absentAt = null;
            }
            case BEFORE -> before = look;
            case AFTER, UNDO -> {
                // Counted below.
            }
        }
        if (look.saw() == Sight.NOT_FOUND) {
            absentAt = look.asked();
        }
        if (!look.asked().isBefore(lastCallAt)) {
            looks = looks.and(look);
            if (lockProven()) {
                everLocked = true;
                lockedAt = lockedAt == null ? look.at() : lockedAt;
            }
            if (openAt == null && isSeenOpen()) {
                openAt = look.asked();
            }
        }
    }

    /** Whether two looks agree that the account is open which is locked, as we have proven or found, and no call of ours opened. */
    private boolean isSeenOpen() {
        return (joins() || holds())
                && unlocks.intended() == 0
                && looks.show(Sight.UNLOCKED)
                && looks.confirmed(frozen().settle());
    }

    private void decided(Decided decision) {
        if (!decision.approved()) {
            rejection = decision;
        } else {
            List<Decided> more = new ArrayList<>(grants);
            more.add(decision);
            grants = List.copyOf(more);
        }
        if (!isReviewed()) {
            before = null;
            looks = Looks.NONE;
        }
    }

    private void intended(CallIntended call) {
        if (!called()) {
            untouched = before;
        }
        if (call.call() == Call.LOCK) {
            lockCalledAt = lockCalledAt == null ? call.at() : lockCalledAt;
            locks = locks.intend();
        } else {
            unlocks = unlocks.intend();
        }
        called(call.at());
        onItsWayUntil = call.deadline();
    }

    private void answered(CallAnswered call) {
        lastAnswer = call;
        onItsWayUntil = null;
        if (call.call() == Call.LOCK) {
            locks = locks.answer(call.answer(), call.receipt());
            lockedAt = locks.mayHaveChanged() ? lockedAt : null; // what was seen was not ours
        } else {
            unlocks = unlocks.answer(call.answer(), call.receipt());
        }
        called(call.at());
    }

    /** Looks from before a call, or while it was under way, say nothing about what became of it. */
    private void called(Instant at) {
        lastCallAt = at;
        looks = Looks.NONE;
    }

    private void wanted(Cause cause) {
        undo = cause;
        expired |= cause == Cause.EXPIRY;
        looks = Looks.NONE;
    }

    private void settled(Settled now) {
        settled = now;
        settleAsked = null;
        onItsWayUntil = null;
        locks = locks.settle();
        unlocks = unlocks.settle();
        looks = Looks.NONE;
        if (now.settlement() == Settlement.UNDO) {
            wanted(Cause.OPERATOR);
        }
    }

    // ---------------------------------------------------------------- what happened

    /** @throws IllegalStateException if no request was made */
    public FrozenRequest frozen() {
        if (requested == null) {
            throw new IllegalStateException("the request is not in the ledger, so nothing is called for it");
        }
        return requested.frozen();
    }

    public LockRequest request() {
        return frozen().request();
    }

    /** What no other undecided request may have, see {@link LockRequest#slot}. */
    public String slot() {
        return olderRules() ? request().account().path() : request().slot();
    }

    public boolean exists() {
        return requested != null;
    }

    public boolean isReadable() {
        return !unreadable;
    }

    /** Whether it asks for a list of accounts, each of which gets a request of its own when this one is approved. */
    public boolean isList() {
        return exists() && AccountList.isReference(request().account());
    }

    /** How many requests a list stands for: one for each account, at each time. */
    public int lines() {
        return AccountList.size(request().account()) * request().times();
    }

    /** What they are called that a list counts. */
    public String unit() {
        return request().times() == 1 ? "accounts" : "locks";
    }

    /** The request for the list of which this is one account; empty if it was asked for alone. */
    public Optional<String> list() {
        return Optional.ofNullable(requested).map(Requested::list).filter(id -> !id.isEmpty());
    }

    /** Of a list that is being carried out, what has no request yet: it is to have none. */
    public Optional<RestWithdrawn> restWithdrawn() {
        return Optional.ofNullable(restWithdrawn);
    }

    /** When what a list has not locked, or not unlocked again, was last to be requested once more. */
    public Optional<Instant> retriedAt() {
        return Optional.ofNullable(retriedAt);
    }

    /** What has become of a list. */
    public Optional<CarriedOut> carriedOut() {
        return Optional.ofNullable(carriedOut);
    }

    public Person requester() {
        return requested.by();
    }

    public Instant requestedAt() {
        return requested.at();
    }

    /** The last look that the approvers are shown. */
    public Optional<Looked> shown() {
        return Optional.ofNullable(shown);
    }

    public Optional<PolicyDecided> policy() {
        return Optional.ofNullable(policy);
    }

    /** The approvals that count: given under the policy in force, after the account was last shown. */
    public List<Decided> grants() {
        return grants;
    }

    public List<Person> approvers() {
        return grants.stream().map(Decided::by).toList();
    }

    /** Everybody whose approval counts already, be it by his substitute, or as one. */
    public List<Person> deciders() {
        return grants.stream().flatMap(grant -> grant.people().stream()).toList();
    }

    /** Who asked for the locks that an unlock would remove. */
    public List<Person> lockRequesters() {
        return request().target() == LockState.LOCKED
                ? List.of()
                : shown().map(Looked::holders).orElse(List.of());
    }

    public boolean approved() {
        return policy != null && !policy.denies() && grants.size() >= policy.approvals();
    }

    /** Whether it is an emergency lock that is made at once: who has to approve reviews it afterwards. */
    public boolean locksFirst() {
        return policy != null && policy.locksFirst();
    }

    /** Whether the time of its lock is over, and whoever approved it is asked whether it stays; since when. */
    public Optional<Instant> reviewAskedAt() {
        return Optional.ofNullable(reviewAsked).map(ReviewAsked::at);
    }

    /** Whether its approvals decide about a lock that is in place already. */
    public boolean isReviewed() {
        return locksFirst() || reviewAsked != null;
    }

    /** Until when people are asked; none where a lock came first, which waits for its review as long as it takes. */
    public Optional<Instant> dueAt() {
        return policy().filter(any -> !locksFirst() || reviewAsked != null).map(PolicyDecided::due);
    }

    /** What a decision carries, so that it is about what was seen: the review of an end takes no decision from before it. */
    public String decisionDigest() {
        return reviewAsked == null ? frozen().digest() : Sha256.hex(frozen().digest() + "\n" + reviewAsked.at());
    }

    /** Until when it is locked; empty for good, also if the review of its end has said so, and before {@link #end} is known. */
    public Optional<Instant> lockUntil() {
        return isKeptForGood() ? Optional.empty() : end();
    }

    /**
     * When the lock that was asked for ends: at its moment, or some time after the lock was proven. Empty for a lasting lock, and
     * before the lock is proven from which the time is counted.
     */
    public Optional<Instant> end() {
        LockRequest request = request();
        return lockedAt == null
                ? request.lockUntil()
                : request.lockUntil().or(() -> request.lockFor().map(span -> lockedAt.plus(span)));
    }

    /** When its lock was proven first; empty if it never was, or was seen since not to be ours. */
    public Optional<Instant> lockedAt() {
        return Optional.ofNullable(lockedAt);
    }

    private boolean isKeptForGood() {
        return reviewAsked != null && approved();
    }

    /** Whether the lock has no end, as it was asked for or as its review has decided. */
    private boolean isLasting() {
        return isKeptForGood()
                || request().lockUntil().isEmpty() && request().lockFor().isEmpty();
    }

    /** Whether a moment is before the time from which on the account is to be locked. */
    public boolean isTooEarly(Instant at) {
        return request().lockFrom().filter(at::isBefore).isPresent();
    }

    /**
     * Whether it has its approvals and waits for the time from which on the account is to be locked; of a list, the request of
     * each account does.
     */
    public boolean awaitsStart(Instant at) {
        return !isList() && !over() && approved() && !refused() && isTooEarly(at);
    }

    /**
     * By how much its first lock call was later than the account was to be locked, or, where the account was locked by us already,
     * the look that found it so; empty if it was not, or by seconds only.
     */
    public Optional<Duration> late() {
        if (lockCalledAt != null) {
            return late(lockCalledAt);
        }
        return everLocked && joins() ? late(before.at()) : Optional.empty();
    }

    /** The same of a call at a moment. */
    public Optional<Duration> late(Instant call) {
        return request().lockFrom().map(from -> Duration.between(from, call)).filter(late -> late.compareTo(LATE) >= 0);
    }

    /** Whether people decide about its end, which has come. */
    public boolean endIsToBeReviewed(Instant at) {
        return request().atEnd() == AtEnd.REVIEW
                && reviewAsked == null
                && approved()
                && holds()
                && gone == null
                && undo == null
                && timeIsOver(at);
    }

    /** Whether the account may be locked: approved, or to be reviewed afterwards; and nobody has refused it. */
    public boolean mayBegin() {
        return !refused() && (approved() || locksFirst());
    }

    /** Whether its lock is proven and waits for those who review it. */
    public boolean underReview() {
        return isReviewed() && holds() && gone == null && !approved() && rejection == null && !over();
    }

    /** Rejected or taken back. */
    public boolean refused() {
        return rejection != null || withdrawn != null;
    }

    public Optional<Decided> rejection() {
        return Optional.ofNullable(rejection);
    }

    public Optional<Withdrawn> withdrawn() {
        return Optional.ofNullable(withdrawn);
    }

    /** The last look before the first call, if it was made after the last approval. */
    public Optional<Looked> before() {
        return Optional.ofNullable(before);
    }

    public Calls of(Call call) {
        return call == Call.LOCK ? locks : unlocks;
    }

    /** The calls that lead to what was asked for. */
    public Calls asked() {
        return of(Call.to(request().target()));
    }

    public boolean called() {
        return locks.intended() + unlocks.intended() > 0;
    }

    /** Whether any call may have taken effect. */
    public boolean mayHaveChanged() {
        return locks.mayHaveChanged() || unlocks.mayHaveChanged();
    }

    /** How far the approvals are, in words: how many of how many, by whom, and whose are still wanted; empty if none are. */
    public String progress(Instant at) {
        if (policy == null || policy.approvals() == 0) {
            return "";
        }
        String by = grants.isEmpty()
                ? ""
                : ", by " + grants.stream().map(Decided::who).collect(Collectors.joining(", "));
        String wanted = approved() || refused() ? "" : "; still wanted from " + String.join(" or ", policy.groups(at));
        return grants.size() + " of " + policy.approvals() + by + wanted;
    }

    /** Until when the last call may be on its way, if it has no answer and no operator has looked since. */
    public Optional<Instant> onItsWayUntil() {
        return Optional.ofNullable(onItsWayUntil);
    }

    /** What came back from the last call that was answered. */
    public Optional<CallAnswered> lastAnswer() {
        return Optional.ofNullable(lastAnswer);
    }

    /** How many looks there were at what became of our calls, since the last call or decision. */
    public int looksAfter() {
        return looks.series();
    }

    /** The latest look that counts as evidence: made after the last call or decision. */
    public Optional<Looked> latestLook() {
        return looks.latest();
    }

    /**
     * Whether the latest look shows the account in the state that a call is to change; as long as no call has changed anything,
     * also as one of the kind that was approved.
     */
    public boolean isToBeChanged(Call call) {
        Sight wanted = call == Call.LOCK ? Sight.UNLOCKED : Sight.LOCKED;
        return latestLook()
                .filter(look -> look.saw() == wanted)
                .filter(look -> mayHaveChanged() || joins() || look.sameAccount(shown))
                .isPresent();
    }

    /** Whether the time of the lock was over when its removal was first wanted, so that it ends as asked. */
    public boolean isExpiry() {
        return expired;
    }

    public Optional<Cause> undo() {
        return Optional.ofNullable(undo);
    }

    public boolean settleAsked() {
        return settleAsked != null;
    }

    /** Why an operator is asked, while nobody has answered. */
    public Optional<String> question() {
        return Optional.ofNullable(settleAsked).map(SettleAsked::why);
    }

    public Optional<Settled> settled() {
        return Optional.ofNullable(settled);
    }

    public Optional<Ended> ended() {
        return Optional.ofNullable(ended);
    }

    public Optional<Deleted> deleted() {
        return Optional.ofNullable(deleted);
    }

    /** Ended or deleted. */
    public boolean over() {
        return ended != null || deleted != null;
    }

    /** Whether it was over before a moment, and nothing of it was on its way to the cloud then. */
    public boolean overBefore(Instant moment) {
        Instant end = ended != null ? ended.at() : deleted != null ? deleted.at() : Instant.MAX;
        return end.isBefore(moment) && (onItsWayUntil == null || onItsWayUntil.isBefore(moment));
    }

    // ---------------------------------------------------------------- what it proves

    /**
     * Whether the account is the one the approvers were shown; for an unlock, also whether the same people hold it, or others
     * keep it locked after the one hold that is to be released: who they are changes nothing then.
     */
    public boolean asShown(Looked look) {
        return shown != null
                && look.sameAccount(shown)
                && !wasAbsentBefore(look)
                && (request().target() == LockState.LOCKED
                        || look.holds().equals(shown.holds())
                        || look.heldBesides(request().hold()));
    }

    /** Whether a person has made as many comments within a minute as are let in. */
    boolean hasSaidMuch(Commented next) {
        return comments.stream()
                        .filter(said -> said.by().equals(next.by()) && isWithinAMinute(said, next))
                        .count()
                >= COMMENTS_A_MINUTE;
    }

    private static boolean isWithinAMinute(Commented said, Commented next) {
        return said.at().isAfter(next.at().minus(Duration.ofMinutes(1)));
    }

    /** Whether there is something left to say about it: it has not ended, or its lock stands. */
    public boolean mayBeCommented() {
        return !over() || hold().filter(HoldState::stands).isPresent();
    }

    /** Whether the account was looked at after the last approval, and was what the approvers were shown, still to be changed. */
    public boolean foundAsApproved() {
        return (approved() || isReviewed())
                && before != null
                && asShown(before)
                && before.saw().isClear()
                && before.saw() != Sight.NOT_FOUND
                && !before.saw().is(request().target());
    }

    /**
     * Whether the account was found locked by requests of ours, after the last approval: then nothing is called, this request
     * holds it too, and the lock is removed when the last of them lets it go.
     */
    public boolean joins() {
        return exists()
                && (approved() || isReviewed())
                && request().target() == LockState.LOCKED
                && before != null
                && before.heldByUs()
                && !isHeldByOthersNow()
                && withdrawn == null
                && asShown(before)
                && locks.intended() == 0;
    }

    /** Whether requests of ours held the account when it was shown, and unlocked: what locks it since is no lock of theirs. */
    private boolean isHeldByOthersNow() {
        return shown.saw() == Sight.UNLOCKED && shown.holding().containsAll(before.holding());
    }

    /** Whether the latest look shows a lock of ours to a request to lock that may become a further hold. */
    private boolean mayJoin() {
        return exists()
                && request().target() == LockState.LOCKED
                && looks.latest()
                        .filter(look -> look.heldByUs()
                                && (look.why() == Purpose.APPROVAL || look.why() == Purpose.BEFORE && joins()))
                        .isPresent();
    }

    /**
     * Whether this request's hold has ended without a call of its own: the lock that it has proven is gone, or is kept by
     * others; or it was to release one hold of several.
     */
    public boolean released() {
        if (!exists()) {
            return false;
        }
        if (request().target() == LockState.UNLOCKED) {
            return !called() && foundAsApproved() && releasesOneOfSeveral();
        }
        return goneBeforeTheEnd
                || holds()
                        && undo != null
                        && looks.latest()
                                .filter(look -> look.why() == Purpose.UNDO && look.heldByUs() && !isAnother(look))
                                .isPresent();
    }

    /** Who ended the hold, in words. */
    private String goneWords() {
        return "request " + gone.request() + (gone.released() ? " has released it" : " has found the account unlocked");
    }

    /** Whether the request to unlock names one hold, and others keep the account locked. */
    private boolean releasesOneOfSeveral() {
        String hold = request().hold();
        return !hold.isEmpty() && before.heldBesides(hold);
    }

    /**
     * Whether a look shows another account under the name than the one that was approved, or one that is not surely the same;
     * or the account with a lock from after it was seen open. No call of ours has made such a lock.
     */
    public boolean isAnother(Looked look) {
        return isAnotherAccount(look) || look.saw() == Sight.LOCKED && wasOpenBefore(look);
    }

    private boolean isAnotherAccount(Looked look) {
        Looked approved = before == null ? shown : before;
        return approved != null && (look.isAnother(approved) || wasAbsentBefore(look));
    }

    /** Whether the cloud knew no such account since it was shown, and does not tell when this one was made. */
    private boolean wasAbsentBefore(Looked look) {
        return absentAt != null
                && look.asked().isAfter(absentAt)
                && look.created().isEmpty()
                && (look.saw() == Sight.LOCKED || look.saw() == Sight.UNLOCKED);
    }

    /** Whether the account was unlocked since we had locked it, and not by us: what locks it now is not our lock. */
    private boolean wasOpenBefore(Looked look) {
        return openAt != null && look.asked().isAfter(openAt);
    }

    /** Why a look {@linkplain #isAnother does not surely show} our account and our lock, as a sentence. */
    private String doubt(Looked look) {
        if (wasAbsentBefore(look)) {
            return "The cloud knew no such account in between and does not tell when this one was made, so it may be another of"
                    + " that name.";
        }
        return wasOpenBefore(look)
                ? "The account was found unlocked in between, so somebody else has locked it since."
                : look.doubt(before);
    }

    private boolean isAnother() {
        return looks.latest().filter(this::isAnother).isPresent();
    }

    /** Whether our lock call, or the lock of others of us, and the cloud, asked after it, say that the account is locked. */
    public boolean lockProven() {
        return (locks.mayHaveChanged() || joins())
                && unlocks.intended() == 0
                && looks.show(Sight.LOCKED)
                && !isAnother()
                && enough(locks);
    }

    /** Whether it holds the account until it ends: its lock was proven once, and no answer has shown since that it is not ours. */
    public boolean holds() {
        return everLocked && (locks.mayHaveChanged() || joins());
    }

    /** Whether its account is locked, or was until its time was over; by it, or before. */
    public boolean hasLocked() {
        return over() ? ended != null && AS_ASKED.contains(ended.outcome()) : holds();
    }

    /** Whether it was proven once, whatever came after. */
    public boolean everLocked() {
        return everLocked;
    }

    /** Whether our lock is removed again, or was found removed. */
    public boolean undoProven() {
        return undo != null && !mayStillTakeEffect() && looks.show(Sight.UNLOCKED) && !isAnother() && enough(unlocks);
    }

    /** A lock that was never seen, and that neither a call of ours has removed nor an operator has looked for. */
    private boolean mayStillTakeEffect() {
        return undo == Cause.FAILURE && locks.mayHaveChanged() && !unlocks.mayHaveChanged() && settled == null;
    }

    /** Whether a request to unlock has reached its end. */
    public boolean unlockProven() {
        return unlocks.mayHaveChanged() && looks.show(Sight.UNLOCKED) && !isAnother() && enough(unlocks);
    }

    /** What was asked for: locked, or unlocked. */
    public boolean proven() {
        return request().target() == LockState.LOCKED ? lockProven() : unlockProven();
    }

    /** One look is enough after a call that was accepted; else two that agree. */
    private boolean enough(Calls calls) {
        return calls.certain() || olderRules() || looks.confirmed(frozen().settle());
    }

    /** Version 0.1 took one look for proof; its requests that are still open go on. */
    private boolean olderRules() {
        return frozen().settle().isZero();
    }

    /** Whether the time until which the lock was asked for is over. */
    public boolean timeIsOver(Instant at) {
        return lockUntil().filter(until -> !until.isAfter(at)).isPresent();
    }

    /** Whether no lock may be begun any more: its time is over, or its approval is. */
    public boolean isTooLate(Instant at) {
        return timeIsOver(at) || request().target() == LockState.LOCKED && approvalHasExpired(at);
    }

    /** Whether one of the approvals, or that none is needed, is good no longer. */
    public boolean approvalHasExpired(Instant at) {
        return policy().filter(any -> any.needsNoApproval() && !at.isBefore(any.due()))
                        .isPresent()
                || grants.stream().anyMatch(grant -> !grant.expires().isAfter(at));
    }

    /** Whether every call was refused and the account is as it was before the first: a later look does not replace that. */
    private boolean unchanged() {
        return called()
                && !mayHaveChanged()
                && untouched != null
                && looks.latest().filter(untouched::equalTo).isPresent();
    }

    /**
     * How the request ends, if the facts prove it.
     *
     * @param at the moment of the end
     */
    public Optional<Outcome> outcome(Instant at) {
        if (requested == null || unreadable || deleted != null) {
            return Optional.empty();
        }
        if (settled != null && settled.settlement() == Settlement.KEEP) {
            return Optional.of(Outcome.CLOSED_BY_OPERATOR);
        }
        if (mayHaveChanged() || joins()) {
            return afterACall(at);
        }
        if (policy != null && policy.denies()) {
            return Optional.of(Outcome.DENIED);
        }
        if (rejection != null) {
            return Optional.of(Outcome.REJECTED);
        }
        if (withdrawn != null) {
            return Optional.of(Outcome.WITHDRAWN);
        }
        if (carriedOut != null) {
            return Optional.of(undo != null && carriedOut.locked() == 0 ? Outcome.UNDONE : Outcome.CARRIED_OUT);
        }
        return called() ? afterRefusedCalls(at) : withoutACall(at);
    }

    private Optional<Outcome> afterACall(Instant at) {
        if (request().target() == LockState.UNLOCKED) {
            return unlockProven() ? Optional.of(Outcome.UNLOCKED) : Optional.empty();
        }
        if (released()) {
            return Optional.of(Outcome.RELEASED);
        }
        if (joins() && !holds() && undo == null && timeIsOver(at)) {
            return Optional.of(Outcome.EXPIRED);
        }
        if (undo != null) {
            return undoProven() ? Optional.of(expired ? Outcome.UNLOCKED : Outcome.UNDONE) : Optional.empty();
        }
        return isLasting() && lockProven() && approved() ? Optional.of(Outcome.LOCKED) : Optional.empty();
    }

    private Optional<Outcome> afterRefusedCalls(Instant at) {
        if (!unchanged()) {
            return Optional.empty();
        }
        if (asked().refused()) {
            return Optional.of(Outcome.FAILED_UNCHANGED);
        }
        return isTooLate(at) ? Optional.of(Outcome.EXPIRED) : Optional.empty();
    }

    private Optional<Outcome> withoutACall(Instant at) {
        if (released()) {
            return Optional.of(Outcome.RELEASED);
        }
        if (looks.confirmed(frozen().settle()) && !mayJoin()) {
            Looked look = looks.latest().orElseThrow();
            if (look.why() == Purpose.BEFORE && (look.saw() == Sight.NOT_FOUND || !asShown(look) && !isFree(look))) {
                return Optional.of(Outcome.TARGET_CHANGED);
            }
            if (look.saw() == Sight.NOT_FOUND) {
                return Optional.of(Outcome.ACCOUNT_NOT_FOUND);
            }
            if (isAsWanted(look)) {
                return Optional.of(
                        request().target() == LockState.LOCKED ? Outcome.ALREADY_LOCKED : Outcome.ALREADY_UNLOCKED);
            }
        }
        boolean overdue = policy != null && !approved() && !locksFirst() && !at.isBefore(policy.due());
        return overdue || foundAsApproved() && isTooLate(at) ? Optional.of(Outcome.EXPIRED) : Optional.empty();
    }

    /** Whether what a request to unlock wants is so already: unlocked, and whoever was shown to hold it holds it no more. */
    private boolean isFree(Looked look) {
        return request().target() == LockState.UNLOCKED
                && look.saw() == Sight.UNLOCKED
                && look.holds().isEmpty()
                && shown != null
                && look.sameAccount(shown);
    }

    /** Whether an outcome would be proven by one look more that agrees with the latest. */
    public boolean needsSecondLook() {
        if (looks.latest().isEmpty() || looks.confirmed(frozen().settle()) || mayJoin()) {
            return false;
        }
        Looked look = looks.latest().orElseThrow();
        if (called() || joins()) {
            if (isAnother(look)) {
                return false;
            }
            boolean undone = undo != null && look.saw() == Sight.UNLOCKED && !undoProven();
            return undone || undo == null && look.saw().is(request().target()) && !proven();
        }
        return look.saw() == Sight.NOT_FOUND
                || isAsWanted(look)
                || look.saw() == Sight.UNLOCKED && !look.holding().isEmpty()
                || look.why() == Purpose.BEFORE && !asShown(look);
    }

    /** What two looks that agree say against those who hold the account, of a look that is the latest of them. */
    public Optional<Compared> contradiction(RequestCase holder, Instant at) {
        boolean agree =
                looks.confirmed(frozen().settle()) && (looks.show(Sight.UNLOCKED) || looks.show(Sight.NOT_FOUND));
        return looks.latest()
                .filter(any -> agree)
                .flatMap(look -> holder.difference(look)
                        .map(found -> new Compared(
                                at,
                                found,
                                looks.first().orElseThrow().asked(),
                                look.asked(),
                                looks.count(),
                                look.detail())))
                .filter(told -> MayFollow.refusal(holder, told).isEmpty());
    }

    /** Whether nothing need be called. An account that is locked before its time may be unlocked by then. */
    private boolean isAsWanted(Looked look) {
        return look.saw().is(request().target()) && !isTooEarly(look.asked());
    }

    /** Why the account is never locked or unlocked here, as a sentence; empty if it may be. */
    public Optional<String> protection() {
        return Optional.ofNullable(shown)
                .filter(look -> look.type().equals(AccountSeen.PROTECTED))
                .map(look -> "This account is never locked or unlocked here: " + look.detail() + ".");
    }

    /** Why nobody may approve this request, as a sentence; empty if people may. */
    public Optional<String> denial() {
        boolean unlock = request().target() == LockState.UNLOCKED && shown != null;
        String hold = request().hold();
        if (unlock && !hold.isEmpty() && !shown.holding().contains(hold)) {
            return protection()
                    .or(() -> Optional.of("hold: the request " + hold + " does not surely hold this account."
                            + " Leave it empty to remove the lock for all who hold it."));
        }
        boolean foreign = unlock && shown.foreign();
        return foreign && !request().removeForeignLock()
                ? protection()
                        .or(() -> Optional.of("The lock is not ours: no request of ours holds this account. Ask again"
                                + " and say that a foreign lock is to be removed."))
                : protection();
    }

    /** What the approved request itself says about removing the lock now; empty if nothing. */
    public Optional<Cause> undoCause(Instant at) {
        if (isList()) {
            boolean allOrNone = request().onFailure() == OnFailure.UNDO_ALL;
            return allOrNone && approved() && !refused() && !over() && carriedOut == null
                    ? Optional.of(Cause.FAILURE)
                    : Optional.empty();
        }
        if (!exists() || request().target() != LockState.LOCKED || !locks.mayHaveChanged() && !joins()) {
            return Optional.empty();
        }
        if (gone != null) {
            return Optional.empty();
        }
        if (locksFirst() && reviewAsked == null && rejection != null && holds()) {
            return Optional.of(Cause.REVIEW);
        }
        boolean ends = request().atEnd() == AtEnd.UNLOCK || reviewAsked != null && rejection != null;
        if (everLocked && ends && timeIsOver(at)) {
            return Optional.of(Cause.EXPIRY);
        }
        boolean contradicted =
                !everLocked && looks.exhausted() && (looks.show(Sight.UNLOCKED) || looks.show(Sight.NOT_FOUND));
        return request().onFailure() == OnFailure.UNDO && contradicted ? Optional.of(Cause.FAILURE) : Optional.empty();
    }

    /** Why our own lock may not be removed by a call now, as a sentence for the operator; empty if it may. In doubt: no. */
    public Optional<String> undoRefusal() {
        return undoDoubt().or(() -> Optional.of(NO_ANSWER).filter(any -> isNotSurelyOurs()));
    }

    /** The same but for a lock whose call had no answer. */
    Optional<String> undoDoubt() {
        if (gone != null) {
            return Optional.of("The lock is gone already: " + goneWords() + ".");
        }
        if (before == null || before.saw() != Sight.UNLOCKED && !joins()) {
            return Optional.of("The account was " + (before == null ? "not looked at" : before.saw())
                    + " before this request, so the lock is not ours to remove.");
        }
        if (!locks.mayHaveChanged() && !joins()) {
            return Optional.of("No lock call of this request is in the ledger, so the lock cannot be ours.");
        }
        if (undo == null) {
            return Optional.of("Nobody asked for this undo: the lock has neither failed nor expired.");
        }
        Looked now = looks.latest().filter(look -> look.why() == Purpose.UNDO).orElse(null);
        if (now == null) {
            return Optional.of("The account has not been looked at since the undo was wanted.");
        }
        if (isAnother(now)) {
            return Optional.of(doubt(now) + " A lock on it is not ours to remove.");
        }
        if (!now.holders().isEmpty()) {
            return Optional.of(
                    now.saw() == Sight.UNLOCKED
                            ? "The account is unlocked although another request holds it: somebody has unlocked it at the"
                                    + " cloud. Ask for a new lock if it has to stay locked; verify again, and this hold ends."
                            : "Another request holds this account locked.");
        }
        return switch (now.saw()) {
            case UNKNOWN, NO_ANSWER -> Optional.of("The cloud does not say whether the account is locked.");
            case NOT_FOUND -> Optional.of("The cloud knows no such account any more: " + now.detail());
            case UNLOCKED ->
                mayStillTakeEffect()
                        ? Optional.of("The cloud says the account is unlocked although a lock was asked for;"
                                + " the lock may still take effect.")
                        : Optional.empty();
            case LOCKED ->
                unlocks.open() > 0
                        ? Optional.of("An unlock call of ours had no answer, and the account is locked now: either the"
                                + " call did not take effect, or somebody has locked the account since.")
                        : Optional.empty();
        };
    }

    /** Whether nobody but an operator may have its lock removed. */
    boolean isNotSurelyOurs() {
        return undo != Cause.OPERATOR && isUnanswered() && looks.show(Sight.LOCKED);
    }

    /** Whether the call for its lock had no answer, so that it may be the lock of somebody who was faster. */
    public boolean isUnanswered() {
        return locks.mayHaveChanged() && !locks.certain() && !olderRules();
    }

    /** Why the latest look does not surely show our account and our lock, as a sentence; empty if it does. */
    public Optional<String> doubt() {
        return looks.latest().filter(this::isAnother).map(this::doubt);
    }

    /** Whether the process cannot go on by itself and an operator has to decide. */
    public boolean stuck() {
        if (!called() && !joins() || over() || released()) {
            return false;
        }
        if (undo != null) {
            boolean looked =
                    looks.latest().filter(look -> look.why() == Purpose.UNDO).isPresent();
            return looked && undoRefusal().isPresent() || looks.exhausted() && !undoProven();
        }
        boolean unproven = looks.exhausted() && !proven();
        return unproven || olderRules() && looks.latest().isPresent() && !proven();
    }

    /** Whether its hold has ended because its lock was found gone, or not to be ours. */
    public boolean isBroken() {
        return hold().filter(HoldState.BROKEN::equals).isPresent();
    }

    /** What has ended the hold; empty if nothing has. */
    public Optional<LockGone> gone() {
        return Optional.ofNullable(gone);
    }

    /** By which request the hold was ended, in words; empty if it was not. */
    public Optional<String> endOfHold() {
        return Optional.ofNullable(gone).map(by -> goneWords());
    }

    /** What the request holds of its account; empty if nothing. */
    public Optional<HoldState> hold() {
        if (requested == null) {
            return Optional.empty();
        }
        if (gone != null) {
            return Optional.of(gone.released() ? HoldState.RELEASED : HoldState.BROKEN);
        }
        if (!over()) {
            if (holds() && !olderRules()) {
                return Optional.of(HoldState.HELD);
            }
            boolean scheduled = approved() && !isList() && request().lockFrom().isPresent();
            return Optional.of(scheduled ? HoldState.WAITING : HoldState.ACTIVE);
        }
        if (request().target() == LockState.UNLOCKED || isList()) {
            return Optional.empty();
        }
        if (deleted != null) {
            return locks.mayHaveChanged() || holds() ? Optional.of(HoldState.ORPHANED) : Optional.empty();
        }
        return switch (ended.outcome()) {
            case LOCKED -> Optional.of(HoldState.HELD);
            case CLOSED_BY_OPERATOR -> Optional.of(HoldState.KEPT);
            case UNLOCKED, UNDONE, RELEASED -> Optional.of(HoldState.RELEASED);
            case ALREADY_LOCKED,
                    ALREADY_UNLOCKED,
                    REJECTED,
                    EXPIRED,
                    WITHDRAWN,
                    DENIED,
                    ACCOUNT_NOT_FOUND,
                    TARGET_CHANGED,
                    FAILED_UNCHANGED,
                    CARRIED_OUT -> Optional.empty();
        };
    }

    /** What a look says of the account that is held; empty if it says nothing. */
    public Optional<Difference> difference(Looked look) {
        if (!look.saw().isClear()) {
            return Optional.empty();
        }
        if (look.saw() == Sight.NOT_FOUND) {
            return Optional.of(Difference.GONE);
        }
        if (isAnotherAccount(look)) {
            return Optional.of(Difference.MADE_AGAIN);
        }
        if (look.saw() == Sight.UNLOCKED) {
            return Optional.of(Difference.OPENED);
        }
        if (wasOpenBefore(look)) {
            return Optional.of(Difference.LOCKED_AGAIN);
        }
        return Optional.of(hold().equals(Optional.of(HoldState.ORPHANED)) ? Difference.ORPHANED : Difference.AS_HELD);
    }

    /** What was told last of how the account is at its cloud; as held, as long as nothing was. */
    public Difference toldLast() {
        return compared == null ? Difference.AS_HELD : compared.found();
    }

    /** How the account that is held differs from its cloud, as told last; empty if it does not, or if nothing is held. */
    public Optional<Compared> differs() {
        return Optional.ofNullable(compared)
                .filter(told -> told.found() != Difference.AS_HELD)
                .filter(told -> hold().filter(HoldState::stands).isPresent());
    }

    /** Whether a look that was asked then can be from before the last call, or from while it was under way. */
    boolean isFromBeforeTheLastCall(Instant asked) {
        return asked.isBefore(lastCallAt);
    }

    private RequestCase(RequestCase other) {
        requested = other.requested;
        shown = other.shown;
        policy = other.policy;
        grants = other.grants;
        rejection = other.rejection;
        withdrawn = other.withdrawn;
        before = other.before;
        untouched = other.untouched;
        locks = other.locks;
        unlocks = other.unlocks;
        lastCallAt = other.lastCallAt;
        onItsWayUntil = other.onItsWayUntil;
        lastAnswer = other.lastAnswer;
        looks = other.looks;
        everLocked = other.everLocked;
        lockedAt = other.lockedAt;
        absentAt = other.absentAt;
        openAt = other.openAt;
        lockCalledAt = other.lockCalledAt;
        undo = other.undo;
        expired = other.expired;
        reviewAsked = other.reviewAsked;
        settleAsked = other.settleAsked;
        settled = other.settled;
        restWithdrawn = other.restWithdrawn;
        retriedAt = other.retriedAt;
        carriedOut = other.carriedOut;
        ended = other.ended;
        deleted = other.deleted;
        gone = other.gone;
        goneBeforeTheEnd = other.goneBeforeTheEnd;
        compared = other.compared;
        comments = other.comments;
        unreadable = other.unreadable;
    }
}
