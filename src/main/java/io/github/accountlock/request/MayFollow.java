package io.github.accountlock.request;

import io.github.accountlock.domain.AccountList;
import io.github.accountlock.domain.AtEnd;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.MaintenanceWindow.Occurrence;
import io.github.accountlock.domain.OnFailure;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Person;
import io.github.accountlock.domain.Urgency;
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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * What may follow in a request: the rules of the house, one a row. A fact is let into the ledger if every row about its
 * kind holds, and whoever verifies a ledger asks the same rows. The page {@code src/docs/may-follow.md} is printed from here.
 */
public final class MayFollow {

    private static final String SEEN_AGAIN =
            "since the last call, the account was looked at, and is still to be changed; as long as no call may have changed it,"
                    + " it is of the kind that was approved";
    private static final String ANSWERED =
            "a lock whose call had no answer may be somebody else's: only an operator has it removed";
    private static final String PLACED =
            "what is undone is a lock that a call of ours may have placed, or that others of us have";
    private static final String QUIET =
            "the person has made fewer than twenty comments on the request in the last minute";

    /** Earlier builds of 0.1.0, which may run beside this one, did not ask these; what stands is judged by what it was let in by. */
    private static final Set<String> NEWER = Set.of(SEEN_AGAIN, ANSWERED, PLACED, QUIET);

    private static final String REFUSED = "the request was rejected or withdrawn";
    private static final String DECIDED =
            "You have decided this request already; each approval needs a different person.";
    private static final String DECIDED_FOR =
            "It is decided for this person already: somebody and his substitute count as one, and each approval needs a"
                    + " different person.";
    private static final String COMPLETE = "This request has its approvals already.";

    /** Why nobody may settle now; whoever hears it behind the answer of another operator comes too late. */
    public static final String NOTHING_TO_SETTLE = "There is nothing to settle: the process has not asked for it.";

    /** Why a decision may not follow that another one has overtaken; whoever hears it was entitled to decide. */
    public static final Set<String> TOO_LATE = Set.of(DECIDED, DECIDED_FOR, REFUSED, COMPLETE);

    /** Times behind it cannot be told in the form in which they are stored, nor by every database. */
    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

    private static final Duration SHORTEST_LOCK = Duration.ofMinutes(1);
    private static final Duration LONGEST_LOCK = Duration.ofDays(3650);
    private static final Duration FARTHEST_START = Duration.ofDays(90);

    /** The rules, in the order in which they are asked; the first that does not hold gives the sentence. */
    public static final List<Row<?>> TABLE = List.of(
            // Whatever the fact
            row(
                    Fact.class,
                    "the request has been made",
                    (now, next) -> now.exists() || next instanceof Requested,
                    "the request is not in the ledger, so nothing is called for it"),
            row(
                    Fact.class,
                    "every fact before it can be read",
                    (now, next) -> now.isReadable(),
                    "an entry before it cannot be read"),
            row(
                    Fact.class,
                    "the request has not ended (but a person may look at the account, its lock may be gone, what it holds is"
                            + " compared with the cloud, and as long as its lock stands people say what they did about it)",
                    (now, next) -> !now.over()
                            || next instanceof LockGone
                            || next instanceof Compared
                            || next instanceof Commented && now.mayBeCommented()
                            || isLive(next),
                    "the request has ended"),

            // Requested
            row(
                    Requested.class,
                    "it is the first fact",
                    (now, next) -> !now.exists(),
                    "the request has been made already"),
            row(
                    Requested.class,
                    "the requester is logged in, and no other than the frozen request says",
                    (now, next) -> !next.by().isNobody()
                            && next.by().id().equals(next.frozen().request().requester()),
                    "Log in to make a request: nobody is authenticated."),
            row(
                    Requested.class,
                    "a temporary lock ends before the year 10000",
                    (now, next) -> next.frozen()
                            .request()
                            .lockUntil()
                            .filter(until -> !until.isBefore(YEAR_10000))
                            .isEmpty(),
                    "lockUntil: must be before the year 10000."),
            row(
                    Requested.class,
                    "a temporary lock ends in the future",
                    (now, next) -> next.frozen()
                            .request()
                            .lockUntil()
                            .filter(until -> !until.isAfter(next.at()))
                            .isEmpty(),
                    (now, next) -> "lockUntil: "
                            + next.frozen().request().lockUntil().orElseThrow() + " is not in the future; now is "
                            + next.at() + "."),
            row(
                    Requested.class,
                    "a lock for some time lasts a minute or more, and ten years at most",
                    (now, next) -> next.frozen()
                            .request()
                            .lockFor()
                            .filter(span -> span.compareTo(SHORTEST_LOCK) < 0 || span.compareTo(LONGEST_LOCK) > 0)
                            .isEmpty(),
                    "lockFor: allowed is a minute or more, and ten years (P3650D) at most."),
            row(
                    Requested.class,
                    "a lock that begins later begins in the future (but one of a list may be approved when its time has come)",
                    (now, next) -> !next.list().isEmpty()
                            || start(next)
                                    .filter(from -> !from.isAfter(next.at()))
                                    .isEmpty(),
                    (now, next) -> "lockFrom: " + start(next).orElseThrow() + " is not in the future; now is "
                            + next.at().truncatedTo(ChronoUnit.SECONDS)
                            + ". Give a later time, or none: then it is locked as soon as it is approved."),
            row(
                    Requested.class,
                    "a lock begins 90 days after its request at the latest",
                    (now, next) -> next.frozen()
                            .request()
                            .lastFrom()
                            .filter(from -> from.isAfter(next.at().plus(FARTHEST_START)))
                            .isEmpty(),
                    (now, next) -> (next.frozen().request().lockTimes().isEmpty() ? "lockFrom: " : "windowTimes: ")
                            + next.frozen().request().lastFrom().orElseThrow()
                            + " is too far ahead; allowed is 90 days, until "
                            + next.at().plus(FARTHEST_START).truncatedTo(ChronoUnit.SECONDS) + "."),
            row(
                    Requested.class,
                    "a lock ends after it begins",
                    (now, next) -> start(next)
                            .filter(from -> next.frozen()
                                    .request()
                                    .lockUntil()
                                    .filter(until -> !until.isAfter(from))
                                    .isPresent())
                            .isEmpty(),
                    (now, next) ->
                            "lockUntil: " + next.frozen().request().lockUntil().orElseThrow()
                                    + " is not after the start of the lock, "
                                    + start(next).orElseThrow() + "."),
            row(
                    Requested.class,
                    "an emergency waits for no later time",
                    (now, next) ->
                            start(next).isEmpty() || next.frozen().request().urgency() != Urgency.EMERGENCY,
                    "lockFrom: an emergency is locked as soon as it may be, and in no window; leave the time out, or make a normal request."),
            row(
                    Requested.class,
                    "what is one of a list is an account to lock, or to unlock for the one request that has locked it, and no"
                            + " list itself",
                    (now, next) -> next.list().isEmpty()
                            || (next.frozen().request().target() == LockState.LOCKED
                                            || !next.frozen().request().hold().isEmpty())
                                    && !AccountList.isReference(
                                            next.frozen().request().account()),
                    "a list has accounts to lock, and no further lists"),
            row(
                    Requested.class,
                    "all or none is asked for of a list",
                    (now, next) -> next.frozen().request().onFailure() != OnFailure.UNDO_ALL
                            || AccountList.isReference(next.frozen().request().account()),
                    "onFailure: undo_all is for a list of accounts; choose undo or hold."),
            row(
                    Requested.class,
                    "what is locked several times is a list: at times that follow each other, from the first of which on until the"
                            + " last",
                    (now, next) -> next.frozen().request().lockTimes().isEmpty() || followEachOther(next),
                    "windowTimes: only a list is locked several times, one time after the other."),
            row(
                    Requested.class,
                    "what is locked several times is not all or none",
                    (now, next) -> next.frozen().request().lockTimes().isEmpty()
                            || next.frozen().request().onFailure() != OnFailure.UNDO_ALL,
                    "onFailure: all or none (undo_all) is for a list that is locked once; choose another answer (undo or hold)."),

            // Looked
            row(
                    Looked.class,
                    "it is one account and no list, of which each account has a request of its own",
                    (now, next) -> !now.isList(),
                    "a list is not at a cloud, so it cannot be looked at"),
            row(
                    Looked.class,
                    "the cloud was asked before the look is written down",
                    (now, next) -> !next.asked().isAfter(next.at()),
                    "a look cannot be older than its question"),
            row(
                    Looked.class,
                    "a person who wants to know is named; every other look is the process's own",
                    (now, next) -> next.why() == Purpose.LIVE
                            ? !next.by().isNobody() && !next.by().equals(Person.SYSTEM)
                            : next.by().equals(Person.SYSTEM),
                    "a look needs to say who asked for it"),
            row(
                    Looked.class,
                    "the account is shown to the approvers before the policy decides",
                    (now, next) ->
                            next.why() != Purpose.APPROVAL || now.policy().isEmpty(),
                    "the policy has decided already, on what was shown of the account"),
            row(
                    Looked.class,
                    "the state before the first call is read after the last approval",
                    (now, next) -> next.why() != Purpose.BEFORE
                            || now.mayBegin() && !now.mayHaveChanged() && !now.everLocked(),
                    (now, next) -> missingApprovals(now)
                            .orElse(
                                    "a call of ours may have changed the account, or it is held already, so the state before is"
                                            + " not known")),
            row(
                    Looked.class,
                    "the state before is not read before the time from which on the account is to be locked",
                    (now, next) -> next.why() != Purpose.BEFORE || !now.isTooEarly(next.at()),
                    (now, next) -> tooEarly(now)),
            row(
                    Looked.class,
                    "a lock of ours is joined while no approval has expired",
                    (now, next) -> next.why() != Purpose.BEFORE
                            || target(now) == LockState.UNLOCKED
                            || !next.heldByUs()
                            || !now.approvalHasExpired(next.at()),
                    "an approval has expired"),
            row(
                    Looked.class,
                    "what became of a call, or of the lock that is joined, is read after it",
                    (now, next) -> next.why() != Purpose.AFTER || now.called() || now.joins(),
                    (now, next) -> missingApprovals(now)
                            .orElse("no call of ours is in the ledger, so there is nothing to verify")),
            row(
                    Looked.class,
                    "an undo is looked at after it was wanted",
                    (now, next) -> next.why() != Purpose.UNDO || now.undo().isPresent(),
                    (now, next) -> missingApprovals(now)
                            .orElse("Nobody asked for this undo: the lock has neither failed nor expired.")),

            // PolicyDecided
            row(
                    PolicyDecided.class,
                    "the account has been shown, and exists (but of a list each is, in its own request)",
                    (now, next) -> now.isList()
                            || now.shown()
                                    .filter(look -> look.saw() != Sight.NOT_FOUND)
                                    .isPresent(),
                    "the account has not been read, so nobody can decide about it"),
            row(
                    PolicyDecided.class,
                    "the policy decides once",
                    (now, next) -> now.policy().isEmpty(),
                    "the policy has decided already"),
            row(
                    PolicyDecided.class,
                    "it is the policy with which the request was frozen",
                    (now, next) -> now.frozen().policy().isEmpty()
                            || now.frozen().policy().equals(next.policy()),
                    "the approval policy was replaced after the request was made; delete the request and make a new"
                            + " one"),
            row(
                    PolicyDecided.class,
                    "it asks for 1 to 9 approvals by a group until a later moment, or needs none for a while, or denies with a"
                            + " reason",
                    (now, next) -> next.approvals() == 0
                            ? next.denies() != next.denied().isEmpty()
                                    && (next.denies() || next.due().isAfter(next.at()))
                            : !next.needsNoApproval()
                                    && next.approvals() > 0
                                    && next.approvals() <= 9
                                    && !next.group().isBlank()
                                    && next.due().isAfter(next.at()),
                    "the policy has to ask for 1 to 9 approvals by a group until a later moment, or to deny"),
            row(
                    PolicyDecided.class,
                    "an account that its cloud never locks is not up for approval",
                    (now, next) -> next.denies() || now.protection().isEmpty(),
                    (now, next) -> now.protection().orElseThrow()),
            row(
                    PolicyDecided.class,
                    "a stranger's lock is up for approval only if the request says so",
                    (now, next) -> next.denies() || now.denial().isEmpty(),
                    (now, next) -> now.denial().orElseThrow()),
            row(
                    PolicyDecided.class,
                    "only a lock needs no approval, and only if nobody decides about its end",
                    (now, next) -> !next.needsNoApproval()
                            || target(now) == LockState.LOCKED && now.request().atEnd() == AtEnd.UNLOCK,
                    "only a lock that ends by itself or lasts can need no approval"),
            row(
                    PolicyDecided.class,
                    "only an emergency lock comes before its approval",
                    (now, next) -> !next.locksFirst()
                            || target(now) == LockState.LOCKED
                                    && now.request().urgency() == Urgency.EMERGENCY
                                    && next.approvals() > 0,
                    "only an emergency lock comes before its approval"),
            row(
                    PolicyDecided.class,
                    "a list comes after its approval",
                    (now, next) -> !now.isList() || !next.locksFirst() && !next.needsNoApproval(),
                    "a list of accounts needs an approval, and is carried out after it"),
            row(
                    PolicyDecided.class,
                    "a fallback is another group, asked before the request is overdue",
                    (now, next) -> next.escalates()
                            ? !next.fallback().isBlank()
                                    && !next.fallback().equals(next.group())
                                    && next.escalatesAt().isAfter(next.at())
                                    && next.escalatesAt().isBefore(next.due())
                            : next.escalation().isZero(),
                    "the policy has to name another group as the fallback, and to ask it before the request is overdue"),

            // Decided
            row(
                    Decided.class,
                    "somebody is logged in",
                    (now, next) -> !next.by().isNobody(),
                    "Log in to decide: nobody is authenticated."),
            row(
                    Decided.class,
                    "the policy asked for approvals",
                    (now, next) -> now.policy()
                            .filter(policy -> policy.approvals() > 0)
                            .isPresent(),
                    "No policy has decided who must approve this request."),
            row(
                    Decided.class,
                    "who stands in for somebody is another person, and does so at that moment",
                    (now, next) -> standsIn(next),
                    (now, next) -> next.standsIn()
                            ? "You do not stand in for " + next.standsInFor().id() + " at this moment."
                            : "whoever decides in his own place stands in for nobody"),
            row(
                    Decided.class,
                    "neither he nor the person he stands in for is the requester",
                    (now, next) -> next.people().stream().noneMatch(now.requester()::sameUser),
                    (now, next) -> (next.by().sameUser(now.requester()) ? "You" : inHisPlace(next))
                            + " made this request, so somebody else has to decide it."),
            row(
                    Decided.class,
                    "neither of them asked for the lock that would be removed",
                    (now, next) -> now.lockRequesters().stream()
                            .noneMatch(other -> next.people().stream().anyMatch(other::sameUser)),
                    (now, next) ->
                            (now.lockRequesters().stream().anyMatch(next.by()::sameUser) ? "You" : inHisPlace(next))
                                    + " asked for the lock that would be removed, so somebody else has to decide."),
            row(
                    Decided.class,
                    "he, or the person he stands in for, is a member of the asked group, or of the fallback once that is"
                            + " asked too, by this request or by its list",
                    (now, next) -> isAsked(now, next),
                    (now, next) -> onlyMembers(now.policy().orElseThrow(), next.at())),
            row(
                    Decided.class,
                    "who has approved does not decide again, in whosever place",
                    (now, next) -> now.approvers().stream().noneMatch(next.by()::sameUser),
                    DECIDED),
            row(
                    Decided.class,
                    "nobody is decided for twice: a person and his substitute count as one",
                    (now, next) -> now.deciders().stream()
                            .noneMatch(other -> next.people().stream().anyMatch(other::sameUser)),
                    DECIDED_FOR),
            row(
                    Decided.class,
                    "neither of them is a second user of any of those",
                    (now, next) -> secondUser(now, next).isEmpty(),
                    (now, next) -> secondUser(now, next).orElseThrow()),
            row(
                    Decided.class,
                    "the request is not overdue (but a lock that is in place is reviewed however late)",
                    (now, next) -> now.isReviewed()
                            || next.at().isBefore(now.policy().orElseThrow().due()),
                    (now, next) -> "Too late: this request had to be decided before "
                            + now.policy().orElseThrow().due() + "."),
            row(
                    Decided.class,
                    "an emergency lock is reviewed when it is proven",
                    (now, next) -> !now.isReviewed() || now.holds(),
                    "The emergency lock is not proven yet; it is reviewed when it is."),
            row(
                    Decided.class,
                    "it is about this very request",
                    (now, next) -> next.digest().equals(now.decisionDigest()),
                    (now, next) -> next.digest().isEmpty()
                            ? "requestDigest: a decision carries the digest of the request it is about;"
                                    + " open the task and decide in its form."
                            : "requestDigest: the decision is about another request or another state of this one"
                                    + " (its digest differs); open the task again."),
            row(
                    Decided.class,
                    "a rejection says why",
                    (now, next) -> next.approved() || !next.reason().isBlank(),
                    "decisionReason: say why you reject the request."),
            row(
                    Decided.class,
                    "the request was neither rejected nor withdrawn",
                    (now, next) -> !now.refused(),
                    REFUSED),
            row(
                    Decided.class,
                    "approvals are still wanted, and nothing was called",
                    (now, next) -> !now.approved() && (now.isReviewed() || !now.called()),
                    COMPLETE),
            row(
                    Decided.class,
                    "an approval expires later",
                    (now, next) -> next.expires().isAfter(next.at()),
                    "an approval has to be valid for some time"),

            // Withdrawn
            row(
                    Withdrawn.class,
                    "it is the requester",
                    (now, next) -> next.by().id().equals(now.requester().id()),
                    "Only the requester may withdraw a request; approvers reject it instead."),
            row(
                    Withdrawn.class,
                    "the policy has decided",
                    (now, next) -> now.policy().isPresent(),
                    "no policy has decided who must approve"),
            row(
                    Withdrawn.class,
                    "it was neither rejected nor withdrawn",
                    (now, next) -> !now.refused(),
                    "the request was rejected or withdrawn"),
            row(
                    Withdrawn.class,
                    "nothing was called",
                    (now, next) -> !now.called() && !now.holds(),
                    "The cloud has been called for this request, so it cannot be taken back; ask for the unlock instead."),
            row(
                    Withdrawn.class,
                    "it is no list that is being carried out",
                    (now, next) -> !now.isList() || !now.approved(),
                    "The list is being carried out, so it cannot be taken back. An administrator can delete it, and then no further"
                            + " account of it is requested."),

            // CallIntended
            row(
                    CallIntended.class,
                    "a policy has decided",
                    (now, next) -> now.policy().isPresent(),
                    "no policy has decided who must approve"),
            row(
                    CallIntended.class,
                    "the request was neither rejected nor withdrawn (but a lock that its review has rejected is removed)",
                    (now, next) ->
                            !now.refused() || now.isReviewed() && now.undo().isPresent(),
                    "the request was rejected or withdrawn"),
            row(
                    CallIntended.class,
                    "it has all its approvals, or the policy lets this requester lock first, or it had them until its end",
                    (now, next) -> now.approved() || now.isReviewed(),
                    (now, next) -> missingApprovals(now).orElseThrow()),
            row(
                    CallIntended.class,
                    "for the first call, no approval has expired",
                    (now, next) -> now.mayHaveChanged() || now.joins() || !now.approvalHasExpired(next.at()),
                    "an approval has expired"),
            row(
                    CallIntended.class,
                    "for the first call, the account was found as it was approved, after the last approval",
                    (now, next) ->
                            now.mayHaveChanged() || now.foundAsApproved() || now.joins() && next.call() == Call.UNLOCK,
                    "the account was not found as it was approved"),
            row(
                    CallIntended.class,
                    "no operator has closed the request",
                    (now, next) -> now.settled()
                            .filter(settled -> settled.settlement() == Settlement.KEEP)
                            .isEmpty(),
                    "an operator has closed the request as it is"),
            row(
                    CallIntended.class,
                    "it has a deadline in the future",
                    (now, next) -> next.deadline().isAfter(next.at()),
                    "a call needs a deadline"),
            row(
                    CallIntended.class,
                    "a call that was accepted is not repeated",
                    (now, next) -> now.of(next.call()).accepted().isEmpty(),
                    "the call was accepted already"),
            row(
                    CallIntended.class,
                    "a lock is called for a request to lock that nobody wants undone",
                    (now, next) -> next.call() != Call.LOCK
                            || target(now) == LockState.LOCKED
                                    && now.undo().isEmpty()
                                    && now.of(Call.UNLOCK).intended() == 0,
                    "nothing is locked for a request to unlock, nor after an undo was wanted"),
            row(
                    CallIntended.class,
                    "nothing is locked before the time from which on the account is to be locked",
                    (now, next) -> next.call() != Call.LOCK || !now.isTooEarly(next.at()),
                    (now, next) -> tooEarly(now)),
            row(
                    CallIntended.class,
                    "a lock call comes before the end of the lock",
                    (now, next) -> next.call() != Call.LOCK || !now.timeIsOver(next.at()),
                    "the lock was to end before it could begin"),
            row(
                    CallIntended.class,
                    "a lock call is repeated once, and only after a look that shows no effect",
                    (now, next) -> next.call() != Call.LOCK
                            || !now.of(Call.LOCK).mayHaveChanged()
                            || now.of(Call.LOCK).open() <= 1
                                    && now.latestLook()
                                            .filter(look -> look.saw() == Sight.UNLOCKED)
                                            .isPresent(),
                    "a call had no answer: the account has to be read before it is called again, and at most twice"),
            row(
                    CallIntended.class,
                    "after a call without an answer, the account was looked at when nothing of it was on its way any more",
                    (now, next) -> now.onItsWayUntil()
                            .filter(until -> now.latestLook()
                                    .filter(look -> !look.asked().isBefore(until))
                                    .isEmpty())
                            .isEmpty(),
                    "a call without an answer may still be on its way"),
            row(
                    CallIntended.class,
                    "an unlock call is not repeated while its effect is open: a lock seen after it may be a stranger's",
                    (now, next) ->
                            next.call() != Call.UNLOCK || now.of(Call.UNLOCK).open() == 0,
                    "an unlock call of ours had no answer, so an operator has to decide"),
            row(
                    CallIntended.class,
                    "our own lock is removed only if it is ours, an undo is wanted, and the account is locked now",
                    (now, next) -> next.call() != Call.UNLOCK
                            || target(now) == LockState.UNLOCKED
                            || now.undoDoubt().isEmpty()
                                    && now.latestLook()
                                            .filter(look -> look.saw() == Sight.LOCKED)
                                            .isPresent(),
                    (now, next) -> now.undoDoubt().orElse("The account is not locked.")),
            row(
                    CallIntended.class,
                    ANSWERED,
                    (now, next) -> next.call() != Call.UNLOCK || !now.isNotSurelyOurs(),
                    RequestCase.NO_ANSWER),
            row(
                    CallIntended.class,
                    "where other requests of ours keep the account locked, nothing is called",
                    (now, next) -> !now.released(),
                    "other requests keep the account locked, or have ended the lock: this hold is released without a call"),
            row(
                    CallIntended.class,
                    "a stranger's lock is removed only if the request says so",
                    (now, next) -> next.call() != Call.UNLOCK || now.denial().isEmpty(),
                    "the lock is not ours, and the request does not say that a foreign lock is removed"),
            row(
                    CallIntended.class,
                    "for a request to unlock, who approved, or was represented, is still a member of the asked group",
                    (now, next) -> target(now) == LockState.LOCKED
                            || noMember(now, next).isEmpty(),
                    (now, next) -> noMember(now, next)
                                    .map(grant -> grant.entitled().id()
                                            + (grant.standsIn()
                                                    ? ", for whom " + grant.by().id()
                                                    : ", who"))
                                    .orElseThrow()
                            + " approved, is no longer a member of the group "
                            + now.policy().orElseThrow().group()),
            row(
                    CallIntended.class,
                    "the account is surely still the one that was approved, not another made under its name",
                    (now, next) -> now.latestLook().filter(now::isAnother).isEmpty(),
                    "it is not surely the account that was approved: another may bear the name"),
            row(
                    CallIntended.class,
                    SEEN_AGAIN,
                    (now, next) -> !now.called() || now.isToBeChanged(next.call()),
                    "the account was not seen as it is to be changed since the last call"),

            // CallAnswered
            row(
                    CallAnswered.class,
                    "a call of this kind waits for its answer",
                    (now, next) -> now.of(next.call()).pending(),
                    "no call of this kind waits for an answer"),

            // UndoWanted
            row(
                    UndoWanted.class,
                    "no undo is wanted yet",
                    (now, next) -> now.undo().isEmpty(),
                    "an undo is wanted already"),
            row(
                    UndoWanted.class,
                    "the approved request says so: its time is over after a proven lock (and the review has rejected the"
                            + " lock, if it wants one), or the last look contradicts the lock and it said undo; or the"
                            + " review has rejected an emergency lock; or it is an approved list of which all or none is to be"
                            + " locked",
                    (now, next) -> next.cause() != Cause.OPERATOR
                            && now.undoCause(next.at()).equals(Optional.of(next.cause())),
                    (now, next) -> missingApprovals(now)
                            .orElse("Nobody asked for this undo: the lock has neither failed nor expired.")),

            // ReviewAsked
            row(
                    ReviewAsked.class,
                    "the request says so, and its time is over while it holds its approved lock",
                    (now, next) -> now.endIsToBeReviewed(next.at()),
                    "the end of this lock is not up for a review"),

            // SettleAsked
            row(
                    SettleAsked.class,
                    "nobody is asked yet",
                    (now, next) -> !now.settleAsked(),
                    "an operator is asked already"),
            row(
                    SettleAsked.class,
                    "the last look of the series proves nothing, or the undo is refused",
                    (now, next) -> now.stuck(),
                    "the process can go on by itself, so nobody is asked to settle it"),

            // Settled
            row(
                    Settled.class,
                    "somebody is logged in, and a member of the operators' group",
                    (now, next) -> !next.by().isNobody() && !next.group().isEmpty(),
                    "Only members of the group of operators may settle a lock."),
            row(
                    Settled.class,
                    "an operator was asked, or it is a list that he wants undone: of which all or none is to be locked, and of"
                            + " which no undo is wanted yet",
                    (now, next) -> now.isList()
                            ? next.settlement() == Settlement.UNDO
                                    && now.undo().isEmpty()
                                    && now.undoCause(next.at()).isPresent()
                            : now.settleAsked() || now.frozen().settle().isZero() && now.stuck(),
                    (now, next) -> now.isList()
                            ? "settlement: only a list of which all or none is to be locked is undone, and once; choose retry"
                                    + " or accept."
                            : NOTHING_TO_SETTLE),
            row(
                    Settled.class,
                    "the requester may only have it verified again",
                    (now, next) ->
                            next.settlement() == Settlement.VERIFY || !next.by().samePerson(now.requester()),
                    (now, next) -> now.isList()
                            ? "settlement: you asked for this list; to have it undone, another operator has to settle it."
                            : "You made this request: you may have it verified again; to undo or keep, another operator has to"
                                    + " settle it."),
            row(
                    Settled.class,
                    "only a lock of ours can be undone",
                    (now, next) -> next.settlement() != Settlement.UNDO || target(now) == LockState.LOCKED,
                    "settlement: choose verify or keep."),
            row(
                    Settled.class,
                    PLACED,
                    (now, next) ->
                            next.settlement() != Settlement.UNDO || now.isList() || now.mayHaveChanged() || now.joins(),
                    "settlement: no call of this request has changed the account, so there is nothing to undo; choose verify or"
                            + " keep."),
            row(
                    Settled.class,
                    "it says why",
                    (now, next) -> !next.reason().isBlank(),
                    "settlementReason: say what you saw and why you decide so."),

            // CarriedOut
            row(
                    CarriedOut.class,
                    "it is an approved list",
                    (now, next) -> now.isList() && now.approved() && !now.refused(),
                    (now, next) -> missingApprovals(now).orElse("only a list of accounts is carried out")),
            row(
                    CarriedOut.class,
                    "it is carried out once",
                    (now, next) -> now.carriedOut().isEmpty(),
                    "the list is carried out already"),
            row(
                    CarriedOut.class,
                    "every account of the list is counted, once for each time at which it is locked",
                    (now, next) ->
                            next.locked() >= 0 && next.others() >= 0 && next.locked() + next.others() == now.lines(),
                    "the list has more accounts than were counted, or fewer"),
            row(
                    CarriedOut.class,
                    "where some are not locked, the requester or an operator has said that they need not be, or the requester"
                            + " has taken back the rest; or none is, and the list was to be undone",
                    (now, next) -> (now.undo().isPresent() ? next.locked() : next.others()) == 0
                            ? next.by().equals(Person.SYSTEM)
                            : isTakenBack(now, next) || isRequesterOrOperator(now, next.by(), next.group()),
                    "Only the requester or an operator may end a list of which some accounts are not locked."),

            // RestWithdrawn
            row(
                    RestWithdrawn.class,
                    "it is an approved list that is not carried out yet",
                    (now, next) -> isBeingCarriedOut(now),
                    (now, next) -> missingApprovals(now)
                            .orElse("Only of a list that is being carried out the rest is taken back.")),
            row(
                    RestWithdrawn.class,
                    "it is the requester",
                    (now, next) -> next.by().id().equals(now.requester().id()),
                    "Only the requester may take back the rest of a list."),
            row(
                    RestWithdrawn.class,
                    "there is a rest: it was not taken back before, and the list is not to be undone",
                    (now, next) -> now.restWithdrawn().isEmpty() && now.undo().isEmpty(),
                    "The rest of the list is taken back already, or the list is being undone."),

            // RetryAsked
            row(
                    RetryAsked.class,
                    "it is an approved list that is not carried out yet",
                    (now, next) -> isBeingCarriedOut(now),
                    (now, next) ->
                            missingApprovals(now).orElse("only a list that is being carried out is gone on with")),
            row(
                    RetryAsked.class,
                    "the requester has not taken back the rest of it; what is to be unlocked again always is",
                    (now, next) -> now.restWithdrawn().isEmpty() || now.undo().isPresent(),
                    "settlement: the requester has taken back the rest of the list, so nothing of it is requested any more;"
                            + " accept it, or ask for single locks."),
            row(
                    RetryAsked.class,
                    "it is the requester or an operator, about one account or more",
                    (now, next) -> isRequesterOrOperator(now, next.by(), next.group()) && next.accounts() > 0,
                    "Only the requester or an operator may have the rest of a list requested once more."),

            // Commented
            row(
                    Commented.class,
                    "the person who says it is logged in",
                    (now, next) -> !next.by().isNobody() && !next.by().equals(Person.SYSTEM),
                    "Log in to comment on a request: nobody is authenticated."),
            row(
                    Commented.class,
                    "it says something",
                    (now, next) -> !next.text().isBlank(),
                    "message: write what you want to say."),
            row(
                    Commented.class,
                    QUIET,
                    (now, next) -> !now.hasSaidMuch(next),
                    "You have made " + RequestCase.COMMENTS_A_MINUTE
                            + " comments within a minute, each of which is kept for good: say it a little later."),

            // Ended
            row(
                    Ended.class,
                    "its outcome is the one that the facts prove",
                    (now, next) -> now.outcome(next.at()).equals(Optional.of(next.outcome())),
                    (now, next) -> "the ledger does not prove the outcome " + next.outcome() + "; it proves "
                            + now.outcome(next.at()).map(Outcome::name).orElse("none")),

            // Deleted, LockGone, Compared, Unreadable
            row(
                    Deleted.class,
                    "it says who deleted the request, or that nobody was logged in",
                    (now, next) -> !next.by().equals(Person.SYSTEM),
                    "a deletion needs to say who deleted"),
            row(
                    LockGone.class,
                    "the request holds a lock",
                    (now, next) -> now.hold().filter(HoldState::stands).isPresent(),
                    "the request holds no lock"),
            row(
                    LockGone.class,
                    "another request removed it, or found it gone",
                    (now, next) -> !next.request().isBlank()
                            && !next.request().equals(now.frozen().requestId()),
                    "a lock is released by another request"),
            row(
                    Compared.class,
                    "the request holds a lock",
                    (now, next) -> now.hold().filter(HoldState::stands).isPresent(),
                    "the request holds no lock to compare"),
            row(
                    Compared.class,
                    "it is not about to remove the lock itself",
                    (now, next) -> now.over() || now.undo().isEmpty(),
                    "the request is removing the lock itself, so its account is no longer compared"),
            row(
                    Compared.class,
                    "the account is not as it was told last",
                    (now, next) -> next.found() != now.toldLast(),
                    "nothing has changed since the account was compared last"),
            row(
                    Compared.class,
                    "two readings or more agree, apart by the cloud's settle time",
                    (now, next) -> next.readings() > 1
                            && !next.latest()
                                    .isBefore(next.first().plus(now.frozen().settle()))
                            && !next.latest().isAfter(next.at()),
                    "one reading tells nothing: two have to agree, apart by the cloud's settle time"),
            row(
                    Compared.class,
                    "the account was read after the last call of the request",
                    (now, next) -> !now.isFromBeforeTheLastCall(next.first()),
                    "a reading from before a call says nothing about what is held since"),
            row(Unreadable.class, "never", (now, next) -> false, "this entry cannot be read"));

    private MayFollow() {}

    /** Why a fact may not follow, as a sentence; empty if it may. */
    public static Optional<String> refusal(RequestCase now, Fact next) {
        return TABLE.stream().flatMap(row -> row.refusal(now, next).stream()).findFirst();
    }

    /** The same of a fact that is stored. */
    public static Optional<String> refusalOfStored(RequestCase now, Fact next) {
        return TABLE.stream()
                .filter(row -> !NEWER.contains(row.rule()))
                .flatMap(row -> row.refusal(now, next).stream())
                .findFirst();
    }

    /**
     * One rule.
     *
     * @param kind the facts that it is about
     * @param rule what must be so, in words
     */
    public record Row<F extends Fact>(
            Class<F> kind,
            String rule,
            BiPredicate<RequestCase, F> holds,
            BiFunction<RequestCase, F, String> sentence) {

        Optional<String> refusal(RequestCase now, Fact next) {
            if (!kind.isInstance(next)) {
                return Optional.empty();
            }
            F fact = kind.cast(next);
            return holds.test(now, fact) ? Optional.empty() : Optional.of(sentence.apply(now, fact));
        }
    }

    private static <F extends Fact> Row<F> row(
            Class<F> kind, String rule, BiPredicate<RequestCase, F> holds, String sentence) {
        return row(kind, rule, holds, (now, next) -> sentence);
    }

    private static <F extends Fact> Row<F> row(
            Class<F> kind,
            String rule,
            BiPredicate<RequestCase, F> holds,
            BiFunction<RequestCase, F, String> sentence) {
        return new Row<>(kind, rule, holds, sentence);
    }

    /** What was approved with its list is given to a request at the very moment in which its policy answers. */
    private static boolean isAsked(RequestCase now, Decided next) {
        PolicyDecided policy = now.policy().orElseThrow();
        boolean withItsList = now.list().isPresent() && next.at().equals(policy.at());
        return policy.groups(next.at()).contains(next.group())
                || withItsList && policy.escalates() && policy.fallback().equals(next.group());
    }

    private static boolean isBeingCarriedOut(RequestCase now) {
        return now.isList()
                && now.approved()
                && !now.refused()
                && now.carriedOut().isEmpty();
    }

    /** Nobody has to accept what the requester has taken back; that nothing else is missing is counted by the list. */
    private static boolean isTakenBack(RequestCase now, CarriedOut next) {
        return next.by().equals(Person.SYSTEM)
                && now.undo().isEmpty()
                && now.restWithdrawn().isPresent();
    }

    private static boolean isRequesterOrOperator(RequestCase now, Person person, String group) {
        return person.id().equals(now.requester().id()) || !person.isNobody() && !group.isEmpty();
    }

    private static String onlyMembers(PolicyDecided policy, Instant at) {
        String early = policy.escalates() && at.isBefore(policy.escalatesAt())
                ? ", and from " + policy.escalatesAt() + " on those of " + policy.fallback()
                : "";
        return "Only members of the group " + String.join(" or ", policy.groups(at)) + early
                + " may decide this request.";
    }

    private static Optional<Instant> start(Requested next) {
        return next.frozen().request().lockFrom();
    }

    private static boolean followEachOther(Requested next) {
        LockRequest request = next.frozen().request();
        List<Occurrence> times = request.lockTimes();
        Instant before = Instant.MIN;
        for (Occurrence time : times) {
            if (!time.from().isAfter(before) || !time.until().isAfter(time.from())) {
                return false;
            }
            before = time.from();
        }
        return AccountList.isReference(request.account())
                && times.size() > 1
                && times.size() <= LockRequest.MOST_TIMES
                && request.lockFrom().equals(Optional.of(times.get(0).from()))
                && request.lockUntil()
                        .equals(Optional.of(times.get(times.size() - 1).until()));
    }

    private static String tooEarly(RequestCase now) {
        return "the account is to be locked at " + now.request().lockFrom().orElseThrow() + ", and not before";
    }

    private static LockState target(RequestCase now) {
        LockRequest request = now.request();
        return request.target();
    }

    private static boolean isLive(Fact next) {
        return next instanceof Looked look && look.why() == Purpose.LIVE;
    }

    /** How far the approvals are, as a sentence; empty if they are complete. */
    private static Optional<String> missingApprovals(RequestCase now) {
        if (now.policy().isEmpty()) {
            return Optional.of("no policy has decided who must approve");
        }
        if (now.refused()) {
            return Optional.of("the request was rejected or withdrawn");
        }
        return now.approved() || now.locksFirst()
                ? Optional.empty()
                : Optional.of(
                        now.grants().size() + " of " + now.policy().get().approvals() + " approvals are in the ledger");
    }

    private static boolean standsIn(Decided next) {
        if (!next.standsIn()) {
            return next.standsInFrom().isEmpty() && next.standsInUntil().isEmpty();
        }
        return !next.by().samePerson(next.standsInFor())
                && next.standsInFrom().filter(from -> !next.at().isBefore(from)).isPresent()
                && next.standsInUntil().filter(next.at()::isBefore).isPresent();
    }

    private static String inHisPlace(Decided next) {
        return next.standsInFor().id() + ", for whom you stand in,";
    }

    /** Why somebody who decides is one of those who have had their say already, as a sentence. */
    private static Optional<String> secondUser(RequestCase now, Decided next) {
        for (Person person : next.people()) {
            boolean self = person.equals(next.by());
            Optional<Person> first = Stream.of(List.of(now.requester()), now.deciders(), now.lockRequesters())
                    .flatMap(List::stream)
                    .filter(person::samePerson)
                    .findFirst();
            if (first.isPresent()) {
                return Optional.of((self ? "You" : inHisPlace(next)) + " and "
                        + first.get().id()
                        + " have the same e-mail address, so " + (self ? "you" : "they")
                        + " count as one person; somebody else has to decide.");
            }
        }
        return Optional.empty();
    }

    /** Who stands in for somebody has approved as what that person is. */
    private static Optional<Decided> noMember(RequestCase now, CallIntended next) {
        return now.grants().stream()
                .filter(grant -> !next.members().contains(grant.entitled().id()))
                .findFirst();
    }
}
