package io.github.accountlock.engine.process;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.provider.ProviderException.Unavailable;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.RequestCase;
import java.time.Duration;

/** A look that proves something only together with another one like it has to be confirmed by a second one. */
final class SecondLook {

    private SecondLook() {}

    /**
     * Writes a look down in the running step.
     *
     * @throws Unavailable if a second look has to agree first: the step runs again after the cloud's settle time
     */
    static RequestCase join(Ledger ledger, String requestId, RequestCase now, Looked look) {
        if (!now.and(look).needsSecondLook()) {
            return ledger.join(requestId, look);
        }
        throw wait(ledger.commit(requestId, look), look);
    }

    /** The same, written down at once. */
    static RequestCase commit(Ledger ledger, String requestId, RequestCase now, Looked look) {
        RequestCase then = ledger.commit(requestId, look);
        if (now.and(look).needsSecondLook()) {
            throw wait(then, look);
        }
        return then;
    }

    private static Unavailable wait(RequestCase now, Looked look) {
        AccountRef account = now.request().account();
        Duration settle = now.frozen().settle();
        return Unavailable.throttled(
                account,
                "the account was seen " + look.saw() + "; before that counts, a second look in " + settle
                        + " has to agree",
                null,
                null,
                settle);
    }
}
