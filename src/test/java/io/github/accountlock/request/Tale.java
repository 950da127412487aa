package io.github.accountlock.request;

import java.util.ArrayList;
import java.util.List;

/**
 * What the door made of facts that were offered one after the other.
 *
 * @param accepted what it let in
 * @param refused what it did not
 */
public record Tale(List<Fact> accepted, List<Refused> refused) {

    /** @param after how many facts had been let in */
    public record Refused(int after, Fact fact, String sentence) {}

    /** Asked after each fact that is let in. */
    @FunctionalInterface
    interface Listener {
        void heard(List<Fact> facts, RequestCase now);
    }

    /** Offers what chance has made up. */
    public static Tale of(FrozenRequest frozen, List<Chance> chances) {
        return of(frozen, chances, (facts, now) -> {});
    }

    static Tale of(FrozenRequest frozen, List<Chance> chances, Listener listener) {
        List<Fact> accepted = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        RequestCase now = RequestCase.NONE;
        Told next = new Told(Frozen.NOON, frozen);
        for (Chance chance : chances) {
            next = new Told(next.at().plus(chance.passed()), frozen);
            Fact fact = chance.fact(next, now);
            var refusal = MayFollow.refusal(now, fact);
            if (refusal.isPresent()) {
                refused.add(new Refused(accepted.size(), fact, refusal.get()));
            } else {
                accepted.add(fact);
                now = now.and(fact);
                listener.heard(List.copyOf(accepted), now);
            }
        }
        return new Tale(List.copyOf(accepted), List.copyOf(refused));
    }
}
