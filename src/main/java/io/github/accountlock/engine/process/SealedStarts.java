package io.github.accountlock.engine.process;

import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.Ledger.RefusedAttempt;
import java.time.Clock;

/** Refused starts in the ledger, with who it was and the sentence that he was told. */
public final class SealedStarts implements Starts {

    private static final int LONGEST = 500;

    private final Ledger ledger;
    private final People people;
    private final Clock clock;

    public SealedStarts(Ledger ledger, People people, Clock clock) {
        this.ledger = ledger;
        this.people = people;
        this.clock = clock;
    }

    @Override
    public void refused(String process, String why, boolean slip) {
        String plain = why.replaceAll("\\p{Cntrl}", " ");
        ledger.refusedStart(new RefusedAttempt(
                clock.instant(),
                people.actor(),
                process,
                plain.length() > LONGEST ? plain.substring(0, LONGEST) + "…" : plain,
                false,
                slip));
    }
}
