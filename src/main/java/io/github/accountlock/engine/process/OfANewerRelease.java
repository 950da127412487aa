package io.github.accountlock.engine.process;

import org.camunda.bpm.engine.AuthorizationException;

/** A request of a model that only newer nodes know. The step is left to them, and no retry is burnt. */
public final class OfANewerRelease extends AuthorizationException {

    private static final long serialVersionUID = 1;

    public OfANewerRelease(String why) {
        super(why);
    }
}
