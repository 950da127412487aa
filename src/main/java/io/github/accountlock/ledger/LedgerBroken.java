package io.github.accountlock.ledger;

/** The ledger of a request does not match its seals: somebody changed it, or the key is not the right one. */
public final class LedgerBroken extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param chain a request's id, or a chain of no request */
    public LedgerBroken(String chain, String what) {
        super(Entry.subject(chain) + "the ledger is broken, " + what
                + (Entry.isOfNoRequest(chain) ? "" : "; nothing is called for it"));
    }
}
