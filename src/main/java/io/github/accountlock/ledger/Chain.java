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

    /** The first thing that is wrong with a request's entries, as a sentence; empty if nothing is. */
    Optional<String> broken(Head head, List<Link> links) {
        String last = START;
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            if (link.number() != i + 1) {
                return Optional.of("entry " + (i + 1) + " is missing");
            }
            if (!keys.sealed(
                    link.mac(), link.keyId(), content(link.number(), link.event(), link.factsAsStored(), last))) {
                return Optional.of("entry " + (i + 1) + " does not match its seal");
            }
            last = link.mac();
        }
        if (head == null || !sealed(head)) {
            return Optional.of("the head does not match its seal");
        }
        return head.entries() == links.size() && head.lastMac().equals(last)
                ? Optional.empty()
                : Optional.of("entries after number " + links.size() + " are missing");
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
