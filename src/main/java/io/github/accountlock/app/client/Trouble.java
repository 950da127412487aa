package io.github.accountlock.app.client;

import java.time.Duration;

/** Why a command could not do what it was asked, as a sentence. */
final class Trouble extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Exit exit;
    private final String type;
    private final Duration retryAfter;

    Trouble(Exit exit, String sentence) {
        this(exit, "", sentence, Duration.ZERO);
    }

    /**
     * @param type of the server's problem, or empty
     * @param retryAfter how long the server wants to be left alone
     */
    Trouble(Exit exit, String type, String sentence, Duration retryAfter) {
        super(sentence);
        this.exit = exit;
        this.type = type;
        this.retryAfter = retryAfter;
    }

    static Trouble usage(String sentence) {
        return new Trouble(Exit.WRONG_USAGE, sentence);
    }

    Exit exit() {
        return exit;
    }

    String type() {
        return type;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
