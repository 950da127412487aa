package io.github.accountlock.request;

import io.github.accountlock.request.Fact.Looked;
import java.time.Duration;
import java.util.Optional;

/**
 * The latest looks that agree with each other, since the last call or decision.
 *
 * @param first the earliest of them
 * @param latest the latest of them
 * @param count how many they are
 * @param series how many looks there were at what became of our calls, whether they agree or not
 */
record Looks(Optional<Looked> first, Optional<Looked> latest, int count, int series) {

    static final Looks NONE = new Looks(Optional.empty(), Optional.empty(), 0, 0);

    Looks and(Looked look) {
        int after = look.why() == Purpose.AFTER ? series + 1 : series;
        return latest.filter(look::equalTo).isPresent()
                ? new Looks(first, Optional.of(look), count + 1, after)
                : new Looks(Optional.of(look), Optional.of(look), 1, after);
    }

    boolean show(Sight sight) {
        return latest.filter(look -> look.saw() == sight).isPresent();
    }

    /** Whether there are two that agree, far enough apart that one answer gone astray cannot be both. */
    boolean confirmed(Duration settle) {
        return count > 1
                && !latest.orElseThrow()
                        .asked()
                        .isBefore(first.orElseThrow().asked().plus(settle));
    }

    /** Whether it was the last of its series: looking on by itself makes no sense. */
    boolean exhausted() {
        return latest.filter(Looked::last).isPresent();
    }
}
