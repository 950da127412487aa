package io.github.accountlock.ledger;

import io.github.accountlock.ledger.Trail.Broken;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How entries hang together. Each entry of a chain is sealed over its content and the seal before it; the head of the
 * chain is sealed over their number and the last seal, so that neither the middle nor the tail can be cut.
 */
final class Chain {

    /** The seal before the first entry. */
    static final String START = "";

    private final EvidenceKeys keys;

    Chain(EvidenceKeys keys) {
        this.keys = keys;
    }

    /** The entry after a head, sealed. */
    Entry next(Head before, Instant at, String kind, String actor, Map<String, String> facts) {
        int number = before.entries() + 1;
        String stored = CanonicalJson.write(facts);
        String keyId = keys.current();
        Entry open = new Entry(before.chain(), number, at, kind, actor, facts, stored, keyId, "");
        String mac = keys.seal(keyId, content(open, before.lastMac()));
        return new Entry(before.chain(), number, at, kind, actor, facts, stored, keyId, mac);
    }

    /** The head after an entry, sealed. */
    Head head(Entry last) {
        String keyId = keys.current();
        String mac = keys.seal(keyId, "head", last.chain(), Integer.toString(last.number()), last.mac());
        return new Head(last.chain(), last.number(), last.mac(), keyId, mac);
    }

    boolean sealed(Head head) {
        return keys.sealed(
                head.mac(), head.keyId(), "head", head.chain(), Integer.toString(head.entries()), head.lastMac());
    }

    /** The first thing that is wrong with a chain's entries; empty if nothing is. */
    Optional<Broken> broken(Head head, List<Entry> entries) {
        String last = START;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.number() != i + 1) {
                return Optional.of(new Broken(i + 1, "entry " + (i + 1) + " is missing", false));
            }
            if (!keys.knows(entry.keyId())) {
                return Optional.of(unknown(i + 1, "entry " + (i + 1), entry.keyId()));
            }
            if (!keys.sealed(entry.mac(), entry.keyId(), content(entry, last))) {
                return Optional.of(new Broken(i + 1, "entry " + (i + 1) + " does not match its seal", false));
            }
            last = entry.mac();
        }
        int behind = entries.size() + 1;
        if (head != null && !keys.knows(head.keyId())) {
            return Optional.of(unknown(behind, "the head", head.keyId()));
        }
        if (head == null || !sealed(head)) {
            return Optional.of(new Broken(behind, "the head does not match its seal", false));
        }
        return head.entries() == entries.size() && head.lastMac().equals(last)
                ? Optional.empty()
                : Optional.of(new Broken(behind, "entries after number " + entries.size() + " are missing", false));
    }

    private static Broken unknown(int entry, String what, String keyId) {
        return new Broken(
                entry, what + " was sealed with the key \"" + keyId + "\", which is not configured here", true);
    }

    private static String[] content(Entry entry, String before) {
        return new String[] {
            "entry",
            entry.chain(),
            Integer.toString(entry.number()),
            entry.at().toString(),
            entry.kind(),
            entry.actor(),
            entry.factsAsStored(),
            before
        };
    }
}
