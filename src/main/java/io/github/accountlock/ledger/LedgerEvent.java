package io.github.accountlock.ledger;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/**
 * One fact about a request. Facts are only ever added.
 *
 * @param requestId id of the process instance
 * @param at when it happened, UTC
 * @param actor the person or {@code system}
 * @param facts short texts by name; never a secret
 */
public record LedgerEvent(String requestId, Instant at, Kind kind, String actor, Map<String, String> facts) {

    public static final String SYSTEM = "system";

    /** Who acted without being logged in. */
    public static final String NOBODY = "nobody";

    public LedgerEvent {
        requireNonNull(requestId, "requestId");
        at = at.truncatedTo(ChronoUnit.MICROS);
        requireNonNull(kind, "kind");
        requireNonNull(actor, "actor");
        facts = Map.copyOf(facts);
    }

    /** A fact of this moment. */
    public static LedgerEvent now(String requestId, Instant at, Kind kind, String actor, String... namesAndTexts) {
        Map<String, String> facts = new TreeMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            if (namesAndTexts[i + 1] != null) {
                facts.put(namesAndTexts[i], namesAndTexts[i + 1]);
            }
        }
        return new LedgerEvent(requestId, at, kind, actor, facts);
    }

    public String fact(String name) {
        return facts.getOrDefault(name, "");
    }

    /** The names are stored: a rename breaks old entries. */
    public enum Kind {
        REQUESTED,
        /** What the approver was shown of the account. */
        ACCOUNT_SEEN,
        /** What the policy asked for. */
        POLICY_DECIDED,
        /** A grant: sealed like every entry, it covers the digest it names. */
        APPROVED,
        REJECTED,
        WITHDRAWN,
        /** Somebody tried what is not allowed to them. */
        ATTEMPT_REFUSED,
        STATE_RECORDED,
        CALL_INTENDED,
        CALL_ANSWERED,
        VERIFIED,
        /** The undo rule did not let us remove the lock. */
        UNDO_REFUSED,
        SETTLED,
        ENDED,
        /** The process instance was deleted by hand before its end. */
        DELETED,
        /** Somebody asked for the live state of the account. */
        LOOKED_AT
    }
}
