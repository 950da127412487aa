package io.github.accountlock.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.request.Chance;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.Frozen;
import io.github.accountlock.request.FrozenRequest;
import io.github.accountlock.request.Tale;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Who verifies a ledger accepts what the door let in, and finds each fact that it had refused; but for a refused call that was
 * repeated without a look, which earlier builds let in.
 */
class DoorAndVerifierPropertyTest {

    private static final String LET_IN_BEFORE = "the account was not seen as it is to be changed since the last call";
    private static final Chain CHAIN =
            new Chain(new EvidenceKeys("t1:ZmFrZS1ldmlkZW5jZS1rZXktZm9yLXRlc3RzLW9ubHktMDAwMQ=="));

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void verifierJudgesAsTheDoorDid(
            @ForAll("requests") FrozenRequest frozen, @ForAll("sequences") List<Chance> chances) {
        Tale tale = Tale.of(frozen, chances);

        assertThat(Facts.firstWrong(sealed(tale.accepted()))).isEmpty();
        assertThat(Facts.of(sealed(tale.accepted())))
                .extracting(Facts.Told::fact)
                .containsExactlyElementsOf(tale.accepted());
        for (Tale.Refused refused : tale.refused()) {
            if (refused.sentence().equals(LET_IN_BEFORE)) {
                continue;
            }
            assertThat(Facts.firstWrong(sealed(withAnyway(tale, refused))))
                    .hasValueSatisfying(what -> assertThat(what)
                            .startsWith("entry " + (refused.after() + 1) + " (")
                            .endsWith("may not follow: " + refused.sentence()));
        }
    }

    /** The refused fact where it was offered, and everything that was let in after it. */
    private static List<Fact> withAnyway(Tale tale, Tale.Refused refused) {
        List<Fact> facts = new ArrayList<>(tale.accepted());
        facts.add(refused.after(), refused.fact());
        return facts;
    }

    private static List<Entry> sealed(List<Fact> facts) {
        List<Entry> entries = new ArrayList<>();
        Head head = new Head("request-1", 0, Chain.START, "", "");
        for (Fact fact : facts) {
            Entry entry = CHAIN.next(
                    head,
                    FactJson.moment(fact.at()),
                    FactJson.kind(fact),
                    fact.by().isNobody() ? "nobody" : fact.by().id(),
                    FactJson.write(fact));
            entries.add(entry);
            head = CHAIN.head(entry);
        }
        assertThat(CHAIN.broken(facts.isEmpty() ? null : head, entries))
                .as("seals")
                .isEmpty();
        return entries;
    }

    @Provide
    Arbitrary<FrozenRequest> requests() {
        return Arbitraries.of(Frozen.all()).map(DoorAndVerifierPropertyTest::refrozen);
    }

    /** With the digest that the ledger asks for. */
    private static FrozenRequest refrozen(FrozenRequest told) {
        return FactJson.freeze(
                told.request(), told.requestId(), told.process(), told.model(), told.policy(), told.settle());
    }

    @Provide
    Arbitrary<List<Chance>> sequences() {
        return Chance.sequences();
    }
}
