package io.github.accountlock.engine.process;

import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerBroken;
import io.github.accountlock.ledger.MayNotFollow;
import io.github.accountlock.request.Fact.Commented;
import java.time.Clock;

/** Comments as facts of their request: what becomes of them in the engine afterwards changes nothing of that. */
public final class SealedComments implements Comments {

    private static final String TEXT = "message";

    private final Ledger ledger;
    private final People people;
    private final Clock clock;

    public SealedComments(Ledger ledger, People people, Clock clock) {
        this.ledger = ledger;
        this.people = people;
        this.clock = clock;
    }

    @Override
    public void add(String requestId, String taskId, String text) {
        String said = GivenReason.of(text, TEXT);
        try {
            ledger.join(requestId, new Commented(clock.instant(), people.actor(), said, taskId));
        } catch (MayNotFollow | LedgerBroken refused) {
            String why = refused.getMessage();
            throw new Refusal(Refusal.fields(why).isEmpty() ? Refusal.Kind.CONFLICT : Refusal.Kind.INPUT, why);
        }
    }
}
