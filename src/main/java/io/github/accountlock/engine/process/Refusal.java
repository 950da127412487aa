package io.github.accountlock.engine.process;

import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;

/**
 * A person's input was refused. The message is what the person reads in Tasklist. Of this type, because the engine's
 * REST answers it with HTTP 400 where it can.
 */
public final class Refusal extends FormFieldValidationException {

    private static final long serialVersionUID = 1;

    public Refusal(String sentence) {
        super(sentence, sentence);
    }
}
