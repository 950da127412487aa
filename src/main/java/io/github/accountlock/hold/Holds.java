package io.github.accountlock.hold;

import java.util.List;
import java.util.Optional;

/** The table of holds. Everything joins the engine's transaction. */
public interface Holds {

    /**
     * Takes the account for a request that starts.
     *
     * @throws AlreadyActive if another request for the account has not ended
     */
    void take(Hold hold);

    /** The request that has not ended, if any. */
    Optional<Hold> active(String accountPath);

    /** Holds of ended requests that may still lock the account: held, kept or orphaned; newest first. */
    List<Hold> standing(String accountPath);

    /** Every hold of an account, ended ones too; newest first. */
    List<Hold> all(String accountPath);

    /** Everything that may lock an account now without a running request: held, kept or orphaned; oldest first. */
    List<Hold> standing();

    /** Ends the request's claim and says what became of the account. */
    void end(String requestId, Hold.State state);

    /** Removes the claim of a request that never locked anything. */
    void drop(String requestId);

    /** Another request for the same account has not ended. */
    final class AlreadyActive extends RuntimeException {

        private static final long serialVersionUID = 1;

        public AlreadyActive(Throwable cause) {
            super("another request for this account has not ended", cause);
        }
    }
}
