package io.github.accountlock.request;

import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Naming.EndedEarly;
import io.github.accountlock.request.Naming.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who stands in for whom: a fold over all that were named. What may follow is asked of {@link MayName}. Immutable. */
public record Substitutions(List<Substitution> all) {

    public static final Substitutions NONE = new Substitutions(List.of());

    /** A decision that was under way when its substitution was ended, and the clocks of two nodes. */
    private static final Duration UNDER_WAY = Duration.ofMinutes(1);

    public Substitutions {
        all = List.copyOf(all);
    }

    /** The same with one fact more; whether it may follow is not asked here. */
    public Substitutions and(Naming next) {
        List<Substitution> then = new ArrayList<>(all);
        if (next instanceof Named named) {
            then.add(new Substitution(
                    all.size() + 1,
                    named.absent(),
                    named.substitute(),
                    named.by(),
                    named.from(),
                    named.until(),
                    named.reason(),
                    Optional.empty()));
        } else if (next instanceof EndedEarly ended) {
            then.replaceAll(each -> each.number() == ended.number() ? ended(each, ended.at()) : each);
        }
        return new Substitutions(then);
    }

    private static Substitution ended(Substitution each, Instant at) {
        return new Substitution(
                each.number(),
                each.absent(),
                each.substitute(),
                each.by(),
                each.from(),
                each.until(),
                each.reason(),
                Optional.of(at));
    }

    public Optional<Substitution> of(int number) {
        return all.stream().filter(each -> each.number() == number).findFirst();
    }

    /** Those that cover a moment. */
    public Stream<Substitution> at(Instant at) {
        return all.stream().filter(each -> each.covers(at));
    }

    /** Why a decision in the place of somebody is not the one of a named substitute, as a sentence; empty if it is. */
    public Optional<String> unnamed(Decided decision) {
        boolean named = !decision.standsIn()
                || all.stream()
                        .anyMatch(each -> each.absent().equals(decision.standsInFor())
                                && each.substitute().equals(decision.by())
                                && decision.standsInFrom().equals(Optional.of(each.from()))
                                && decision.standsInUntil().equals(Optional.of(each.until()))
                                && decision.at().isBefore(each.end().plus(UNDER_WAY)));
        return named
                ? Optional.empty()
                : Optional.of(decision.by().id() + " has decided in the place of "
                        + decision.standsInFor().id() + ", and no such substitution is in the ledger");
    }
}
