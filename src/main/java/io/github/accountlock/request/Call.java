package io.github.accountlock.request;

import io.github.accountlock.domain.LockState;

/** A call that changes an account. The names are stored. */
public enum Call {
    LOCK(LockState.LOCKED),
    UNLOCK(LockState.UNLOCKED);

    private final LockState target;

    Call(LockState target) {
        this.target = target;
    }

    public LockState target() {
        return target;
    }

    public static Call to(LockState target) {
        return switch (target) {
            case LOCKED -> LOCK;
            case UNLOCKED -> UNLOCK;
            case UNKNOWN -> throw new IllegalArgumentException("no call leads to UNKNOWN");
        };
    }
}
