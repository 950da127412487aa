package io.github.accountlock.ledger;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.Person;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.FrozenRequest;
import io.github.accountlock.request.Naming;
import io.github.accountlock.request.RequestCase;
import io.github.accountlock.request.Substitutions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The append-only table of facts, and the one door to it: a fact that may not follow those that are there is not let in.
 * Two ways to write: a fact that must survive a rollback is committed on its own, a fact that lives or dies with a step
 * of the process joins the engine's transaction. One step uses one way only, or it would wait for itself.
 */
public interface Ledger {

    /**
     * Writes and commits at once, whatever becomes of the step that is running.
     *
     * @return what the facts mean with it
     * @throws MayNotFollow if the fact may not follow; nothing is written
     * @throws LedgerBroken if the entries do not match their seals
     */
    RequestCase commit(String requestId, Fact fact);

    /**
     * Writes in the running step's transaction.
     *
     * @return what the facts mean with it
     * @throws MayNotFollow if the fact may not follow; nothing is written
     * @throws LedgerBroken if the entries do not match their seals
     */
    RequestCase join(String requestId, Fact fact);

    /**
     * Writes down that somebody tried what is not allowed, in a chain apart from the facts, and commits at once. Nothing
     * is written about a request that the ledger does not know.
     */
    void refused(String requestId, RefusedAttempt attempt);

    /**
     * Writes down that somebody was refused to make a request, in a chain of the day, and commits at once; at most once a
     * person and minute, so that nobody fills the ledger with it.
     */
    void refusedStart(RefusedAttempt attempt);

    /**
     * Writes down who stands in for whom, in a chain of its own, and commits at once.
     *
     * @throws MayNotFollow if it may not follow; nothing is written
     * @throws LedgerBroken if the entries do not match their seals
     */
    void name(Naming naming);

    /**
     * Who stands in for whom, of all time.
     *
     * @throws LedgerBroken if the entries do not match their seals
     */
    Substitutions substitutions();

    /**
     * A refused attempt.
     *
     * @param step what was tried
     * @param self whether it was a decision on the own request
     * @param slip whether the person may do it, and has filled in something wrongly or came too late
     */
    record RefusedAttempt(Instant at, Person by, String step, String why, boolean self, boolean slip) {

        /** What somebody may not do. */
        public RefusedAttempt(Instant at, Person by, String step, String why, boolean self) {
            this(at, by, step, why, self, false);
        }
    }

    /**
     * What the facts about one request mean, what this step has written included; {@link RequestCase#NONE} if there are
     * none.
     *
     * @throws LedgerBroken if the entries do not match their seals
     */
    RequestCase of(String requestId);

    /** The same for people who audit: also of a broken request. No entries if the ledger does not know it. */
    default Trail trail(String requestId) {
        return trails(List.of(requestId)).get(0);
    }

    /** Many at once, in the order asked for. */
    List<Trail> trails(List<String> requestIds);

    /** Freezes a request, with the SHA-256 over all of it. */
    static FrozenRequest freeze(
            LockRequest request, String requestId, String process, String model, String policy, Duration settle) {
        return FactJson.freeze(request, requestId, process, model, policy, settle);
    }
}
