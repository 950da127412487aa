package io.github.accountlock.engine.process;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.hold.Hold;
import io.github.accountlock.hold.Holds;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerBroken;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Who keeps an account locked, in words for the people who decide about its unlock. */
public final class Holders {

    private final Holds holds;
    private final Ledger ledger;

    public Holders(Holds holds, Ledger ledger) {
        this.holds = holds;
        this.ledger = ledger;
    }

    /** Holds of ended requests that may still lock the account. */
    public List<Hold> standing(AccountRef account) {
        return holds.standing(account.path());
    }

    /** One line a hold: who, since when, which request, why; empty if there is none. */
    public String described(AccountRef account) {
        return standing(account).stream().map(this::line).collect(Collectors.joining("\n"));
    }

    /** Who asked for the locks that stand. */
    public Set<String> requesters(AccountRef account) {
        return standing(account).stream().map(Hold::requester).collect(Collectors.toSet());
    }

    private String line(Hold hold) {
        return hold.requester() + " since " + hold.since() + " (request " + hold.requestId() + ", "
                + hold.state().name().toLowerCase(java.util.Locale.ROOT) + "): " + reason(hold);
    }

    private String reason(Hold hold) {
        try {
            return new Evidence(ledger.of(hold.requestId())).request().reason();
        } catch (LedgerBroken | IllegalStateException unproven) {
            return "its entries in the ledger are broken";
        }
    }
}
