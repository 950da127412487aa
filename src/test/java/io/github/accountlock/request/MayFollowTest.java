package io.github.accountlock.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.request.MayFollow.Row;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of the table, broken by one fact in a history that is honest up to there. */
class MayFollowTest {

    static List<Broken> broken() {
        return Stream.of(
                        BrokenRequests.all(),
                        BrokenLooks.all(),
                        BrokenDecisions.all(),
                        BrokenCalls.all(),
                        BrokenUndos.all(),
                        BrokenEnds.all(),
                        BrokenLists.all(),
                        BrokenEnds.comparisons(),
                        BrokenEnds.comments())
                .flatMap(List::stream)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("broken")
    void factThatBreaksARuleIsRefusedWithItsSentence(Broken broken) {
        RequestCase now = broken.history().then();

        assertThat(MayFollow.refusal(now, broken.wrong())).contains(broken.sentence());
        assertThat(firstBroken(now, broken.wrong()))
                .hasValueSatisfying(row -> assertThat(name(row)).isEqualTo(name(broken.kind(), broken.rule())));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void honestFactIsLetInAtTheSameMoment(Broken broken) {
        assertThat(broken.right()
                        .flatMap(right -> MayFollow.refusal(broken.history().then(), right)))
                .isEmpty();
    }

    /** A node of an earlier build may have done that, and its request goes on. */
    @Test
    void refusedCallThatWasRepeatedWithoutALookIsNotLetInButStandsWhereItIsStored() {
        History told = History.lastingLock().upToTheCall().lockCalled().answered(Answer.UNAVAILABLE);
        Fact again = told.next().called(Call.LOCK);

        assertThat(MayFollow.refusal(told.then(), again)).isPresent();
        assertThat(MayFollow.refusalOfStored(told.then(), again)).isEmpty();
    }

    @Test
    void everyRowOfTheTableHasACase() {
        assertThat(broken())
                .extracting(broken -> name(broken.kind(), broken.rule()))
                .containsAll(MayFollow.TABLE.stream().map(MayFollowTest::name).toList());
    }

    @Test
    void noTwoRowsSayTheSame() {
        assertThat(MayFollow.TABLE).extracting(MayFollowTest::name).doesNotHaveDuplicates();
    }

    private static Optional<Row<?>> firstBroken(RequestCase now, Fact wrong) {
        return MayFollow.TABLE.stream()
                .filter(row -> row.refusal(now, wrong).isPresent())
                .findFirst();
    }

    private static String name(Row<?> row) {
        return name(row.kind(), row.rule());
    }

    private static String name(Class<?> kind, String rule) {
        return kind.getSimpleName() + ": " + rule;
    }
}
