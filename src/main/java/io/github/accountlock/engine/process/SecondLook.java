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
        ledger.commit(requestId, look);
        AccountRef account = now.request().account();
        Duration settle = now.frozen().settle();
        throw Unavailable.throttled(
                account,
                "the account was seen " + look.saw() + "; before that counts, a second look in " + settle
                        + " has to agree",
                null,
                null,
                settle);
    }
}
