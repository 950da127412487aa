package io.github.accountlock.engine.process;

import io.github.accountlock.domain.Text;
import java.util.Objects;
import org.camunda.bpm.engine.delegate.DelegateTask;

/** The reason that a person gives with a decision: others read it, so it is short and hides nothing. */
final class GivenReason {

    private static final int LONGEST = 1000;

    private GivenReason() {}

    /**
     * The reason without surrounding blanks; may be empty.
     *
     * @throws Refusal if it is too long or has a hidden character
     */
    static String of(DelegateTask task, Var<String> variable) {
        return of(variable.find(task).orElse(""), variable.name());
    }

    /** The same of a text that comes by another way; none is an empty one. */
    static String of(String text, String name) {
        String given = Objects.requireNonNullElse(text, "");
        if (given.length() > LONGEST) {
            throw new Refusal(name + ": has " + given.length() + " characters, at most " + LONGEST + " are allowed.");
        }
        Text.hiddenInLines(given).ifPresent(what -> {
            throw new Refusal(name + ": " + what);
        });
        return Text.isInvisible(given) ? "" : given.strip();
    }
}
