package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.LOOKS_LEFT;
import static io.github.accountlock.engine.process.AccountLockProcess.VERIFY_WAIT;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Verification;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Fact.SettleAsked;
import io.github.accountlock.request.Purpose;
import io.github.accountlock.request.RequestCase;
import io.github.accountlock.request.Sight;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look of a bounded series at what became of our calls. Only a look by which the case proves the wanted state
 * confirms; one that shows something else contradicts only when it is the last, because clouds need time. A series that
 * ends without proof asks an operator, unless the approved request wants the undo.
 */
public final class Look {

    private static final Logger LOG = LoggerFactory.getLogger(Look.class);

    private final AccountLocking locking;
    private final Ledger ledger;
    private final Clock clock;
    private final Function<AccountRef, List<Duration>> waitsOf;

    public Look(AccountLocking locking, Ledger ledger, Clock clock, Function<AccountRef, List<Duration>> waits) {
        this.locking = locking;
        this.ledger = ledger;
        this.clock = clock;
        this.waitsOf = waits;
    }

    /**
     * What was seen, what it says, and what the facts mean now.
     *
     * @param undone whether the request itself says that our lock is removed now; else an operator is asked where it is stuck
     */
    record Result(Verification verification, Looked look, RequestCase then, boolean undone) {}

    Result at(DelegateExecution execution, RequestCase now, LockState wanted) {
        String requestId = execution.getProcessInstanceId();
        List<Duration> waits = waitsOf.apply(now.request().account());
        int number = now.looksAfter();
        boolean last = number >= waits.size();
        LOOKS_LEFT.tell(execution, !last);
        VERIFY_WAIT.tell(execution, last ? "PT0S" : waits.get(number).toString());

        Looked look = locking.look(now.request().account(), Purpose.AFTER, last);
        RequestCase then = Cases.covered(now, () -> SecondLook.join(ledger, requestId, now, look));
        Verification verification = judge(look, then, wanted);
        boolean undone = verification instanceof Verification.Contradicted
                && then.undo().isEmpty()
                && then.undoCause(clock.instant()).isPresent();
        if (then.stuck() && !undone && !then.settleAsked()) {
            String why = (wanted == LockState.LOCKED ? "The lock" : "The unlock")
                    + " is not proven; the last look said: " + words(look) + "."
                    + then.doubt().map(doubt -> " " + doubt).orElse("");
            Cases.covered(then, () -> ledger.join(requestId, new SettleAsked(clock.instant(), why)));
            LOG.error(
                    "LOCK-089 {}: {} An operator is wanted, in the settle task of the request (request {})",
                    now.request().account(),
                    why,
                    requestId);
        }
        return new Result(verification, look, then, undone);
    }

    private static Verification judge(Looked look, RequestCase then, LockState wanted) {
        boolean proven =
                wanted == LockState.LOCKED || then.request().target() == wanted ? then.proven() : then.undoProven();
        if (proven) {
            return new Verification.Confirmed();
        }
        boolean otherwise = look.saw().isClear() && !look.saw().is(wanted);
        return otherwise && look.last()
                ? new Verification.Contradicted(words(look))
                : new Verification.CannotTell(words(look));
    }

    private static String words(Looked look) {
        if (look.saw() == Sight.NO_ANSWER) {
            return "no answer: " + look.detail();
        }
        return look.saw() == Sight.NOT_FOUND ? "not found" : ShownFacts.state(look);
    }
}
