package io.github.accountlock.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void medianAndPercentileAreValuesThatOccurred() {
        List<Long> hundred =
                new ArrayList<>(LongStream.rangeClosed(1, 100).boxed().toList());
        Collections.reverse(hundred);
        Spread spread = Spread.of("id", "title", hundred);

        assertThat(spread.count()).isEqualTo(100);
        assertThat(spread.median()).isEqualTo(50);
        assertThat(spread.p95()).isEqualTo(95);
        assertThat(Spread.of("id", "title", List.of(7L)))
                .returns(7L, Spread::median)
                .returns(7L, Spread::p95);
        assertThat(Spread.of("id", "title", List.of(10L, 20L)))
                .returns(10L, Spread::median)
                .returns(20L, Spread::p95);
        assertThat(Spread.of("id", "title", List.of(30L, 10L, 20L))).returns(20L, Spread::median);
        assertThat(Spread.of(
                        "id", "title", LongStream.rangeClosed(1, 21).boxed().toList()))
                .returns(11L, Spread::median)
                .returns(20L, Spread::p95);
    }

    @Test
    void nothingIsNoDuration() {
        Spread spread = Spread.of("id", "title", List.of());

        assertThat(spread.count()).isZero();
        assertThat(spread.median()).isZero();
        assertThat(spread.p95()).isZero();
        assertThat(spread.bars()).hasSize(11).allMatch(bar -> bar.count() == 0);
    }

    @Test
    void barsDivideAllOfThemAtTheirLimits() {
        Spread spread =
                Spread.of("id", "title", List.of(0L, 99L, 100L, 299L, 300L, 86_399_999L, 86_400_000L, 1L << 40));

        assertThat(spread.bars().stream()
                        .map(bar -> bar.label() + " " + bar.count())
                        .toList())
                .containsExactly(
                        "< 0.1 s 2",
                        "< 0.3 s 2",
                        "< 1 s 1",
                        "< 3 s 0",
                        "< 10 s 0",
                        "< 1 min 0",
                        "< 10 min 0",
                        "< 1 h 0",
                        "< 4 h 0",
                        "< 1 d 1",
                        "longer 2");
    }
}
