package io.github.accountlock.ledger;

import java.util.List;
import java.util.Optional;

/**
 * The entries of one request as they are stored, with what their seals say; for people who audit. Decisions are made on
 * {@link Ledger#of}, which refuses a broken trail.
 *
 * @param entries oldest first, also those behind a broken one
 * @param head what the request's head says: number of entries, last seal, key id and seal of the head
 * @param broken the first thing that is wrong
 */
public record Trail(String requestId, List<Entry> entries, Optional<Head> head, Optional<Broken> broken) {

    public Trail {
        entries = List.copyOf(entries);
    }

    /** One entry with the text over which its seal was made. */
    public record Entry(int number, LedgerEvent event, String factsAsStored, String keyId, String mac) {}

    /** The head of the chain as it is stored. */
    public record Head(int entries, String lastMac, String keyId, String mac) {}

    /** @param entry number of the first entry that cannot be trusted, from 1 */
    public record Broken(int entry, String sentence) {}

    /** The same entries with their seals checked by these keys, whatever was found before. */
    public Trail checked(EvidenceKeys keys) {
        List<Chain.Link> links = entries.stream()
                .map(entry -> new Chain.Link(
                        entry.number(), entry.event(), entry.factsAsStored(), entry.keyId(), entry.mac()))
                .toList();
        Chain.Head stored = head.map(given ->
                        new Chain.Head(requestId, given.entries(), given.lastMac(), given.keyId(), given.mac()))
                .orElse(null);
        return new Chain(keys).trail(requestId, stored, links);
    }

    public List<LedgerEvent> events() {
        return entries.stream().map(Entry::event).toList();
    }
}
