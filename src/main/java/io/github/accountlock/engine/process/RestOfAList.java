package io.github.accountlock.engine.process;

import io.github.accountlock.bulk.AccountLists;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.MayNotFollow;
import io.github.accountlock.request.Fact.RestWithdrawn;
import java.time.Clock;

/** What of a list has no request yet: its requester takes that back, which is sealed with the list. */
public final class RestOfAList {

    private final Ledger ledger;
    private final AccountLists lists;
    private final Clock clock;
    private final People people = new People();

    public RestOfAList(Ledger ledger, AccountLists lists, Clock clock) {
        this.ledger = ledger;
        this.lists = lists;
        this.clock = clock;
    }

    /**
     * Nothing more of the list is requested, in the name of whoever is logged in.
     *
     * @throws Refusal if it may not be taken back
     */
    public void takeBack(String listId, String reason) {
        String given = GivenReason.of(reason, "reason");
        try {
            ledger.join(listId, new RestWithdrawn(clock.instant(), people.actor(), given));
        } catch (MayNotFollow refused) {
            throw new Refusal(Refusal.Kind.CONFLICT, refused.getMessage());
        }
        lists.refuseRest(listId, RestWithdrawn.WORDS);
    }
}
