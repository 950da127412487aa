package io.github.accountlock.request;

/** How an account that we hold is at its cloud, compared with what our facts say. The names are stored. */
public enum Difference {
    /** Locked, and the account that we have locked: no difference. */
    AS_HELD("as we hold it"),
    /** Unlocked behind our back. */
    OPENED("unlocked, although we hold it locked"),
    /** The cloud knows no such account any more. */
    GONE("gone: the cloud knows no such account any more"),
    /** Deleted, and another account made under its name; or not surely the same. */
    MADE_AGAIN(
            "not surely the one that we hold: it was gone in between, or when it was made, or its kind, is told otherwise"),
    /** Locked, but somebody else had unlocked it in between: this lock is not ours. */
    LOCKED_AGAIN("locked by somebody else, who had it unlocked in between"),
    /** Locked by a request that was deleted by hand, so that no request looks after the lock. */
    ORPHANED("locked by a request that was deleted by hand");

    private final String words;

    Difference(String words) {
        this.words = words;
    }

    /** What the account is, as the end of a sentence. */
    public String words() {
        return words;
    }
}
