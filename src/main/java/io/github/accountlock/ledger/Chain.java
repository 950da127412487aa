package io.github.accountlock.ledger;

import java.util.List;
import java.util.Optional;

/**
 * How entries hang together. Each entry of a request is sealed over its content and the seal before it; the head of the
 * request is sealed over their number and the last seal, so that neither the middle nor the tail can be cut.
 */
final class Chain {

    /** The seal before the first entry. */
    static final String START = "";

    private final EvidenceKeys keys;

    Chain(EvidenceKeys keys) {
        this.keys = keys;
    }

    /** An entry as it is stored. */
    record Link(int number, LedgerEvent event, String factsAsStored, String keyId, String mac) {}

    /** The head as it is stored. */
    record Head(String requestId, int entries, String lastMac, String keyId, String mac) {}

    Link next(Head before, LedgerEvent event, String facts) {
        int number = before.entries() + 1;
        String keyId = keys.current();
        return new Link(number, event, facts, keyId, keys.seal(keyId, content(number, event, facts, before.lastMac())));
    }

    Head head(String requestId, int entries, String lastMac) {
        String keyId = keys.current();
        String mac = keys.seal(keyId, "head", requestId, Integer.toString(entries), lastMac);
        return new Head(requestId, entries, lastMac, keyId, mac);
    }

    boolean sealed(Head head) {
        return keys.sealed(
                head.mac(), head.keyId(), "head", head.requestId(), Integer.toString(head.entries()), head.lastMac());
    }

    /** The first thing that is wrong with a request's entries; empty if nothing is. */
    Optional<Trail.Broken> broken(Head head, List<Link> links) {
        String last = START;
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            if (link.number() != i + 1) {
                return broken(i + 1, "entry " + (i + 1) + " is missing");
            }
            if (!keys.sealed(
                    link.mac(), link.keyId(), content(link.number(), link.event(), link.factsAsStored(), last))) {
                return broken(i + 1, "entry " + (i + 1) + " does not match its seal");
            }
            last = link.mac();
        }
        if (head == null || !sealed(head)) {
            return broken(links.size() + 1, "the head does not match its seal");
        }
        return head.entries() == links.size() && head.lastMac().equals(last)
                ? Optional.empty()
                : broken(links.size() + 1, "entries after number " + links.size() + " are missing");
    }

    /** The same for people who audit: every entry, and the first thing that is wrong. */
    Trail trail(String requestId, Head head, List<Link> links) {
        return new Trail(
                requestId,
                links.stream()
                        .map(link -> new Trail.Entry(
                                link.number(), link.event(), link.factsAsStored(), link.keyId(), link.mac()))
                        .toList(),
                Optional.ofNullable(head)
                        .map(stored ->
                                new Trail.Head(stored.entries(), stored.lastMac(), stored.keyId(), stored.mac())),
                links.isEmpty() ? Optional.empty() : broken(head, links));
    }

    private static Optional<Trail.Broken> broken(int entry, String sentence) {
        return Optional.of(new Trail.Broken(entry, sentence));
    }

    private static String[] content(int number, LedgerEvent event, String facts, String before) {
        return new String[] {
            "entry",
            event.requestId(),
            Integer.toString(number),
            event.at().toString(),
            event.kind().name(),
            event.actor(),
            facts,
            before
        };
    }
}
