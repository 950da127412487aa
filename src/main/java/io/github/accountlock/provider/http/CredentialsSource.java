package io.github.accountlock.provider.http;

/** Where credentials come from. Asked before each signing, so that rotated keys are used at once. Thread-safe. */
public interface CredentialsSource {

    /** @throws Unusable if there are none right now */
    Credentials current() throws Unusable;

    /** Says in one sentence which setting is to be repaired, never what it holds. */
    final class Unusable extends Exception {

        private static final long serialVersionUID = 1;

        Unusable(String sentence) {
            super(sentence);
        }
    }
}
