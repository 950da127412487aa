package io.github.accountlock.request;

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
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Facts as honest people and a working cloud make them, at one moment. What is wrong with one of them is said with
 * {@link #but}.
 *
 * @param at when they happen
 * @param frozen the request that they are about
 */
record Told(Instant at, FrozenRequest frozen) {

    static final Duration AROUND_NOW = Duration.ofMinutes(5);
    static final String GROUP = "managers";
    static final String OPERATORS = "operators";
    static final String HOLDS = "locked by holder, request-0";
    static final String HOLD = "request-0";
    static final String FALLBACK = "heads";
    static final Duration ESCALATION = Duration.ofHours(8);
    static final Duration DECISION_TIME = Duration.ofHours(24);
    static final Duration APPROVAL_LASTS = Duration.ofHours(72);

    /** How many requests a list stands for. */
    private int listed() {
        return Frozen.LISTED * frozen.request().times();
    }

    Requested requested() {
        return new Requested(at, People.ASKER, frozen);
    }

    /** A locked account is held by {@link People#HOLDER}, if it is looked at for an unlock before any call. */
    Looked looked(Purpose why, Sight saw) {
        return look(why, saw, false);
    }

    Looked lastLooked(Purpose why, Sight saw) {
        return look(why, saw, true);
    }

    private Looked look(Purpose why, Sight saw, boolean last) {
        boolean held = frozen.process().equals("account-unlock") && saw == Sight.LOCKED;
        return new Looked(
                at,
                why == Purpose.LIVE ? People.OPERATOR : Person.SYSTEM,
                why,
                saw,
                at,
                "normal",
                "2025-01-01",
                "",
                held ? HOLDS : "",
                held ? List.of(People.HOLDER) : List.of(),
                held ? List.of(HOLD) : List.of(),
                last,
                saw.isClear() ? "" : "no answer");
    }

    /** Locked, and held by a request of ours. */
    Looked heldByUs(Purpose why) {
        return but(
                but(but(looked(why, Sight.LOCKED), "holds", HOLDS), "holders", List.of(People.HOLDER)),
                "holding",
                List.of(HOLD));
    }

    PolicyDecided policy(int approvals) {
        return new PolicyDecided(at, Frozen.POLICY, 3, 1, approvals, GROUP, at.plus(DECISION_TIME), "");
    }

    /** One that asks {@link #FALLBACK} too after {@link #ESCALATION}. */
    PolicyDecided escalating(int approvals) {
        return new PolicyDecided(
                at,
                Frozen.POLICY,
                3,
                1,
                approvals,
                GROUP,
                at.plus(DECISION_TIME),
                "",
                FALLBACK,
                ESCALATION,
                "",
                "",
                "");
    }

    /** One that lets the requester lock first. */
    PolicyDecided lockingFirst(int approvals) {
        return but(policy(approvals), "lockFirst", "on-call");
    }

    /** One that lets the requester lock without any approval. */
    PolicyDecided needingNone() {
        return but(but(policy(0), "group", ""), "noApprovalFor", "dbas");
    }

    PolicyDecided denied() {
        return new PolicyDecided(at, Frozen.POLICY, 3, 2, 0, "", at, "Nobody may lock this account.");
    }

    Decided approved(Person by) {
        return new Decided(at, by, true, GROUP, frozen.digest(), at.plus(APPROVAL_LASTS), "", "task-1");
    }

    /** In the place of somebody, for ten minutes around now. */
    Decided approved(Person by, Person standsInFor) {
        return insteadOf(approved(by), standsInFor);
    }

    Decided insteadOf(Decided decided, Person absent) {
        return decided.insteadOf(
                new Substitution(
                        1,
                        absent,
                        decided.by(),
                        absent,
                        at.minus(AROUND_NOW),
                        at.plus(AROUND_NOW),
                        "",
                        Optional.empty()),
                decided.group());
    }

    Decided rejected(Person by) {
        return new Decided(at, by, false, GROUP, frozen.digest(), at.plus(APPROVAL_LASTS), "Not now.", "task-1");
    }

    Withdrawn withdrawn() {
        return new Withdrawn(at, People.ASKER, "A mistake.");
    }

    CallIntended called(Call call) {
        List<String> members = List.of(People.MANAGER.id(), People.SECOND_MANAGER.id(), People.THIRD_MANAGER.id());
        return new CallIntended(at, call, at.plusSeconds(30), members);
    }

    CallAnswered answered(Call call, Answer answer) {
        return new CallAnswered(at, call, answer, answer == Answer.ACCEPTED ? "receipt-1" : "", answer.name());
    }

    UndoWanted undoWanted(Cause cause) {
        return new UndoWanted(at, cause);
    }

    /** As the review of an end shows it, that was asked for at a moment. */
    Decided approvedAtTheEnd(Person by, Instant asked) {
        return but(approved(by), "digest", Sha256.hex(frozen.digest() + "\n" + asked));
    }

    Decided rejectedAtTheEnd(Person by, Instant asked) {
        return but(rejected(by), "digest", Sha256.hex(frozen.digest() + "\n" + asked));
    }

    ReviewAsked reviewAsked() {
        return new ReviewAsked(at);
    }

    SettleAsked settleAsked() {
        return new SettleAsked(at, "The lock is not proven.");
    }

    Settled settled(Settlement settlement) {
        return new Settled(at, People.OPERATOR, settlement, OPERATORS, "I saw it in the console.");
    }

    /** All of them, so nobody has to accept anything. */
    CarriedOut carriedOut() {
        return new CarriedOut(at, Person.SYSTEM, "", listed(), 0);
    }

    RetryAsked retryAsked(Person by, String group) {
        return new RetryAsked(at, by, group, 1);
    }

    RestWithdrawn restWithdrawn() {
        return new RestWithdrawn(at, People.ASKER, "No longer wanted.");
    }

    /** Nothing of it is locked any more. */
    CarriedOut carriedOutUndone() {
        return new CarriedOut(at, Person.SYSTEM, "", 0, listed());
    }

    /** All but one. */
    CarriedOut carriedOut(Person by, String group) {
        return new CarriedOut(at, by, group, listed() - 1, 1);
    }

    Commented commented() {
        return new Commented(at, People.MANAGER, "The owner of the account is on holiday.", "task-1");
    }

    Deleted deleted() {
        return new Deleted(at, People.OPERATOR, "stuck");
    }

    Ended ended(Outcome outcome) {
        return new Ended(at, outcome, "");
    }

    LockGone lockGone() {
        return new LockGone(at, true, "request-2");
    }

    /** Two readings, the last of them now. */
    Compared compared(Difference found) {
        return new Compared(at, found, at.minus(Frozen.SETTLE), at, 2, "");
    }

    Unreadable unreadable() {
        return new Unreadable(at, "a fact of the kind TOMORROW is not known here");
    }

    /** The same fact with another value in one place. */
    static <R extends Record> R but(R record, String component, Object value) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        if (Arrays.stream(components).noneMatch(part -> part.getName().equals(component))) {
            throw new IllegalArgumentException(record.getClass() + " has no " + component);
        }
        try {
            Object[] values = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                values[i] = components[i].getName().equals(component)
                        ? value
                        : components[i].getAccessor().invoke(record);
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            @SuppressWarnings("unchecked")
            R other = (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
            return other;
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
