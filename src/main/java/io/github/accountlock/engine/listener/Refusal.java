package io.github.accountlock.engine.listener;

import org.camunda.bpm.engine.ProcessEngineException;

/** A person's input was refused. The message is what the person reads in Tasklist. */
public final class Refusal extends ProcessEngineException {

    private static final long serialVersionUID = 1;

    public Refusal(String sentence) {
        super(sentence);
    }
}
