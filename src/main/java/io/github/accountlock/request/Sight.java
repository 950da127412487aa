package io.github.accountlock.request;

import io.github.accountlock.domain.LockState;

/** What a look at an account showed. The names are stored. */
public enum Sight {
    LOCKED,
    UNLOCKED,
    /** The cloud answered with a state that means neither. */
    UNKNOWN,
    /** The cloud knows no such account. */
    NOT_FOUND,
    /** The cloud did not answer. */
    NO_ANSWER;

    public static Sight of(LockState state) {
        return valueOf(state.name());
    }

    /** Whether it says something about the account. */
    public boolean isClear() {
        return this != UNKNOWN && this != NO_ANSWER;
    }

    public boolean is(LockState state) {
        return name().equals(state.name());
    }
}
