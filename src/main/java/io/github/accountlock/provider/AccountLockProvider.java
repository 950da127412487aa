package io.github.accountlock.provider;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.ProviderId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** One cloud product that can lock database accounts. Thread-safe. */
public interface AccountLockProvider {

    ProviderId id();

    /** The regions that requests may name, in the order people should see them. */
    Set<String> regions();

    /**
     * Reads one account. May need several requests where the provider pages; all of them share one deadline.
     *
     * @throws ProviderException.Refused if the instance or account is not there, or our key, permission or call is
     *     wrong
     * @throws ProviderException.Unavailable if there was no usable answer; asking again later is harmless
     */
    AccountSeen read(AccountRef account);

    /**
     * Sends exactly one request that asks for the target state.
     *
     * @param target {@link LockState#LOCKED} or {@link LockState#UNLOCKED}
     * @param passwordValidUntil sent only where present (PolarDB's {@code AccountPasswordValidTime}); a provider that
     *     has no such parameter refuses it
     * @param by after it nothing is sent any more; checked right before the first byte leaves
     * @throws ProviderException.Refused if the provider refused; nothing happened
     * @throws ProviderException.Unavailable if nothing happened and the same call may succeed later; also if its time was over
     * @throws ProviderException.AnswerLost if the request was sent and its outcome is open
     * @throws IllegalArgumentException if the target is {@link LockState#UNKNOWN}
     */
    LockReceipt change(AccountRef account, LockState target, Optional<Instant> passwordValidUntil, SendBy by);
}
