package io.github.accountlock.ledger;

import io.github.accountlock.request.RequestCase;
import java.util.List;
import java.util.Optional;

/**
 * The entries of one request as they are stored, with what their seals say; for people who audit. Decisions are made on
 * {@link Ledger#of}, which refuses a broken trail.
 *
 * @param entries oldest first, also those behind a broken one
 * @param refusals the refused attempts, from their own chain
 * @param head what the request's head says
 * @param broken the first thing that is wrong
 */
public record Trail(
        String requestId, List<Entry> entries, List<Entry> refusals, Optional<Head> head, Optional<Broken> broken) {

    public Trail {
        entries = List.copyOf(entries);
        refusals = List.copyOf(refusals);
    }

    /**
     * What is wrong.
     *
     * @param entry number of the first entry that cannot be trusted, from 1
     * @param unknownKey whether nothing is known to be wrong, and only the key to check it is missing
     */
    public record Broken(int entry, String sentence, boolean unknownKey) {}

    /** The same entries with their seals checked by these keys, whatever was found before. */
    public Trail checked(EvidenceKeys keys) {
        return new Trail(requestId, entries, refusals, head, new Chain(keys).broken(head.orElse(null), entries));
    }

    /** The facts, oldest first, each with its entry. */
    public List<Facts.Told> facts() {
        return Facts.of(entries);
    }

    /** What the facts mean; says nothing about seals. */
    public RequestCase requestCase() {
        return Facts.folded(entries);
    }
}
