package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.PROBLEM;

import org.camunda.bpm.engine.delegate.VariableScope;

/** The sentence that tells the next person why the straight line was left. */
final class Problem {

    private static final int LONGEST = 2000;

    private Problem() {}

    static void note(VariableScope scope, String sentence) {
        PROBLEM.set(scope, sentence.length() > LONGEST ? sentence.substring(0, LONGEST) : sentence);
    }
}
