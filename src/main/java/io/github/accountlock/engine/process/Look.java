package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.LOOKS;
import static io.github.accountlock.engine.process.AccountLockProcess.LOOKS_LEFT;
import static io.github.accountlock.engine.process.AccountLockProcess.VERIFY_WAIT;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Verification;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.ProviderException.Unavailable;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.camunda.bpm.engine.delegate.DelegateExecution;

/**
 * One look of a bounded series: does the account show the state we asked for? Only a look that shows it confirms; a look
 * that shows something else contradicts only when it is the last one, because clouds need time.
 */
public final class Look {

    private final AccountLocking locking;
    private final Ledger ledger;
    private final Clock clock;
    private final Function<String, List<String>> waitsByProvider;

    public Look(AccountLocking locking, Ledger ledger, Clock clock, Function<String, List<String>> waitsByProvider) {
        this.locking = locking;
        this.ledger = ledger;
        this.clock = clock;
        this.waitsByProvider = waitsByProvider;
    }

    /** What was seen, and what it says about the wanted state. */
    record Result(Verification verification, Optional<AccountSeen> seen) {}

    Result at(DelegateExecution execution, AccountRef account, LockState wanted) {
        List<String> waits = waitsByProvider.apply(account.provider().value());
        int look = LOOKS.find(execution).orElse(0);
        boolean last = look >= waits.size();
        LOOKS.set(execution, look + 1);
        LOOKS_LEFT.set(execution, !last);
        VERIFY_WAIT.set(execution, last ? "PT0S" : waits.get(look));

        Optional<AccountSeen> seen = Optional.empty();
        String observed;
        try {
            seen = Optional.of(locking.read(account));
            observed = seen.get().state().name();
        } catch (Refused refused) {
            if (refused.reason() != Reason.NOT_FOUND) {
                throw refused;
            }
            observed = "not found";
        } catch (Unavailable unavailable) {
            if (unavailable.isThrottled()) {
                throw unavailable;
            }
            observed = "no answer: " + unavailable.getMessage();
        }
        Verification verification = judge(seen, observed, wanted, last);
        ledger.join(LedgerEvent.now(
                execution.getProcessInstanceId(),
                clock.instant(),
                LedgerEvent.Kind.VERIFIED,
                LedgerEvent.SYSTEM,
                Evidence.WANTED,
                wanted.name(),
                "observed",
                observed,
                Evidence.VERIFICATION,
                verification.label()));
        return new Result(verification, seen);
    }

    private static Verification judge(Optional<AccountSeen> seen, String observed, LockState wanted, boolean last) {
        if (seen.isPresent() && seen.get().state() == wanted) {
            return new Verification.Confirmed();
        }
        boolean clear =
                observed.equals("not found") || seen.isPresent() && seen.get().state() != LockState.UNKNOWN;
        return clear && last ? new Verification.Contradicted(observed) : new Verification.CannotTell(observed);
    }
}
