package io.github.accountlock.engine.process;

import io.github.accountlock.domain.Text;
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
        String given = variable.find(task).orElse("");
        if (given.length() > LONGEST) {
            throw new Refusal(
                    variable.name() + ": has " + given.length() + " characters, at most " + LONGEST + " are allowed.");
        }
        Text.hiddenInLines(given).ifPresent(what -> {
            throw new Refusal(variable.name() + ": " + what);
        });
        return given.strip();
    }
}
