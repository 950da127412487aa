package io.github.accountlock.ledger;

import io.github.accountlock.domain.Person;
import io.github.accountlock.request.MayName;
import io.github.accountlock.request.Naming;
import io.github.accountlock.request.Naming.EndedEarly;
import io.github.accountlock.request.Naming.Named;
import io.github.accountlock.request.Substitutions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The stored form of who stands in for whom: entries of a chain of their own. */
final class Namings {

    private static final String ADMINISTRATOR = "administrator";
    private static final String NUMBER = "number";

    private Namings() {}

    static String kind(Naming naming) {
        return naming instanceof Named ? Entry.SUBSTITUTE_NAMED : Entry.SUBSTITUTION_ENDED;
    }

    static Map<String, String> write(Naming naming) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("by", naming.by().text());
        facts.put("reason", naming.reason());
        facts.put(ADMINISTRATOR, naming.administrator() ? "true" : "");
        if (naming instanceof Named named) {
            facts.put("absent", named.absent().text());
            facts.put("substitute", named.substitute().text());
            facts.put("from", FactJson.moment(named.from()).toString());
            facts.put("until", FactJson.moment(named.until()).toString());
        } else {
            facts.put(NUMBER, Integer.toString(((EndedEarly) naming).number()));
        }
        facts.values().removeIf(String::isEmpty);
        return facts;
    }

    /** @throws IllegalArgumentException if the entry is none that is known here */
    static Naming read(Entry entry) {
        Person by = Person.from(entry.fact("by"));
        boolean administrator = entry.fact(ADMINISTRATOR).equals("true");
        try {
            return switch (entry.kind()) {
                case Entry.SUBSTITUTE_NAMED ->
                    new Named(
                            entry.at(),
                            by,
                            administrator,
                            Person.from(entry.fact("absent")),
                            Person.from(entry.fact("substitute")),
                            Instant.parse(entry.fact("from")),
                            Instant.parse(entry.fact("until")),
                            entry.fact("reason"));
                case Entry.SUBSTITUTION_ENDED ->
                    new EndedEarly(
                            entry.at(), by, administrator, Integer.parseInt(entry.fact(NUMBER)), entry.fact("reason"));
                default -> throw new IllegalArgumentException("is of the kind " + entry.kind());
            };
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException("is malformed", malformed);
        }
    }

    /** @throws IllegalArgumentException if an entry is none that is known here */
    static Substitutions folded(List<Entry> entries) {
        Substitutions now = Substitutions.NONE;
        for (Entry entry : entries) {
            now = now.and(read(entry));
        }
        return now;
    }

    /** The first entry that the running system would not have let in, as a sentence; empty if there is none. */
    static Optional<String> firstWrong(List<Entry> entries) {
        Substitutions now = Substitutions.NONE;
        for (Entry entry : entries) {
            String which = "entry " + entry.number() + " (" + entry.kind() + ") ";
            try {
                Naming naming = read(entry);
                Optional<String> refusal = MayName.refusal(now, naming);
                if (refusal.isPresent()) {
                    return Optional.of(which + "may not follow: " + refusal.get());
                }
                now = now.and(naming);
            } catch (IllegalArgumentException unreadable) {
                return Optional.of(which + "cannot be read");
            }
        }
        return Optional.empty();
    }
}
