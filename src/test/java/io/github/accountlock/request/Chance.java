package io.github.accountlock.request;

import static io.github.accountlock.request.Told.but;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Person;
import io.github.accountlock.domain.Urgency;
import io.github.accountlock.request.Fact.Cause;
import io.github.accountlock.request.Fact.Looked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * A fact that chance makes up: often one that people and a cloud would bring about, sometimes one that nobody honest would.
 *
 * @param passed since the fact before
 * @param mood what the account mostly looks like in this sequence
 */
public record Chance(int what, int who, int how, Duration passed, Sight mood) {

    private static final List<Person> PEOPLE = List.of(
            People.MANAGER,
            People.SECOND_MANAGER,
            People.THIRD_MANAGER,
            People.MANAGER_SHOUTED,
            People.SECOND_MANAGER_AS_ADMIN,
            People.OPERATOR,
            People.HOLDER,
            People.DEPUTY,
            People.ASKER,
            People.ASKER_AS_ADMIN,
            Person.NOBODY,
            Person.SYSTEM);

    private static final int KINDS = 33;
    private static final int MANY = 60;

    private static final List<Answer> ANSWERS = List.of(
            Answer.ACCEPTED,
            Answer.LOST,
            Answer.ACCEPTED,
            Answer.CONFLICT,
            Answer.LOST,
            Answer.NOT_FOUND,
            Answer.UNAVAILABLE,
            Answer.ACCEPTED,
            Answer.AUTH,
            Answer.CALLER);

    /** Requests that stop at any point, and many that come as far as the call, or to an undo. */
    public static Arbitrary<List<Chance>> sequences() {
        Arbitrary<Integer> begun =
                Arbitraries.frequency(Tuple.of(4, 1), Tuple.of(2, 4), Tuple.of(6, 6), Tuple.of(3, 9));
        return Combinators.combine(begun, moods())
                .flatAs((far, mood) -> one(mood)
                        .list()
                        .ofMinSize(5)
                        .ofMaxSize(45)
                        .map(more -> {
                            List<Chance> all = new ArrayList<>();
                            for (int i = 1; i <= far; i++) {
                                all.add(new Chance(-i, 0, 0, Duration.ofSeconds(1), mood));
                            }
                            all.addAll(more);
                            return all;
                        }));
    }

    private static Arbitrary<Sight> moods() {
        return Arbitraries.frequency(
                Tuple.of(3, Sight.LOCKED),
                Tuple.of(3, Sight.UNLOCKED),
                Tuple.of(1, Sight.NOT_FOUND),
                Tuple.of(1, Sight.UNKNOWN));
    }

    private static Arbitrary<Chance> one(Sight mood) {
        return Combinators.combine(
                        Arbitraries.integers().between(0, KINDS - 1),
                        Arbitraries.integers().between(0, PEOPLE.size() - 1),
                        Arbitraries.integers().between(0, MANY),
                        passing())
                .as((what, who, how, passed) -> new Chance(what, who, how, passed, mood));
    }

    private static Arbitrary<Duration> passing() {
        return Arbitraries.frequency(
                Tuple.of(4, Duration.ZERO),
                Tuple.of(20, Duration.ofSeconds(1)),
                Tuple.of(6, Frozen.SETTLE.minusNanos(1000)),
                Tuple.of(12, Frozen.SETTLE),
                Tuple.of(2, Duration.ofHours(1)),
                Tuple.of(1, Frozen.LOCK_FOR),
                Tuple.of(1, Duration.ofHours(9)));
    }

    Fact fact(Told next, RequestCase now) {
        boolean lock = !next.frozen().process().equals("account-unlock");
        Sight other = lock ? Sight.UNLOCKED : Sight.LOCKED;
        Call call = lock ? Call.LOCK : Call.UNLOCK;
        return switch (what) {
            case -1, 0 -> next.requested();
            case -2, 1 -> next.looked(Purpose.APPROVAL, what < 0 ? other : saw());
            case -3, 2 -> first(now) ? next.lockingFirst(1) : next.policy(1);
            case -4, 3 -> next.approved(person());
            case -5 -> next.looked(Purpose.BEFORE, other);
            case -6 -> next.called(call);
            case -7 -> next.answered(call, Answer.ACCEPTED);
            case -8 -> next.lastLooked(Purpose.AFTER, other);
            case -9 -> next.undoWanted(Cause.FAILURE);
            case 4 -> how % 2 == 0 ? next.escalating(2) : next.policy(2);
            case 5 ->
                how % 4 == 0
                        ? next.denied()
                        : how % 4 == 1
                                ? next.lockingFirst(1 + how % 2)
                                : how % 4 == 2 ? next.needingNone() : next.policy(1);
            case 6 -> how % 2 == 0 ? next.approved(person()) : next.approved(person(), PEOPLE.get(how % PEOPLE.size()));
            case 7 -> how % 3 == 0 ? but(next.approved(person()), "group", Told.FALLBACK) : next.approved(person());
            case 8 -> how % 4 == 0 ? next.rejected(person()) : next.approved(person());
            case 9 -> how % 4 == 0 ? but(next.withdrawn(), "by", person()) : next.looked(Purpose.BEFORE, saw());
            case 10 -> next.looked(Purpose.BEFORE, saw());
            case 11 -> next.looked(Purpose.BEFORE, other);
            case 12, 13 -> next.called(call);
            case 14 -> next.called(Call.LOCK);
            case 15 -> next.called(Call.UNLOCK);
            case 16, 17 -> next.answered(call, ANSWERS.get(how % ANSWERS.size()));
            case 18 -> next.answered(Call.UNLOCK, ANSWERS.get(how % ANSWERS.size()));
            case 19, 20 -> next.looked(Purpose.AFTER, saw());
            case 21 -> next.lastLooked(Purpose.AFTER, saw());
            case 22 -> next.looked(Purpose.UNDO, saw());
            case 23 -> next.lastLooked(Purpose.UNDO, saw());
            case 24 ->
                how % 3 == 0
                        ? next.reviewAsked()
                        : next.undoWanted(now.undoCause(next.at()).orElse(Cause.values()[how % Cause.values().length]));
            case 25 -> next.settleAsked();
            case 26 -> but(next.settled(Settlement.values()[how % Settlement.values().length]), "by", person());
            case 27 -> how % 8 == 0 ? next.deleted() : next.looked(Purpose.AFTER, Sight.LOCKED);
            case 28 -> how % 8 == 0 ? ended(next, now) : next.looked(Purpose.UNDO, Sight.LOCKED);
            case 29 ->
                switch (how % 4) {
                    case 0 -> next.lockGone();
                    case 1 -> next.looked(Purpose.LIVE, saw());
                    case 2 -> but(next.commented(), "by", person());
                    default -> next.compared(Difference.values()[who % Difference.values().length]);
                };
            case 31 ->
                switch (how % 8) {
                    case 5 ->
                        but(
                                next.restWithdrawn(),
                                "by",
                                who % 3 == 0 ? person() : next.restWithdrawn().by());
                    case 0 -> next.retryAsked(person(), who % 2 == 0 ? Told.OPERATORS : "");
                    case 3 -> next.carriedOutUndone();
                    case 4 -> next.undoWanted(Cause.FAILURE);
                    case 6 -> but(next.settled(Settlement.UNDO), "by", person());
                    case 1, 2 -> next.carriedOut(person(), who % 2 == 0 ? Told.OPERATORS : "");
                    default -> next.carriedOut();
                };
            case 30 -> strange(next.looked(purpose(), saw()));
            default -> next.looked(purpose(), saw());
        };
    }

    /** Emergencies are locked first as often as not. */
    private boolean first(RequestCase now) {
        return how % 2 == 0 && now.exists() && now.request().urgency() == Urgency.EMERGENCY;
    }

    private Person person() {
        return PEOPLE.get(who);
    }

    private Sight saw() {
        return how % 3 != 0 ? mood : Sight.values()[who % Sight.values().length];
    }

    private Purpose purpose() {
        return Purpose.values()[who % Purpose.values().length];
    }

    private Fact ended(Told next, RequestCase now) {
        Outcome any = Outcome.values()[who % Outcome.values().length];
        return next.ended(how % 8 == 0 ? any : now.outcome(next.at()).orElse(any));
    }

    /** Asked long ago, of another account or perhaps of another, or held by somebody. */
    private Looked strange(Looked look) {
        return switch (how % 4) {
            case 0 -> but(look, "asked", look.asked().minusSeconds(2));
            case 1 -> but(look, "created", who % 2 == 0 ? "2026-03-02" : "");
            case 2 -> but(but(look, "created", ""), "type", who % 2 == 0 ? "super" : look.type());
            default ->
                but(
                        but(
                                but(
                                        look,
                                        "holds",
                                        who % 3 == 0 ? "locked by somebody" : "locked by one\nand by another"),
                                "holders",
                                List.of(People.OPERATOR)),
                        "holding",
                        who % 2 == 0 ? List.of(Told.HOLD) : List.of(Told.HOLD, "request-9"));
        };
    }
}
