package io.github.accountlock.ledger;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * One entry of a chain as it is stored.
 *
 * @param chain the request's id, or {@link #refusals} of it
 * @param number from 1
 * @param at when it happened, UTC
 * @param kind what kind of fact; the names are stored
 * @param actor the person or {@code system}
 * @param facts short texts by name, never a secret; empty if the stored text cannot be read
 * @param factsAsStored the text over which the seal was made
 * @param keyId of the key that made the seal
 * @param mac the seal
 */
public record Entry(
        String chain,
        int number,
        Instant at,
        String kind,
        String actor,
        Map<String, String> facts,
        String factsAsStored,
        String keyId,
        String mac) {

    /** A refused attempt: kept in a chain of its own, never among the facts of the request. */
    public static final String ATTEMPT_REFUSED = "ATTEMPT_REFUSED";

    public static final String REQUESTED = "REQUESTED";

    /** Somebody was named to decide in the place of another. */
    public static final String SUBSTITUTE_NAMED = "SUBSTITUTE_NAMED";

    /** A substitution was ended before its time. */
    public static final String SUBSTITUTION_ENDED = "SUBSTITUTION_ENDED";

    /** The chain in which it stands who stands in for whom. */
    static final String SUBSTITUTES = "substitutes";

    private static final String REFUSALS = "refused:";
    private static final String STARTS = "starts:";

    public Entry {
        requireNonNull(chain, "chain");
        requireNonNull(at, "at");
        requireNonNull(kind, "kind");
        requireNonNull(actor, "actor");
        facts = Map.copyOf(facts);
    }

    /** The chain in which a request's refused attempts stand. */
    public static String refusals(String requestId) {
        return REFUSALS + requestId;
    }

    /** The chain in which the refused starts of a day stand, which belong to no request. */
    static String refusedStarts(Instant at) {
        return STARTS + at.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** Whether it belongs to no request, but to the refused starts of a day or to the substitutions. */
    public static boolean isOfNoRequest(String chain) {
        return isOfStarts(chain) || chain.equals(SUBSTITUTES);
    }

    private static boolean isOfStarts(String chain) {
        return chain.startsWith(STARTS);
    }

    /** What a chain is about, as the beginning of a sentence. */
    static String subject(String chain) {
        if (chain.equals(SUBSTITUTES)) {
            return "substitutions: ";
        }
        return isOfStarts(chain)
                ? "refused starts of " + chain.substring(STARTS.length()) + ": "
                : "request " + requestOf(chain) + ": ";
    }

    static boolean isOfRefusals(String chain) {
        return chain.startsWith(REFUSALS);
    }

    /** The request that a chain is about. */
    public static String requestOf(String chain) {
        return isOfRefusals(chain) ? chain.substring(REFUSALS.length()) : chain;
    }

    /** An empty text if there is no such fact. */
    public String fact(String name) {
        return facts.getOrDefault(name, "");
    }

    /** Whether it was written by version 0.1. */
    boolean isFirstFormat() {
        return !facts.containsKey(FactJson.VERSION);
    }
}
