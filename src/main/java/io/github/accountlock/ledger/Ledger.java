package io.github.accountlock.ledger;

import java.util.List;

/**
 * The append-only table of facts. Two ways to write: a fact that must survive a rollback is committed on its own, a
 * fact that lives or dies with a step of the process joins the engine's transaction.
 */
public interface Ledger {

    /** Writes and commits at once, whatever becomes of the step that is running. */
    void commit(LedgerEvent event);

    /** Writes in the running step's transaction. */
    void join(LedgerEvent event);

    /** Everything known about one request, oldest first, what this step has written included. */
    List<LedgerEvent> of(String requestId);

    /** The same for people who audit: also of a broken request. No entries if the ledger does not know it. */
    default Trail trail(String requestId) {
        return trails(List.of(requestId)).get(0);
    }

    /** Many at once, in the order asked for. */
    List<Trail> trails(List<String> requestIds);
}
