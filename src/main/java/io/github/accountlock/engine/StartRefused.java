package io.github.accountlock.engine;

import java.util.List;

/** Nothing is started; the message names everything that is wrong. */
public final class StartRefused extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final String advice;

    /** @param problems one sentence each */
    public StartRefused(List<String> problems, String advice) {
        super("Account Lock Flow does not start, because:\n  - " + String.join("\n  - ", problems));
        this.advice = advice;
    }

    /** What to do about it. */
    public String advice() {
        return advice;
    }
}
