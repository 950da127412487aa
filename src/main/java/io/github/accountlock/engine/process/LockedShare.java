package io.github.accountlock.engine.process;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.hold.Holds;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.provider.ProviderException;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** How much of an instance requests of ours would hold locked with one account more. It lists the instance at its cloud. */
final class LockedShare {

    private final AccountLocking locking;
    private final Holds holds;

    LockedShare(AccountLocking locking, Holds holds) {
        this.locking = locking;
        this.holds = holds;
    }

    /**
     * Of a hundred accounts, this one counted among those that are held; a part of one counts whole.
     *
     * @throws ProviderException if the cloud does not tell its accounts; it is not guessed
     */
    int with(AccountRef account) {
        InstanceRef instance = account.instance();
        Map<String, AccountSeen> list = locking.list(instance)
                .orElseThrow(() -> new Refused(
                        Reason.CALLER,
                        account,
                        "the approval policy asks for lockedShareOfInstance, but this cloud gives out no list of its"
                                + " accounts; take the value out of the policy for this cloud",
                        null,
                        null));
        Set<String> there = new HashSet<>(list.keySet());
        there.add(account.accountName()); // it was read, so it is there, and may be missing in a list that changes
        Set<String> held = holds.standingOn(instance);
        held.add(account.path());
        long locked = there.stream()
                .filter(name -> held.contains(instance.account(name).path()))
                .count();
        return (int) ((100 * locked + there.size() - 1) / there.size());
    }
}
