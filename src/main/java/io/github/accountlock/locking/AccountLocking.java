package io.github.accountlock.locking;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockOutcome;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.ProviderException;
import io.github.accountlock.provider.ProviderException.AnswerLost;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.ProviderException.Unavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads and changes accounts. Each change is one journaled attempt: the intent is committed before the request is sent
 * and the answer after it, so that a crash between them shows. An attempt whose answer is missing is never repeated
 * before the account was read. Thread-safe.
 */
public final class AccountLocking {

    /** A call without an answer is repeated this often after a read said it had no effect; then verification decides. */
    private static final int MOST_LOST_ANSWERS = 2;

    private final Function<AccountRef, AccountLockProvider> providers;
    private final Ledger ledger;
    private final Clock clock;
    private final List<Duration> conflictWaits;

    /** @param conflictWaits how long to wait before each repetition when the provider says the account is busy */
    public AccountLocking(
            Function<AccountRef, AccountLockProvider> providers,
            Ledger ledger,
            Clock clock,
            List<Duration> conflictWaits) {
        this.providers = providers;
        this.ledger = ledger;
        this.clock = clock;
        this.conflictWaits = List.copyOf(conflictWaits);
    }

    /** @throws ProviderException if there was no usable answer */
    public AccountSeen read(AccountRef account) {
        return providers.apply(account).read(account);
    }

    /**
     * Brings the account to the target by at most one request.
     *
     * @return accepted without a request if an earlier attempt was answered already
     * @throws ProviderException.Unavailable if the same step should be run again later
     * @throws ProviderException.AnswerLost if the same step should be run again later; it reads first
     * @throws ProviderException.Refused if our key, permission or configuration is wrong; the account is not to blame
     */
    public LockOutcome change(
            String requestId, AccountRef account, LockState target, Optional<Instant> passwordValidUntil) {
        Attempts attempts = Attempts.of(ledger.of(requestId), target);
        if (attempts.accepted().isPresent()) {
            return new LockOutcome.Accepted(attempts.accepted().get());
        }
        if (attempts.open() > 0) {
            LockState now = read(account).state();
            if (now == target || attempts.open() >= MOST_LOST_ANSWERS) {
                return new LockOutcome.AnswerLost("a call had no answer; the account is now " + now);
            }
            if (now == LockState.UNKNOWN) {
                throw Unavailable.busy(account, "a call had no answer and the state cannot be read yet", null, null);
            }
        }
        return send(requestId, account, target, passwordValidUntil, attempts);
    }

    private LockOutcome send(
            String requestId,
            AccountRef account,
            LockState target,
            Optional<Instant> passwordValidUntil,
            Attempts attempts) {
        journal(requestId, LedgerEvent.Kind.CALL_INTENDED, account, target);
        try {
            var receipt = providers.apply(account).change(account, target, passwordValidUntil);
            journal(
                    requestId,
                    LedgerEvent.Kind.CALL_ANSWERED,
                    account,
                    target,
                    Attempts.ANSWER,
                    Attempts.ACCEPTED,
                    Attempts.PROVIDER_REQUEST_ID,
                    receipt.requestId());
            return new LockOutcome.Accepted(receipt);
        } catch (AnswerLost lost) {
            answered(requestId, account, target, Attempts.LOST, lost);
            if (attempts.open() + 1 >= MOST_LOST_ANSWERS) {
                return new LockOutcome.AnswerLost(lost.getMessage());
            }
            throw lost;
        } catch (Unavailable unavailable) {
            answered(requestId, account, target, Attempts.UNAVAILABLE, unavailable);
            throw unavailable;
        } catch (Refused refused) {
            answered(requestId, account, target, refused.reason().name(), refused);
            return afterRefusal(account, target, attempts, refused);
        }
    }

    private LockOutcome afterRefusal(AccountRef account, LockState target, Attempts attempts, Refused refused) {
        if (refused.reason() == Reason.CONFLICT) {
            if (read(account).state() == target) {
                return new LockOutcome.AnswerLost("refused as a conflict, but the account is " + target);
            }
            if (attempts.conflicts() < conflictWaits.size()) {
                throw Unavailable.throttled(
                        account,
                        "account or instance is busy: " + refused.getMessage(),
                        refused.code().orElse(null),
                        refused.requestId().orElse(null),
                        conflictWaits.get(attempts.conflicts()));
            }
        } else if (refused.reason() != Reason.NOT_FOUND) {
            throw refused;
        }
        return attempts.open() > 0
                ? new LockOutcome.AnswerLost(refused.getMessage())
                : new LockOutcome.Refused(refused.getMessage());
    }

    private void answered(
            String requestId, AccountRef account, LockState target, String answer, ProviderException detail) {
        journal(
                requestId,
                LedgerEvent.Kind.CALL_ANSWERED,
                account,
                target,
                Attempts.ANSWER,
                answer,
                Attempts.PROVIDER_REQUEST_ID,
                detail.requestId().orElse(null),
                "detail",
                detail.getMessage());
    }

    private void journal(
            String requestId, LedgerEvent.Kind kind, AccountRef account, LockState target, String... facts) {
        String[] all = new String[facts.length + 4];
        all[0] = "account";
        all[1] = account.path();
        all[2] = Attempts.TARGET;
        all[3] = target.name();
        System.arraycopy(facts, 0, all, 4, facts.length);
        ledger.commit(LedgerEvent.now(requestId, clock.instant(), kind, LedgerEvent.SYSTEM, all));
    }
}
