package io.github.accountlock.engine.process;

import org.camunda.bpm.engine.AuthorizationException;

/** Somebody wanted a timer of a request to run before it is due. The timer stays as it is, and no retry is burnt. */
public final class TooEarly extends AuthorizationException {

    private static final long serialVersionUID = 1;

    public TooEarly() {
        super(
                "Running a timer before it is due is refused: a request of Account Lock Flow keeps its times. Wait for it,"
                        + " or withdraw or delete the request.");
    }
}
