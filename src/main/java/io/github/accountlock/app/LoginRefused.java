package io.github.accountlock.app;

/** Somebody with a genuine login, or with a token, cannot come in; the message is a sentence for that person. */
final class LoginRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    LoginRefused(String message) {
        super(message);
    }
}
