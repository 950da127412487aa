package io.github.accountlock.hold;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.request.RequestCase;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The table of holds: what the ledger says about who holds which account, in a form that can be searched by account. It
 * follows the facts and is never asked for what they can answer: who finds a row reads the request's facts.
 */
public interface Holds {

    /** The undecided request in a {@linkplain io.github.accountlock.domain.LockRequest#slot slot}, if any. */
    Optional<Hold> active(String slot);

    /**
     * Lets one request alone work on its account, from its last look before a call until it has proven a lock, or has ended.
     * Committed at once; asked again by the same request, it changes nothing.
     *
     * @return the id of the other request that works on it now; empty if this one does
     * @throws IllegalStateException if this request has ended meanwhile, as when somebody deletes it while its step runs
     */
    Optional<String> work(String requestId, RequestCase now);

    /** The request that works on an account now, if any. */
    Optional<String> worker(String accountPath);

    /** Where to look for who holds the account. */
    Traces traces(String accountPath);

    /**
     * What the tables say of an account.
     *
     * @param standing holds that may lock it: held, kept or orphaned; newest first
     * @param lately requests that have locked it and let it go by no entry, by the search rows: also those whose hold somebody
     *     has removed; newest first
     */
    record Traces(List<Hold> standing, List<String> lately) {}

    /** Every hold of an account, ended ones too; newest first. */
    List<Hold> all(String accountPath);

    /** How many other accounts of its instance may be locked by us now. */
    int besides(AccountRef account);

    /** The paths of the accounts of an instance that may be locked by us now. */
    Set<String> standingOn(InstanceRef instance);

    /** Everything that may lock an account now: held, kept or orphaned; oldest first. */
    List<Hold> standing();

    /** A request was deleted whose facts cannot be read any more: it keeps nobody out, and its hold may stand. */
    void orphaned(String requestId);

    /** Another request for the same account has not ended. */
    final class AlreadyActive extends RuntimeException {

        private static final long serialVersionUID = 1;

        public AlreadyActive(Throwable cause) {
            super("another request for this account has not ended", cause);
        }
    }
}
