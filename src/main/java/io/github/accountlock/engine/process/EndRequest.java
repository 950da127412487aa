package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.OUTCOME;

import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.request.Fact.Ended;
import io.github.accountlock.request.Fact.LockGone;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An end event with an outcome, attached by the plugin. An end that says otherwise than the facts does not commit. */
public final class EndRequest implements ExecutionListener {

    private static final Logger LOG = LoggerFactory.getLogger(EndRequest.class);

    private final Cases cases;
    private final Holders holders;
    private final Ledger ledger;
    private final Clock clock;
    private final Outcome outcome;

    public EndRequest(Cases cases, Holders holders, Ledger ledger, Clock clock, Outcome outcome) {
        this.cases = cases;
        this.holders = holders;
        this.ledger = ledger;
        this.clock = clock;
        this.outcome = outcome;
    }

    @Override
    public void notify(DelegateExecution execution) {
        String requestId = execution.getProcessInstanceId();
        RequestCase now = cases.of(execution);
        String reason = EndReason.of(outcome, now);
        Cases.covered(now, () -> ledger.join(requestId, new Ended(clock.instant(), outcome, reason)));
        OUTCOME.store(execution, outcome.name());
        if (now.request().target() == LockState.UNLOCKED) {
            release(requestId, now);
        }
        LOG.info("LOCK-004 {}: ended {} (request {})", execution.getProcessBusinessKey(), outcome, requestId);
    }

    /** Whoever held the account does not hold it any more. */
    private void release(String requestId, RequestCase now) {
        holders.of(now.request().account()).standing().forEach((held, facts) -> {
            if (ends(held, now)) {
                boolean removed = outcome != Outcome.ALREADY_UNLOCKED
                        && now.latestLook().filter(facts::isAnother).isEmpty();
                ledger.join(held, new LockGone(clock.instant(), removed, requestId));
                holders.wake(held);
            }
        });
    }

    private boolean ends(String held, RequestCase now) {
        return switch (outcome) {
            case UNLOCKED -> true;
            case RELEASED -> held.equals(now.request().hold());
            // Nobody was kept from locking it meanwhile, so only what stood before the look is gone.
            case ALREADY_UNLOCKED -> now.latestLook().orElseThrow().holding().contains(held);
            default -> false;
        };
    }
}
