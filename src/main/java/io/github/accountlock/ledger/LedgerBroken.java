package io.github.accountlock.ledger;

/** The ledger of a request does not match its seals: somebody changed it, or the key is not the right one. */
public final class LedgerBroken extends RuntimeException {

    private static final long serialVersionUID = 1;

    public LedgerBroken(String requestId, String what) {
        super("request " + requestId + ": the ledger is broken, " + what + "; nothing is called for it");
    }
}
