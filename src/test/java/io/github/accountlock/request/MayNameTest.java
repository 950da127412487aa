package io.github.accountlock.request;

import static io.github.accountlock.request.Told.but;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.Person;
import io.github.accountlock.request.MayName.Row;
import io.github.accountlock.request.Naming.EndedEarly;
import io.github.accountlock.request.Naming.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row about substitutes, broken by one fact, and the honest fact beside it. */
class MayNameTest {

    private static final Instant NOON = Frozen.NOON;
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Named NAMED =
            new Named(NOON, People.MANAGER, false, People.MANAGER, People.DEPUTY, NOON, NOON.plus(WEEK), "on holiday");
    private static final EndedEarly ENDED = new EndedEarly(NOON.plusSeconds(60), People.MANAGER, false, 1, "");
    private static final Substitutions ONE = Substitutions.NONE.and(NAMED);

    private record Case(String rule, Substitutions now, Naming wrong, String sentence, Naming right) {}

    static List<Case> broken() {
        Named byAdmin = but(but(but(NAMED, "by", People.OPERATOR), "administrator", true), "reason", "he is ill");
        Named later = but(but(NAMED, "at", NOON.plusSeconds(60)), "from", NOON.plus(WEEK));
        later = but(later, "until", NOON.plus(WEEK).plus(WEEK));
        EndedEarly ofOthers = but(but(ENDED, "by", People.OPERATOR), "administrator", true);
        return List.of(
                named(
                        "somebody is logged in",
                        but(NAMED, "by", Person.NOBODY),
                        "Log in to name a substitute: nobody is" + " authenticated."),
                named(
                        "somebody is logged in",
                        but(NAMED, "by", Person.SYSTEM),
                        "Log in to name a substitute: nobody is" + " authenticated."),
                new Case(
                        MINE,
                        Substitutions.NONE,
                        but(NAMED, "by", People.SECOND_MANAGER),
                        "Only manager or an administrator may name a substitute for manager.",
                        byAdmin),
                new Case(
                        MINE,
                        Substitutions.NONE,
                        but(byAdmin, "reason", " "),
                        "reason: say why you name a substitute for somebody else.",
                        byAdmin),
                named(
                        "nobody stands in for himself, with another user neither",
                        but(NAMED, "substitute", People.MANAGER_SHOUTED),
                        "substitute: nobody stands in for himself; name somebody else."),
                named(
                        "nobody stands in for himself, with another user neither",
                        but(NAMED, "substitute", new Person("manager-as-admin", "Manager@example.org")),
                        "substitute: nobody stands in for himself; name somebody else."),
                new Case(
                        "nobody names himself",
                        Substitutions.NONE,
                        but(byAdmin, "substitute", People.OPERATOR),
                        "substitute: nobody names himself; another administrator may.",
                        byAdmin),
                named(BEGINS, but(NAMED, "from", NOON.minusNanos(1000)), FROM),
                named(
                        BEGINS,
                        but(
                                but(NAMED, "from", NOON.plus(MayName.AHEAD)),
                                "until",
                                NOON.plus(MayName.AHEAD).plus(WEEK)),
                        FROM),
                named(ENDS, but(NAMED, "until", NOON), UNTIL),
                named(ENDS, but(NAMED, "until", NOON.plus(MayName.LONGEST).plusNanos(1000)), UNTIL),
                new Case(
                        "nobody else stands in for that person then",
                        ONE,
                        but(later, "from", NOON.plus(WEEK).minusNanos(1000)),
                        "substitute: deputy stands in for manager from 2026-03-02T12:00:00Z until 2026-03-09T12:00:00Z"
                                + " already; end that first.",
                        later),
                new Case(
                        NOT_OVER,
                        ONE,
                        but(ENDED, "number", 2),
                        "There is no such substitution, or it is over already.",
                        ENDED),
                new Case(
                        NOT_OVER,
                        ONE.and(ENDED),
                        but(ENDED, "at", NOON.plusSeconds(61)),
                        "There is no such substitution, or it is over already.",
                        but(NAMED, "from", NOON.plusSeconds(60))),
                new Case(
                        NOT_OVER,
                        ONE,
                        but(ENDED, "at", NOON.plus(WEEK)),
                        "There is no such substitution, or it is over already.",
                        but(ENDED, "by", People.DEPUTY)),
                new Case(
                        ONE_OF_THEM,
                        ONE,
                        but(ENDED, "by", People.SECOND_MANAGER),
                        "Only the two people and an administrator may end a substitution.",
                        ENDED),
                new Case(
                        ONE_OF_THEM,
                        ONE,
                        ofOthers,
                        "reason: say why you end the substitution of somebody else.",
                        but(ofOthers, "reason", "he is back")));
    }

    private static final String MINE = "it is the absent person, or an administrator who says why";
    private static final String BEGINS = "it begins now or within a year";
    private static final String ENDS = "it ends later, after 90 days at most";
    private static final String FROM = "from: choose a moment from now on and within a year.";
    private static final String UNTIL = "until: choose a moment after the beginning, 90 days later at most.";
    private static final String NOT_OVER = "there is such a substitution, and it is not over";
    private static final String ONE_OF_THEM = "it is one of the two people, or an administrator who says why";

    private static Case named(String rule, Named wrong, String sentence) {
        return new Case(rule, Substitutions.NONE, wrong, sentence, NAMED);
    }

    static String sentences(Row<?> row) {
        return broken().stream()
                .filter(broken -> broken.rule().equals(row.rule()))
                .map(Case::sentence)
                .distinct()
                .map(sentence -> "\"" + sentence + "\"")
                .collect(Collectors.joining("<br>"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void factThatBreaksARuleIsRefusedWithItsSentence(Case broken) {
        assertThat(MayName.refusal(broken.now(), broken.wrong())).contains(broken.sentence());
        assertThat(MayName.TABLE.stream()
                        .filter(row -> row.refusal(broken.now(), broken.wrong()).isPresent())
                        .map(Row::rule)
                        .findFirst())
                .contains(broken.rule());
        assertThat(MayName.refusal(broken.now(), broken.right())).isEmpty();
    }

    @Test
    void everyRowHasACase() {
        assertThat(broken())
                .extracting(Case::rule)
                .containsAll(MayName.TABLE.stream().map(Row::rule).toList());
    }

    @Test
    void substitutionCoversItsFirstMomentAndNotItsEnd() {
        assertThat(Stream.of(NOON.minusNanos(1), NOON, NOON.plus(WEEK).minusNanos(1), NOON.plus(WEEK))
                        .map(at -> ONE.at(at).count()))
                .containsExactly(0L, 1L, 1L, 0L);
        assertThat(ONE.and(ENDED).at(ENDED.at())).isEmpty();
        assertThat(ONE.and(ENDED).at(ENDED.at().minusNanos(1))).hasSize(1);
    }

    @Test
    void onlyADecisionThatSomebodyWasNamedForIsCovered() {
        Told told = new Told(NOON.plusSeconds(30), Frozen.lastingLock());
        Fact.Decided decided = told.approved(People.DEPUTY).insteadOf(ONE.all().get(0), Told.GROUP);

        assertThat(ONE.unnamed(told.approved(People.SECOND_MANAGER))).isEmpty();
        assertThat(ONE.unnamed(decided)).isEmpty();
        assertThat(Substitutions.NONE.unnamed(decided)).isPresent();
        assertThat(ONE.unnamed(but(decided, "by", People.ASKER))).isPresent();
        assertThat(ONE.unnamed(but(decided, "standsInFor", People.SECOND_MANAGER)))
                .isPresent();
        assertThat(ONE.unnamed(but(
                        decided, "standsInUntil", Optional.of(NOON.plus(WEEK).plusSeconds(1)))))
                .isPresent();
        assertThat(ONE.unnamed(but(decided, "standsInFrom", Optional.of(NOON.minusSeconds(1)))))
                .isPresent();
        assertThat(ONE.and(ENDED).unnamed(decided)).isEmpty();
        assertThat(ONE.and(ENDED).unnamed(but(decided, "at", ENDED.at().plusSeconds(60))))
                .isPresent();
    }
}
