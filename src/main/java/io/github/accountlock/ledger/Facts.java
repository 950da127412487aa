package io.github.accountlock.ledger;

import io.github.accountlock.request.Fact;
import io.github.accountlock.request.MayFollow;
import io.github.accountlock.request.RequestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The entries of a request as facts, whatever version wrote them. */
public final class Facts {

    private Facts() {}

    /** An entry with its fact. */
    public record Told(Entry entry, Fact fact) {}

    /** Every entry that is a fact, oldest first; refused attempts, which version 0.1 kept among them, are left out. */
    public static List<Told> of(List<Entry> entries) {
        List<Told> facts = new ArrayList<>();
        FirstFormat first = new FirstFormat();
        for (Entry entry : entries) {
            Optional<Fact> fact = entry.isFirstFormat() ? first.read(entry) : Optional.of(FactJson.read(entry));
            fact.ifPresent(read -> facts.add(new Told(entry, read)));
        }
        return facts;
    }

    /** What the facts mean; whether each might follow is not asked here. */
    public static RequestCase folded(List<Entry> entries) {
        return RequestCase.of(of(entries).stream().map(Told::fact).toList());
    }

    /**
     * The first fact that the running system would not have let in, as a sentence; empty if there is none. Entries of
     * version 0.1 are judged by the rule of that version.
     */
    public static Optional<String> firstWrong(List<Entry> entries) {
        RequestCase now = RequestCase.NONE;
        for (Told told : of(entries)) {
            if (!told.entry().isFirstFormat()) {
                Optional<String> refusal = MayFollow.refusalOfStored(now, told.fact());
                if (refusal.isPresent()) {
                    return Optional.of("entry " + told.entry().number() + " ("
                            + told.entry().kind() + ") may not follow: " + refusal.get());
                }
            } else if (told.fact() instanceof Fact.Unreadable unreadable) {
                return Optional.of("entry " + told.entry().number() + " cannot be read: " + unreadable.what());
            }
            now = now.and(told.fact());
        }
        return entries.isEmpty() || !entries.get(0).isFirstFormat()
                ? Optional.empty()
                : FirstFormat.firstUncovered(entries);
    }
}
