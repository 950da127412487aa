package io.github.accountlock.request;

import io.github.accountlock.domain.Outcome;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;

/** Chance offers facts in any order; what the door lets in proves nothing that did not happen. */
class PromisesPropertyTest {

    @Property(tries = 12_000, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void whateverIsLetInKeepsThePromises(
            @ForAll("requests") FrozenRequest frozen, @ForAll("sequences") List<Chance> chances) {
        Tale.of(frozen, chances, (facts, now) -> {
            Promises.areKept(facts, now);
            now.outcome(facts.get(facts.size() - 1).at())
                    .ifPresent(outcome -> Statistics.label("proven").collect(outcome));
        });
        Statistics.label("proven").coverage(proven -> {
            for (Outcome outcome : Outcome.values()) {
                proven.check(outcome).count(count -> count > 0);
            }
        });
    }

    @Provide
    Arbitrary<FrozenRequest> requests() {
        return Arbitraries.of(Frozen.all());
    }

    @Provide
    Arbitrary<List<Chance>> sequences() {
        return Chance.sequences();
    }
}
