package io.github.accountlock.request;

import java.util.Optional;
import java.util.function.Function;

/**
 * A history, a fact that breaks one rule in it, and an honest one that may follow instead.
 *
 * @param kind of fact that the rule is about
 * @param rule as the table words it
 * @param sentence with which the wrong fact is refused
 */
record Broken(
        Class<? extends Fact> kind, String rule, History history, Fact wrong, String sentence, Optional<Fact> right) {

    /** Begins to tell a case; what is missing is said by the words that follow. */
    static After rule(Class<? extends Fact> kind, String rule) {
        return history -> wrong -> sentence -> right -> new Broken(
                kind,
                rule,
                history,
                wrong.apply(history.next()),
                sentence,
                right.map(fact -> fact.apply(history.next())));
    }

    interface After {
        By after(History history);
    }

    interface By {
        RefusedWith by(Function<Told, Fact> wrong);
    }

    interface RefusedWith {
        While says(String sentence);
    }

    interface While {
        Broken elseLetsIn(Optional<Function<Told, Fact>> right);

        default Broken butLetsIn(Function<Told, Fact> right) {
            return elseLetsIn(Optional.of(right));
        }

        default Broken andLetsInNothing() {
            return elseLetsIn(Optional.empty());
        }
    }

    @Override
    public String toString() {
        return kind.getSimpleName() + ": " + rule + " (" + sentence + ")";
    }
}
