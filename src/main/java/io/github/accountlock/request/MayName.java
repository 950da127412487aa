package io.github.accountlock.request;

import io.github.accountlock.domain.Person;
import io.github.accountlock.request.Naming.EndedEarly;
import io.github.accountlock.request.Naming.Named;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * Who may be named to decide in the place of whom: the rules of the house, one a row, as {@link MayFollow} has them for a
 * request. Asked when somebody is named, and by whoever verifies a ledger.
 */
public final class MayName {

    public static final Duration LONGEST = Duration.ofDays(90);

    /** How long ahead somebody may be named. */
    static final Duration AHEAD = Duration.ofDays(365);

    public static final List<Row<?>> TABLE = List.of(
            row(
                    Naming.class,
                    "somebody is logged in",
                    (now, next) -> !next.by().isNobody() && !next.by().equals(Person.SYSTEM),
                    "Log in to name a substitute: nobody is authenticated."),

            // Named
            row(
                    Named.class,
                    "it is the absent person, or an administrator who says why",
                    (now, next) -> next.by().equals(next.absent())
                            || next.administrator() && !next.reason().isBlank(),
                    (now, next) -> next.administrator()
                            ? "reason: say why you name a substitute for somebody else."
                            : "Only " + next.absent().id() + " or an administrator may name a substitute for "
                                    + next.absent().id() + "."),
            row(
                    Named.class,
                    "nobody stands in for himself, with another user neither",
                    (now, next) -> !next.absent().isNobody()
                            && !next.substitute().isNobody()
                            && !next.substitute().samePerson(next.absent()),
                    "substitute: nobody stands in for himself; name somebody else."),
            row(
                    Named.class,
                    "nobody names himself",
                    (now, next) -> !next.substitute().samePerson(next.by()),
                    "substitute: nobody names himself; another administrator may."),
            row(
                    Named.class,
                    "it begins now or within a year",
                    (now, next) -> !next.from().isBefore(next.at())
                            && next.from().isBefore(next.at().plus(AHEAD)),
                    "from: choose a moment from now on and within a year."),
            row(
                    Named.class,
                    "it ends later, after 90 days at most",
                    (now, next) -> next.until().isAfter(next.from())
                            && !next.until().isAfter(next.from().plus(LONGEST)),
                    "until: choose a moment after the beginning, 90 days later at most."),
            row(
                    Named.class,
                    "nobody else stands in for that person then",
                    (now, next) -> other(now, next).isEmpty(),
                    (now, next) -> "substitute: "
                            + other(now, next).orElseThrow().substitute().id() + " stands in for "
                            + next.absent().id() + " from "
                            + other(now, next).orElseThrow().from() + " until "
                            + other(now, next).orElseThrow().end() + " already; end that first."),

            // EndedEarly
            row(
                    EndedEarly.class,
                    "there is such a substitution, and it is not over",
                    (now, next) -> now.of(next.number())
                            .filter(each -> !each.isOver(next.at()))
                            .isPresent(),
                    "There is no such substitution, or it is over already."),
            row(
                    EndedEarly.class,
                    "it is one of the two people, or an administrator who says why",
                    (now, next) -> isOfTheTwo(now, next)
                            || next.administrator() && !next.reason().isBlank(),
                    (now, next) -> next.administrator()
                            ? "reason: say why you end the substitution of somebody else."
                            : "Only the two people and an administrator may end a substitution."));

    private MayName() {}

    /** Why a fact may not follow, as a sentence; empty if it may. */
    public static Optional<String> refusal(Substitutions now, Naming next) {
        return TABLE.stream().flatMap(row -> row.refusal(now, next).stream()).findFirst();
    }

    /**
     * One rule.
     *
     * @param kind the facts that it is about
     * @param rule what must be so, in words
     */
    public record Row<N extends Naming>(
            Class<N> kind,
            String rule,
            BiPredicate<Substitutions, N> holds,
            BiFunction<Substitutions, N, String> sentence) {

        Optional<String> refusal(Substitutions now, Naming next) {
            return Stream.of(next)
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .filter(fact -> !holds.test(now, fact))
                    .map(fact -> sentence.apply(now, fact))
                    .findFirst();
        }
    }

    private static <N extends Naming> Row<N> row(
            Class<N> kind, String rule, BiPredicate<Substitutions, N> holds, String sentence) {
        return row(kind, rule, holds, (now, next) -> sentence);
    }

    private static <N extends Naming> Row<N> row(
            Class<N> kind,
            String rule,
            BiPredicate<Substitutions, N> holds,
            BiFunction<Substitutions, N, String> sentence) {
        return new Row<>(kind, rule, holds, sentence);
    }

    private static Optional<Substitution> other(Substitutions now, Named next) {
        return now.all().stream()
                .filter(each -> each.absent().sameUser(next.absent()) && !each.isOver(next.at()))
                .filter(each -> each.overlaps(next.from(), next.until()))
                .findFirst();
    }

    private static boolean isOfTheTwo(Substitutions now, EndedEarly next) {
        return now.of(next.number())
                .filter(each -> next.by().sameUser(each.absent()) || next.by().sameUser(each.substitute()))
                .isPresent();
    }
}
