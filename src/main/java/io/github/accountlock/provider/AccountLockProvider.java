package io.github.accountlock.provider;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.ProviderId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One cloud product that can lock database accounts, as it is configured here. Thread-safe. */
public interface AccountLockProvider {

    ProviderId id();

    /** The regions that requests may name, in the order people should see them. */
    Set<String> regions();

    /** The rules that a request for this provider must keep, checked before anything is called. */
    AccountRules rules();

    /** What a lock does to sessions that are open already, as the provider documents it: one sentence for approvers. */
    String sessionsNotice();

    /**
     * How far apart two readings have to be to confirm each other: longer than one answer of this cloud may lag behind
     * another. More than zero. It is frozen into each request.
     */
    Duration settleTime();

    /**
     * How long to wait before each look but the first at what became of a call; all together longer than a change may take
     * to show. At least one.
     */
    List<Duration> verifyWaits();

    /**
     * Reads one account. May need several requests where the provider pages; all of them share one deadline.
     *
     * @throws ProviderException.Refused if the instance or account is not there, or our key, permission or call is
     *     wrong
     * @throws ProviderException.Unavailable if there was no usable answer; asking again later is harmless
     */
    AccountSeen read(AccountRef account);

    /**
     * Reads all accounts of one instance: each name once, in the provider's order, with what {@link #read} would say of it. All
     * pages share one deadline and wait for their turns as any other read. Complete or not at all; but an account that is
     * made or deleted meanwhile may be missing, so whoever must know whether one is there reads it.
     *
     * @return empty if this provider cannot tell; then it never can, and nothing was called
     * @throws ProviderException.Refused if the instance is not there, or our key, permission or call is wrong
     * @throws ProviderException.Unavailable if there was no usable or no complete answer; asking again later is harmless
     */
    default Optional<Map<String, AccountSeen>> list(InstanceRef instance) {
        return Optional.empty();
    }

    /**
     * Sends exactly one request that asks for the target state.
     *
     * @param target {@link LockState#LOCKED} or {@link LockState#UNLOCKED}
     * @param passwordValidUntil sent only where present ; a provider whose
     *     {@linkplain AccountRules#acceptsPasswordValidUntil rules} do not accept it refuses it
     * @param by after it nothing is sent any more; checked right before the first byte leaves
     * @throws ProviderException.Refused if the provider refused, or the account is {@link AccountSeen#PROTECTED}; nothing
     *     happened
     * @throws ProviderException.Unavailable if nothing happened and the same call may succeed later; also if its time was over
     * @throws ProviderException.AnswerLost if the request was sent and its outcome is open
     * @throws IllegalArgumentException if the target is {@link LockState#UNKNOWN}
     */
    LockReceipt change(AccountRef account, LockState target, Optional<Instant> passwordValidUntil, SendBy by);
}
