package io.github.accountlock.engine.doors;

import org.camunda.bpm.engine.AuthorizationException;

/** Somebody tried to change a request by a way of the engine that is shut. HTTP 403, which no part of the REST API rewrites. */
public final class Shut extends AuthorizationException {

    private static final long serialVersionUID = 1;

    private static final String INSTEAD =
            "requests of Account Lock Flow stay in their process and cannot be changed this"
                    + " way. Allowed are: to retry an incident, to complete the settle task, to withdraw or delete the request"
                    + " and make a new one.";

    private Shut(String sentence) {
        super(sentence);
    }

    /** @param what the start of the sentence, for example "Moving tokens" */
    static Shut to(String what) {
        return new Shut(what + " is refused: " + INSTEAD);
    }

    /** Of a request that carries more than its form asks for. */
    static Shut because(String sentence) {
        return new Shut(sentence);
    }
}
