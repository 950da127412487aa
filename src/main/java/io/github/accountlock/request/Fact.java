package io.github.accountlock.request;

import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One fact about a request; facts are only ever added. The simple names of the records and of their components are
 * stored: a rename breaks old entries. All times are UTC.
 */
public sealed interface Fact {

    /** When it happened, by the clock of the node that wrote it down. */
    Instant at();

    /** Who did it; {@link Person#SYSTEM} where no person did. */
    default Person by() {
        return Person.SYSTEM;
    }

    /** What the cloud answered, of which the fact is sealed with the SHA-256. */
    default KeptAnswer cloudAnswer() {
        return KeptAnswer.NONE;
    }

    /**
     * Somebody asked. The request is frozen.
     *
     * @param list id of the request for a list of accounts of which this is one; empty if it was asked for alone
     */
    record Requested(Instant at, Person by, FrozenRequest frozen, String list) implements Fact {

        public Requested(Instant at, Person by, FrozenRequest frozen) {
            this(at, by, frozen, "");
        }
    }

    /**
     * The account was looked at.
     *
     * @param asked when the cloud was asked; what it shows is no older
     * @param type kind of account, as the cloud names it
     * @param created what tells the account from another one made under its name later: when it was made, or an internal
     *     number; empty where the cloud tells nothing of the kind
     * @param validUntil until when its password is valid, or empty
     * @param holds who holds the account locked, in words, one line a hold
     * @param holders who asked for those locks
     * @param holding the ids of the requests that surely hold it: their own facts have proven the lock; empty in looks of older
     *     releases
     * @param last whether it is the last look of a bounded series
     * @param detail why nothing was seen, or what people should know about the account: the cloud's name of a state that
     *     is neither locked nor unlocked, or why it never locks this account
     * @param cloudAnswer SHA-256 of what the cloud answered, where that is kept
     */
    record Looked(
            Instant at,
            Person by,
            Purpose why,
            Sight saw,
            Instant asked,
            String type,
            String created,
            String validUntil,
            String holds,
            List<Person> holders,
            List<String> holding,
            boolean last,
            String detail,
            KeptAnswer cloudAnswer)
            implements Fact {

        /** One of which the cloud's answer is not kept. */
        public Looked(
                Instant at,
                Person by,
                Purpose why,
                Sight saw,
                Instant asked,
                String type,
                String created,
                String validUntil,
                String holds,
                List<Person> holders,
                List<String> holding,
                boolean last,
                String detail) {
            this(
                    at,
                    by,
                    why,
                    saw,
                    asked,
                    type,
                    created,
                    validUntil,
                    holds,
                    holders,
                    holding,
                    last,
                    detail,
                    KeptAnswer.NONE);
        }

        /** Whether the account is locked, or may be, and nobody of us holds it. */
        public boolean foreign() {
            return saw != Sight.UNLOCKED && holds.isEmpty();
        }

        /** Whether it shows an account that requests of ours surely keep locked. */
        public boolean heldByUs() {
            return saw == Sight.LOCKED && !holding.isEmpty();
        }

        /** Whether one request surely holds the account, and others hold it too or may hold it. */
        public boolean heldBesides(String requestId) {
            return holding.contains(requestId) && holds.lines().count() > 1;
        }

        /** Whether both looks show the same account in the same state. */
        boolean equalTo(Looked other) {
            return saw == other.saw && sameAccount(other);
        }

        /** Whether it is still the same account: not one that was deleted and made again under the name. */
        boolean sameAccount(Looked other) {
            return type.equals(other.type) && created.equals(other.created);
        }

        /**
         * Whether it is not surely the account of an earlier look, but perhaps another that was made under the name: the cloud
         * tells another moment at which that was made, or tells it only then or only now; or it never does, and the account is
         * of another kind. Version 0.1 kept nothing of it, not even the type, in its later looks.
         */
        boolean isAnother(Looked earlier) {
            boolean kept = !type.isEmpty() && (saw == Sight.LOCKED || saw == Sight.UNLOCKED);
            if (!created.equals(earlier.created)) {
                return kept || !created.isEmpty();
            }
            return created.isEmpty() && kept && !earlier.type.isEmpty() && !type.equals(earlier.type);
        }

        /** Why it {@linkplain #isAnother is not surely} the account of an earlier look, as a sentence. */
        String doubt(Looked earlier) {
            if (created.equals(earlier.created)) {
                return "The account is of another kind by now (" + type + ", not " + earlier.type
                        + "), so it may be another of that name.";
            }
            if (created.isEmpty()) {
                return "The cloud does not tell any more when the account was made, so it may be another of that name.";
            }
            return earlier.created.isEmpty()
                    ? "The cloud tells by now when the account was made (" + created
                            + "), and did not before, so it may be another of that name."
                    : "Another account bears the name by now (made " + created + ").";
        }

        /** The same look at an account that is never locked here. */
        public Looked protectedBy(String words) {
            return new Looked(
                    at,
                    by,
                    why,
                    saw,
                    asked,
                    AccountSeen.PROTECTED,
                    created,
                    validUntil,
                    holds,
                    holders,
                    holding,
                    last,
                    words,
                    cloudAnswer);
        }

        /** The same look with who holds the account, in words, as people and by their requests. */
        public Looked heldBy(String words, List<Person> people, List<String> requests) {
            return new Looked(
                    at,
                    by,
                    why,
                    saw,
                    asked,
                    type,
                    created,
                    validUntil,
                    words,
                    people,
                    requests,
                    last,
                    detail,
                    cloudAnswer);
        }
    }

    /**
     * The policy has decided.
     *
     * @param policy SHA-256 of the policy
     * @param policyVersion its version in the engine
     * @param rule the matching row, from 1; 0 if none matched
     * @param approvals how many approvals are wanted; 0 if the request is denied, or needs none
     * @param group whose members may approve
     * @param due until when
     * @param denied why it is denied, or empty
     * @param fallback whose members may approve too when the others have not for a while, or empty
     * @param escalation how long that while is; zero without a fallback
     * @param lockFirst as a member of which group the requester has the emergency lock made at once, before anybody has
     *     approved; empty otherwise
     * @param noApprovalFor as a member of which group the requester has the account locked without any approval; empty otherwise
     * @param counted what the policy was told of other requests, as {@code name=number}, separated by a comma and a blank; empty
     *     if it does not ask
     */
    record PolicyDecided(
            Instant at,
            String policy,
            int policyVersion,
            int rule,
            int approvals,
            String group,
            Instant due,
            String denied,
            String fallback,
            Duration escalation,
            String lockFirst,
            String noApprovalFor,
            String counted)
            implements Fact {

        /** One that asks one group only, or denies. */
        public PolicyDecided(
                Instant at,
                String policy,
                int policyVersion,
                int rule,
                int approvals,
                String group,
                Instant due,
                String denied) {
            this(at, policy, policyVersion, rule, approvals, group, due, denied, "", Duration.ZERO, "", "", "");
        }

        public boolean escalates() {
            return !fallback.isEmpty();
        }

        /** From when on the fallback may approve too. */
        public Instant escalatesAt() {
            return at.plus(escalation);
        }

        /** The same wanted anew: of the same people, as quickly. */
        PolicyDecided again(Instant now) {
            return new PolicyDecided(
                    now,
                    policy,
                    policyVersion,
                    rule,
                    approvals,
                    group,
                    now.plus(Duration.between(at, due)),
                    denied,
                    fallback,
                    escalation,
                    lockFirst,
                    noApprovalFor,
                    counted);
        }

        /** Whether nobody has to approve, as the policy says by name. */
        public boolean needsNoApproval() {
            return !noApprovalFor.isEmpty();
        }

        public boolean denies() {
            return approvals == 0 && !needsNoApproval();
        }

        /** Whether the lock is made first, and approved or undone afterwards. */
        public boolean locksFirst() {
            return !lockFirst.isEmpty();
        }

        /** Whose members may decide at a moment. */
        public List<String> groups(Instant when) {
            return escalates() && !when.isBefore(escalatesAt()) ? List.of(group, fallback) : List.of(group);
        }
    }

    /**
     * Somebody approved or rejected. An approval is the grant under which the cloud is called.
     *
     * @param group the asked group, if the person, or the one he stands in for, is a member of it; else empty
     * @param digest of the request that the person saw
     * @param expires until when the approval may be used for the first call
     * @param task id of the task in the engine
     * @param standsInFor in whose place he has decided; {@link Person#NOBODY} if in his own
     * @param standsInFrom from when on he stands in for that person; empty with nobody
     * @param standsInUntil until when, as it was named; empty with nobody
     */
    record Decided(
            Instant at,
            Person by,
            boolean approved,
            String group,
            String digest,
            Instant expires,
            String reason,
            String task,
            Person standsInFor,
            Optional<Instant> standsInFrom,
            Optional<Instant> standsInUntil)
            implements Fact {

        /** One in the own place. */
        public Decided(
                Instant at,
                Person by,
                boolean approved,
                String group,
                String digest,
                Instant expires,
                String reason,
                String task) {
            this(
                    at,
                    by,
                    approved,
                    group,
                    digest,
                    expires,
                    reason,
                    task,
                    Person.NOBODY,
                    Optional.empty(),
                    Optional.empty());
        }

        /** The same decision in the place of somebody who is a member of a group. */
        public Decided insteadOf(Substitution named, String ofGroup) {
            return new Decided(
                    at,
                    by,
                    approved,
                    ofGroup,
                    digest,
                    expires,
                    reason,
                    task,
                    named.absent(),
                    Optional.of(named.from()),
                    Optional.of(named.until()));
        }

        /** The same decision given to another request, of which the person has decided as one of a list. */
        public Decided givenTo(String ofDigest, Instant when) {
            return new Decided(
                    when,
                    by,
                    approved,
                    group,
                    ofDigest,
                    expires,
                    reason,
                    task,
                    standsInFor,
                    standsInFrom,
                    standsInUntil);
        }

        public boolean standsIn() {
            return !standsInFor.isNobody();
        }

        /** Whose membership it is that lets him decide. */
        public Person entitled() {
            return standsIn() ? standsInFor : by;
        }

        /** Everybody who has decided with it: a person and who stands in for him are one. */
        public List<Person> people() {
            return Stream.of(by, entitled()).distinct().toList();
        }

        /** In words, for example {@code deputy for manager}. */
        public String who() {
            return by.id() + (standsIn() ? " for " + standsInFor.id() : "");
        }
    }

    /** Somebody took the request back. */
    record Withdrawn(Instant at, Person by, String reason) implements Fact {}

    /**
     * A call is about to be sent.
     *
     * @param deadline after it nothing of the call is on its way any more: it has left before and was answered or given up, or
     *     never leaves
     * @param members who of the approvers is a member of the asked group at this moment
     */
    record CallIntended(Instant at, Call call, Instant deadline, List<String> members) implements Fact {}

    /**
     * What came back from the call that was intended last.
     *
     * @param receipt the provider's id of the request, or empty
     * @param cloudAnswer SHA-256 of what the cloud answered, where that is kept
     */
    record CallAnswered(Instant at, Call call, Answer answer, String receipt, String detail, KeptAnswer cloudAnswer)
            implements Fact {

        /** One of which the cloud's answer is not kept. */
        public CallAnswered(Instant at, Call call, Answer answer, String receipt, String detail) {
            this(at, call, answer, receipt, detail, KeptAnswer.NONE);
        }
    }

    /** Our lock is to be removed again, as the approved request said. */
    record UndoWanted(Instant at, Cause cause) implements Fact {}

    /** The time of a lock is over, and its approvers are asked whether it stays. */
    record ReviewAsked(Instant at) implements Fact {}

    /** Why our lock is to be removed. The names are stored. */
    enum Cause {
        /** The request said: undo when the lock fails, and it failed. */
        FAILURE,
        /** The request said until when to lock, and its review, if it asked for one, did not keep it. */
        EXPIRY,
        /** It was an emergency lock, made before anybody had approved, and its review rejected it. */
        REVIEW,
        /** An operator decided. */
        OPERATOR
    }

    /** The process cannot go on by itself and asks an operator. */
    record SettleAsked(Instant at, String why) implements Fact {}

    /**
     * An operator decided.
     *
     * @param group the operators' group, if the person is a member of it; else empty
     */
    record Settled(Instant at, Person by, Settlement settlement, String group, String reason) implements Fact {}

    /**
     * Somebody said something about the request. It changes nothing of what may follow.
     *
     * @param task id of the task in the engine beside which it stands, or empty
     */
    record Commented(Instant at, Person by, String text, String task) implements Fact {}

    /**
     * Every account of the list has its request, and nothing more is done for those that are not locked.
     *
     * @param by who accepts that some are not; {@link Person#SYSTEM} where all are, or all others were taken back
     * @param group the operators' group, if that person is a member of it; else empty
     * @param locked how many were locked, or were so already
     * @param others how many were not
     */
    record CarriedOut(Instant at, Person by, String group, int locked, int others) implements Fact {}

    /** What of a list had no request yet when its requester took that back: it is to have none. */
    record RestWithdrawn(Instant at, Person by, String reason) implements Fact {

        /** What the row of each such account says. */
        public static final String WORDS = "The requester took back the rest of the list before its turn.";
    }

    /**
     * The accounts of a list that are not locked, and about which nobody has decided, are requested once more.
     *
     * @param group the operators' group, if that person is a member of it; else empty
     * @param accounts how many they are
     */
    record RetryAsked(Instant at, Person by, String group, int accounts) implements Fact {}

    /** The process instance was deleted by hand before its end. */
    record Deleted(Instant at, Person by, String reason) implements Fact {}

    /** The request has ended. */
    record Ended(Instant at, Outcome outcome, String reason) implements Fact {}

    /**
     * The lock that an ended request left behind is gone.
     *
     * @param released whether a request removed it; else the account was found unlocked although nobody of us did that
     * @param request the request that removed it, or found it gone
     */
    record LockGone(Instant at, boolean released, String request) implements Fact {}

    /**
     * The account that the request holds was compared with its cloud, and is not as it was told last: a difference, another
     * one, or none any more.
     *
     * @param found what all of the readings showed
     * @param first when the cloud was asked for the first of them
     * @param latest when it was asked for the last of them
     * @param readings how many agree, one after the other
     * @param detail what the cloud said, or empty
     */
    record Compared(Instant at, Difference found, Instant first, Instant latest, int readings, String detail)
            implements Fact {}

    /** An entry of a kind or a form that this release does not know. It proves nothing, and nothing may follow it. */
    record Unreadable(Instant at, String what) implements Fact {}
}
