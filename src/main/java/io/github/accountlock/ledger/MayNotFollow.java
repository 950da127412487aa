package io.github.accountlock.ledger;

/** A fact was not let into the ledger, because it may not follow the facts that are there. Nothing was written. */
public final class MayNotFollow extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param why a sentence that a person can read */
    public MayNotFollow(String why) {
        super(why);
    }
}
