package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.OUTCOME;

import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.Providers;
import io.github.accountlock.request.Fact.Ended;
import io.github.accountlock.request.Fact.LockGone;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import java.time.Instant;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An end event with an outcome, attached by the plugin. An end that says otherwise than the facts does not commit; only a
 * model of an earlier release, which has no end for a hold that is released, ends so where it gives an undo up.
 */
public final class EndRequest implements ExecutionListener {

    private static final Logger LOG = LoggerFactory.getLogger(EndRequest.class);
    private static final String GIVEN_UP = "EndEvent_UndoGivenUp";

    private final Cases cases;
    private final Holders holders;
    private final Providers providers;
    private final Ledger ledger;
    private final Clock clock;
    private final Outcome outcome;

    public EndRequest(Cases cases, Holders holders, Providers providers, Ledger ledger, Clock clock, Outcome outcome) {
        this.cases = cases;
        this.holders = holders;
        this.providers = providers;
        this.ledger = ledger;
        this.clock = clock;
        this.outcome = outcome;
    }

    @Override
    public void notify(DelegateExecution execution) {
        String requestId = execution.getProcessInstanceId();
        RequestCase now = cases.of(execution);
        Instant at = clock.instant();
        Outcome ends = ends(execution, now);
        String reason = EndReason.of(
                ends,
                now,
                providers
                        .find(now.request().account().provider())
                        .map(AccountLockProvider::sessionsNotice)
                        .orElse(""),
                at);
        Cases.covered(now, () -> ledger.join(requestId, new Ended(at, ends, reason)));
        OUTCOME.store(execution, ends.name());
        if (now.request().target() == LockState.UNLOCKED) {
            release(requestId, now);
        }
        LOG.info("LOCK-004 {}: ended {} (request {})", execution.getProcessBusinessKey(), ends, requestId);
    }

    private Outcome ends(DelegateExecution execution, RequestCase now) {
        return now.outcome(clock.instant())
                .filter(proven -> proven == Outcome.RELEASED && GIVEN_UP.equals(execution.getCurrentActivityId()))
                .orElse(outcome);
    }

    /** Whoever held the account does not hold it any more. */
    private void release(String requestId, RequestCase now) {
        holders.of(now.request().account()).standing().forEach((held, facts) -> {
            if (ends(held, facts, now)) {
                boolean removed = outcome != Outcome.ALREADY_UNLOCKED
                        && now.latestLook().filter(facts::isAnother).isEmpty();
                ledger.join(held, new LockGone(clock.instant(), removed, requestId));
                holders.ended(held, facts);
            }
        });
    }

    private boolean ends(String held, RequestCase facts, RequestCase now) {
        return switch (outcome) {
            case UNLOCKED -> true;
            case RELEASED -> held.equals(now.request().hold());
            // Nobody was kept from locking it meanwhile, so only what stood before the look is gone.
            case ALREADY_UNLOCKED -> {
                Looked look = now.latestLook().orElseThrow();
                yield look.holding().contains(held) || facts.overBefore(look.asked());
            }
            default -> false;
        };
    }
}
