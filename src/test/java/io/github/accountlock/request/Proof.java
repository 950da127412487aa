package io.github.accountlock.request;

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
import io.github.accountlock.request.Fact.LockGone;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.Fact.Requested;
import io.github.accountlock.request.Fact.RestWithdrawn;
import io.github.accountlock.request.Fact.ReviewAsked;
import io.github.accountlock.request.Fact.SettleAsked;
import io.github.accountlock.request.Fact.Settled;
import io.github.accountlock.request.Fact.UndoWanted;
import io.github.accountlock.request.Fact.Withdrawn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What each outcome needs, said a second time and in another way: counted over the bare list of facts, without a case
 * that is folded along. Where it differs from {@link RequestCase#outcome}, one of the two is wrong.
 */
final class Proof {

    private final List<Fact> facts;

    Proof(List<Fact> facts) {
        this.facts = facts;
    }

    /** Whether the facts are enough for a request to end so. */
    boolean of(Outcome outcome, Instant at) {
        return switch (outcome) {
            case LOCKED -> approvedBefore(facts.size()) && (locked() || joined() && lasting() && !undoWanted());
            case RELEASED -> isLock() ? letGo() : oneOfSeveral();
            case UNLOCKED -> isLock() ? undone() && has(UndoWanted.class, this::expired) : unlocked();
            case UNDONE -> isLock() && undone() && !has(UndoWanted.class, this::expired) || listUndone();
            case ALREADY_LOCKED -> isLock() && calls().isEmpty() && twoLooksShow(Sight.LOCKED) && notBeforeItsTime();
            case ALREADY_UNLOCKED -> !isLock() && calls().isEmpty() && twoLooksShow(Sight.UNLOCKED);
            case ACCOUNT_NOT_FOUND -> calls().isEmpty() && twoLooksShow(Sight.NOT_FOUND);
            case TARGET_CHANGED -> targetChanged();
            case REJECTED -> nothingDone() && has(Decided.class, this::rightfulRejection);
            case WITHDRAWN ->
                calls().isEmpty() && has(Withdrawn.class, any -> any.by().id().equals(asker().id()));
            case DENIED ->
                calls().isEmpty()
                        && has(
                                PolicyDecided.class,
                                policy -> policy.approvals() == 0
                                        && !policy.denied().isEmpty());
            case EXPIRED -> overdue(at) || neverBegun(at);
            case FAILED_UNCHANGED -> nothingDone() && !calls().isEmpty() && asBeforeTheFirstCall();
            case CARRIED_OUT ->
                approvedBefore(facts.size())
                        && has(
                                CarriedOut.class,
                                done -> done.locked() + done.others()
                                                == Frozen.LISTED
                                                        * frozen().request().times()
                                        && (done.others() == 0
                                                || !undoWanted()
                                                        && done.by().equals(Person.SYSTEM)
                                                        && has(
                                                                RestWithdrawn.class,
                                                                back -> back.by()
                                                                        .id()
                                                                        .equals(asker().id()))
                                                || done.by().id().equals(asker().id())
                                                || !done.by().isNobody()
                                                        && !done.group().isEmpty()));
            case CLOSED_BY_OPERATOR -> keptByAnOperator();
        };
    }

    private boolean listUndone() {
        return approvedBefore(facts.size())
                && frozen().request().onFailure() == OnFailure.UNDO_ALL
                && undoWanted()
                && has(
                        CarriedOut.class,
                        done -> done.locked() == 0
                                && done.others()
                                        == Frozen.LISTED * frozen().request().times());
    }

    // ---------------------------------------------------------------- approvals

    /** Whether enough people who are neither the requester nor each other had approved before a fact, and nobody refused. */
    boolean approvedBefore(int index) {
        List<Person> approvers = new ArrayList<>();
        int approvals = 0;
        int wanted = 0;
        boolean none = false;
        for (Fact fact : facts.subList(0, index)) {
            if (fact instanceof PolicyDecided policy) {
                wanted = policy.approvals();
                none = !policy.noApprovalFor().isEmpty();
            } else if (fact instanceof ReviewAsked) {
                approvers.clear();
                approvals = 0;
            } else if (fact instanceof Withdrawn || fact instanceof Decided decided && !decided.approved()) {
                return false;
            } else if (fact instanceof Decided decided && rightful(decided)) {
                List<Person> these = both(decided);
                if (these.stream().noneMatch(each -> approvers.stream().anyMatch(each::samePerson))) {
                    approvers.addAll(these);
                    approvals++;
                }
            }
        }
        return none || wanted > 0 && approvals >= wanted;
    }

    /** Whether as many have approved as the policy wants, whatever came after. */
    boolean enoughApprovals() {
        int from = IntStream.range(0, facts.size())
                .filter(i -> facts.get(i) instanceof PolicyDecided)
                .max()
                .orElse(facts.size());
        return IntStream.rangeClosed(from + 1, facts.size()).anyMatch(this::approvedBefore);
    }

    /** Whether it was approved before a fact, or is an emergency lock that the policy lets the requester have first. */
    boolean clearedBefore(int index) {
        boolean refused = facts.subList(0, index).stream()
                .anyMatch(fact -> fact instanceof Withdrawn || fact instanceof Decided decided && !decided.approved());
        return approvedBefore(index) || lockedFirst() && !refused;
    }

    private boolean lockedFirst() {
        return has(PolicyDecided.class, policy -> !policy.lockFirst().isEmpty());
    }

    /** Whether its time was over and people were asked whether it stays, before a moment. */
    private boolean reviewedBefore(Instant moment) {
        return has(ReviewAsked.class, asked -> !asked.at().isAfter(moment));
    }

    /** For good, as it was asked for or as its review has decided. */
    private boolean lasting() {
        boolean endless = frozen().request().lockUntil().isEmpty()
                && frozen().request().lockFor().isEmpty();
        return endless || reviewedBefore(Instant.MAX) && approvedBefore(facts.size());
    }

    private String digestAt(Instant moment) {
        return all(ReviewAsked.class).stream()
                .filter(asked -> !asked.at().isAfter(moment))
                .map(asked -> Sha256.hex(frozen().digest() + "\n" + asked.at()))
                .findFirst()
                .orElse(frozen().digest());
    }

    private static List<Person> both(Decided decided) {
        return decided.standsInFor().isNobody() ? List.of(decided.by()) : List.of(decided.by(), decided.standsInFor());
    }

    /** In his own place, or in that of somebody else for a time that he decides within. */
    private static boolean inTime(Decided decided) {
        return decided.standsInFor().isNobody()
                || !decided.by().samePerson(decided.standsInFor())
                        && !decided.at().isBefore(decided.standsInFrom().orElseThrow())
                        && decided.at().isBefore(decided.standsInUntil().orElseThrow());
    }

    private boolean rightful(Decided decided) {
        PolicyDecided policy = all(PolicyDecided.class).get(0);
        return !decided.by().isNobody()
                && both(decided).stream().noneMatch(each -> each.samePerson(asker()))
                && inTime(decided)
                && (decided.group().equals(policy.group())
                        || !policy.fallback().isEmpty()
                                && decided.group().equals(policy.fallback())
                                && !decided.at().isBefore(policy.at().plus(policy.escalation())))
                && decided.digest().equals(digestAt(decided.at()))
                && (lockedFirst()
                        || reviewedBefore(decided.at())
                        || decided.at().isBefore(policy.due()));
    }

    private boolean rightfulRejection(Decided decided) {
        return !decided.approved() && rightful(decided);
    }

    // ---------------------------------------------------------------- calls

    List<Integer> calls() {
        return where(fact -> fact instanceof CallIntended);
    }

    List<Integer> calls(Call call) {
        return where(fact -> fact instanceof CallIntended intended && intended.call() == call);
    }

    /** What came back from a call, before the next one of its kind and before an operator settled it. */
    private Optional<Answer> answer(int index) {
        Call call = ((CallIntended) facts.get(index)).call();
        for (Fact fact : facts.subList(index + 1, facts.size())) {
            if (fact instanceof Settled || fact instanceof CallIntended next && next.call() == call) {
                return Optional.empty();
            }
            if (fact instanceof CallAnswered answered && answered.call() == call) {
                return Optional.of(answered.answer());
            }
        }
        return Optional.empty();
    }

    boolean mayHaveWorked(int index) {
        return answer(index)
                .map(answer -> answer == Answer.ACCEPTED || answer == Answer.LOST)
                .orElse(true);
    }

    private boolean nothingDone() {
        return calls().stream().noneMatch(this::mayHaveWorked);
    }

    /** Whether a moment is not before the time from which on the account is to be locked. */
    boolean hasBegun(Instant moment) {
        return frozen().request().lockFrom().map(from -> !moment.isBefore(from)).orElse(true);
    }

    /**
     * Whether a lock for some time was shown for that long before a moment: by a look that says so after a call of ours, or from
     * which on a lock of ours is joined.
     */
    boolean hasLasted(Instant moment) {
        return frozen().request()
                .lockFor()
                .map(span -> all(Looked.class).stream()
                        .filter(look -> look.why() == Purpose.AFTER
                                || look.why() == Purpose.UNDO
                                || look.why() == Purpose.BEFORE
                                        && joins()
                                        && !look.holding().isEmpty())
                        .filter(look -> look.saw() == Sight.LOCKED)
                        .anyMatch(look -> !look.at().plus(span).isAfter(moment)))
                .orElse(true);
    }

    private boolean lastAccepted(Call call) {
        List<Integer> calls = calls(call);
        return !calls.isEmpty() && answer(calls.get(calls.size() - 1)).equals(Optional.of(Answer.ACCEPTED));
    }

    // ---------------------------------------------------------------- looks

    /** The last looks of the process that agree, since anything was decided or called. */
    private List<Looked> lastLooks() {
        List<Looked> looks = new ArrayList<>();
        Instant called = facts.stream()
                .filter(fact -> fact instanceof CallIntended || fact instanceof CallAnswered)
                .reduce((first, second) -> second)
                .map(Fact::at)
                .orElse(Instant.MIN);
        for (Fact fact : facts) {
            if (fact instanceof Looked look) {
                if (look.why() == Purpose.LIVE || look.asked().isBefore(called)) {
                    continue;
                }
                if (!looks.isEmpty() && !sameSight(looks.get(0), look)) {
                    looks.clear();
                }
                looks.add(look);
            } else if (!(fact instanceof SettleAsked
                    || fact instanceof Commented
                    || fact instanceof Compared
                    || fact instanceof ReviewAsked
                    || fact instanceof Decided && (lockedFirst() || reviewedBefore(fact.at())))) {
                looks.clear();
            }
        }
        return looks;
    }

    private static boolean sameSight(Looked one, Looked other) {
        return one.saw() == other.saw() && sameAccount(one, other);
    }

    private static boolean sameAccount(Looked one, Looked other) {
        return one.type().equals(other.type()) && one.created().equals(other.created());
    }

    private boolean oneLookShows(Sight sight) {
        return lastLooks().stream().anyMatch(look -> look.saw() == sight);
    }

    private boolean twoLooks() {
        List<Looked> looks = lastLooks();
        return looks.size() >= 2
                && !looks.get(looks.size() - 1)
                        .asked()
                        .minus(frozen().settle())
                        .isBefore(looks.get(0).asked());
    }

    private boolean twoLooksShow(Sight sight) {
        return oneLookShows(sight) && twoLooks();
    }

    private boolean notBeforeItsTime() {
        List<Looked> last = lastLooks();
        return frozen().request()
                .lockFrom()
                .filter(last.get(last.size() - 1).asked()::isBefore)
                .isEmpty();
    }

    private boolean shownAfter(Call call, Sight sight) {
        return surelyTheSame() && (lastAccepted(call) ? oneLookShows(sight) : twoLooksShow(sight));
    }

    /** Whether the cloud tells in the end what it told before the call: when the account was made, or else its kind. */
    private boolean surelyTheSame() {
        List<Looked> found = looks(Purpose.BEFORE, facts.size());
        List<Looked> earlier = found.isEmpty() ? looks(Purpose.APPROVAL, facts.size()) : found;
        List<Looked> last = lastLooks();
        if (earlier.isEmpty() || last.isEmpty()) {
            return true;
        }
        Looked then = earlier.get(earlier.size() - 1);
        Looked now = last.get(last.size() - 1);
        boolean absent = facts.stream()
                .filter(Looked.class::isInstance)
                .map(Looked.class::cast)
                .filter(look -> look.why() != Purpose.LIVE && look.saw() == Sight.NOT_FOUND)
                .anyMatch(look ->
                        look.asked().isAfter(then.asked()) && look.asked().isBefore(now.asked()));
        return now.created().equals(then.created())
                && (!now.created().isEmpty() || now.type().equals(then.type()) && !absent);
    }

    // ---------------------------------------------------------------- outcomes

    private boolean locked() {
        List<Integer> locks = calls(Call.LOCK);
        return isLock()
                && lasting()
                && locks.stream().anyMatch(this::mayHaveWorked)
                && clearedBefore(locks.get(0))
                && calls(Call.UNLOCK).isEmpty()
                && !undoWanted()
                && shownAfter(Call.LOCK, Sight.LOCKED)
                && !(lastAccepted(Call.LOCK) && wasSeenOpen(looksAfterTheCalls()));
    }

    /** Whether two looks agreed that the account was open, after one had proven it to be locked, and it is locked again since. */
    private boolean wasSeenOpen(List<Looked> proofs) {
        Looked last = lastLooks().get(lastLooks().size() - 1);
        return proofs.stream()
                .filter(proof -> proof.saw() == Sight.LOCKED && sameAccount(proof, last))
                .anyMatch(proof -> twoShowOpen(facts.subList(facts.indexOf(proof), facts.size()), last));
    }

    private boolean twoShowOpen(List<Fact> since, Looked last) {
        Looked first = null;
        for (Fact fact : since) {
            if (fact instanceof Decided
                    || fact instanceof Settled
                    || fact instanceof UndoWanted
                    || fact instanceof LockGone) {
                first = null;
            } else if (fact instanceof Looked look && (look.why() == Purpose.AFTER || look.why() == Purpose.UNDO)) {
                boolean open = look.saw() == Sight.UNLOCKED && look.asked().isBefore(last.asked());
                first = open ? first != null && sameAccount(first, look) ? first : look : null;
                if (open
                        && first != look
                        && !look.asked().isBefore(first.asked().plus(frozen().settle()))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Since the last call or its answer. */
    private List<Looked> looksAfterTheCalls() {
        List<Integer> calls = where(fact -> fact instanceof CallIntended || fact instanceof CallAnswered);
        return looks(Purpose.AFTER, facts.size()).stream()
                .filter(look -> facts.indexOf(look) > calls.get(calls.size() - 1))
                .toList();
    }

    /** Of a lock that is to be removed: whether its call was accepted, or it is that of others of us, or an operator wants it removed. */
    boolean isSurelyOurs(int index) {
        return joins()
                || lastAccepted(Call.LOCK)
                || facts.subList(0, index).stream()
                        .anyMatch(fact -> fact instanceof Settled settled && settled.settlement() == Settlement.UNDO);
    }

    /** Found locked by others of us after it was approved, as the same account that was shown, and never called to lock. */
    private boolean joins() {
        List<Looked> shown = looks(Purpose.APPROVAL, facts.size());
        List<Looked> before = looks(Purpose.BEFORE, facts.size());
        if (!isLock()
                || before.isEmpty()
                || !calls(Call.LOCK).isEmpty()
                || has(Withdrawn.class, any -> true)
                || !(approvedBefore(facts.size()) || lockedFirst() || reviewedBefore(Instant.MAX))) {
            return false;
        }
        Looked found = before.get(before.size() - 1);
        return found.saw() == Sight.LOCKED
                && !found.holding().isEmpty()
                && sameAccount(found, shown.get(shown.size() - 1));
    }

    private boolean joined() {
        return joins()
                && calls().isEmpty()
                && twoLooksShow(Sight.LOCKED)
                && !wasSeenOpen(looks(Purpose.BEFORE, facts.size()).stream().reduce((first, second) -> second).stream()
                        .toList());
    }

    /** It had proven a lock once, which is gone or kept by others. */
    private boolean letGo() {
        boolean gone = has(LockGone.class, any -> true);
        List<Looked> looks = lastLooks();
        boolean kept = undoWanted()
                && !looks.isEmpty()
                && looks.get(looks.size() - 1).why() == Purpose.UNDO
                && looks.get(looks.size() - 1).saw() == Sight.LOCKED
                && !looks.get(looks.size() - 1).holding().isEmpty();
        return (gone || kept) && (joins() || calls(Call.LOCK).stream().anyMatch(this::mayHaveWorked));
    }

    private boolean oneOfSeveral() {
        List<Looked> before = looks(Purpose.BEFORE, facts.size());
        return calls().isEmpty()
                && approvedBefore(facts.size())
                && !frozen().request().hold().isEmpty()
                && before.get(before.size() - 1)
                        .holding()
                        .contains(frozen().request().hold())
                && before.get(before.size() - 1).holds().contains("\n");
    }

    private boolean undone() {
        List<Integer> locks = calls(Call.LOCK);
        return (joins() || !locks.isEmpty() && clearedBefore(locks.get(0)))
                && undoWanted()
                && (has(UndoWanted.class, undo -> undo.cause() != Cause.FAILURE) || lookedIntoOrUndoneByUs())
                && shownAfter(Call.UNLOCK, Sight.UNLOCKED);
    }

    /** A lock that the cloud contradicts may still take effect. */
    private boolean lookedIntoOrUndoneByUs() {
        return joins()
                || has(Settled.class, any -> true)
                || calls(Call.UNLOCK).stream().anyMatch(this::mayHaveWorked);
    }

    private boolean unlocked() {
        List<Integer> unlocks = calls(Call.UNLOCK);
        return unlocks.stream().anyMatch(this::mayHaveWorked)
                && approvedBefore(unlocks.get(0))
                && shownAfter(Call.UNLOCK, Sight.UNLOCKED);
    }

    private boolean targetChanged() {
        if (!calls().isEmpty() || !clearedBefore(facts.size()) || !twoLooks()) {
            return false;
        }
        List<Looked> shown = looks(Purpose.APPROVAL, facts.size());
        Looked approved = shown.get(shown.size() - 1);
        List<Looked> looks = lastLooks();
        Looked last = looks.get(looks.size() - 1);
        boolean staysLocked = !frozen().request().hold().isEmpty()
                && last.holding().contains(frozen().request().hold())
                && last.holds().contains("\n");
        boolean heldByOthers = !isLock()
                && !staysLocked
                && !(last.saw() == Sight.UNLOCKED && last.holds().isEmpty())
                && !last.holds().equals(approved.holds()); // our own records: one look is enough
        return last.saw() == Sight.NOT_FOUND || !sameAccount(last, approved) || heldByOthers;
    }

    private boolean overdue(Instant at) {
        return calls().isEmpty()
                && !approvedBefore(facts.size())
                && !lockedFirst()
                && !reviewedBefore(Instant.MAX)
                && has(PolicyDecided.class, policy -> policy.approvals() > 0 && !at.isBefore(policy.due()));
    }

    private boolean approvalIsOver(Instant at) {
        return has(
                        Decided.class,
                        decided -> decided.approved() && !decided.expires().isAfter(at))
                || has(PolicyDecided.class, policy -> policy.approvals() == 0 && !at.isBefore(policy.due()));
    }

    private boolean neverBegun(Instant at) {
        boolean over = frozen().request()
                .lockUntil()
                .filter(until -> !at.isBefore(until))
                .isPresent();
        List<Looked> before = looks(Purpose.BEFORE, facts.size());
        return (over || isLock() && approvalIsOver(at))
                && clearedBefore(calls().isEmpty() ? facts.size() : calls().get(0))
                && nothingDone()
                && !before.isEmpty()
                && (calls().isEmpty()
                        ? before.get(before.size() - 1).saw() == Sight.UNLOCKED || joins()
                        : asBeforeTheFirstCall());
    }

    private boolean asBeforeTheFirstCall() {
        List<Looked> before = looks(Purpose.BEFORE, calls().get(0));
        return lastLooks().stream()
                .findFirst()
                .filter(look -> sameSight(look, before.get(before.size() - 1)))
                .isPresent();
    }

    private boolean keptByAnOperator() {
        List<Integer> settled = where(fact -> fact instanceof Settled);
        if (settled.isEmpty()) {
            return false;
        }
        int last = settled.get(settled.size() - 1);
        Settled kept = (Settled) facts.get(last);
        boolean asked = facts.subList(0, last).stream().anyMatch(fact -> fact instanceof SettleAsked);
        return asked
                && kept.settlement() == Settlement.KEEP
                && !kept.by().samePerson(asker())
                && !kept.group().isEmpty();
    }

    // ---------------------------------------------------------------- the bare list

    private boolean isLock() {
        return frozen().request().target() == LockState.LOCKED;
    }

    boolean undoWanted() {
        return undoWantedBefore(facts.size());
    }

    boolean undoWantedBefore(int index) {
        return facts.subList(0, index).stream()
                .anyMatch(fact -> fact instanceof UndoWanted
                        || fact instanceof Settled settled && settled.settlement() == Settlement.UNDO);
    }

    private boolean expired(UndoWanted undo) {
        return undo.cause() == Cause.EXPIRY;
    }

    private FrozenRequest frozen() {
        return ((Requested) facts.get(0)).frozen();
    }

    private Person asker() {
        return facts.get(0).by();
    }

    List<Looked> looks(Purpose why, int before) {
        return facts.subList(0, before).stream()
                .filter(fact -> fact instanceof Looked look && look.why() == why)
                .map(Looked.class::cast)
                .toList();
    }

    private List<Integer> where(Predicate<Fact> wanted) {
        return IntStream.range(0, facts.size())
                .filter(i -> wanted.test(facts.get(i)))
                .boxed()
                .toList();
    }

    private <F extends Fact> List<F> all(Class<F> kind) {
        return facts.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private <F extends Fact> boolean has(Class<F> kind, Predicate<F> wanted) {
        return all(kind).stream().anyMatch(wanted);
    }
}
