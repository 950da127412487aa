package io.github.accountlock.engine.process;

/**
 * A step was about to call a cloud, or to claim an outcome, without the evidence for it. Nothing was called; no retry
 * helps; operators see an incident.
 */
public final class NotCovered extends RuntimeException {

    private static final long serialVersionUID = 1;

    public NotCovered(String account, String why) {
        super(account + ": nothing was called: " + why);
    }
}
