package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.OUTCOME;
import static io.github.accountlock.engine.process.AccountLockProcess.OUTCOME_REASON;
import static io.github.accountlock.engine.process.AccountLockProcess.PROBLEM;

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
        String reason = reason(execution, now.request().target());
        Cases.covered(now, () -> ledger.join(requestId, new Ended(clock.instant(), outcome, reason)));
        OUTCOME.set(execution, outcome.name());
        OUTCOME_REASON.set(execution, reason);
        if (now.request().target() == LockState.UNLOCKED) {
            release(requestId, now);
        }
        LOG.info("LOCK-004 {}: ended {} (request {})", execution.getProcessBusinessKey(), outcome, requestId);
    }

    /** Whoever held the account does not hold it any more. */
    private void release(String requestId, RequestCase now) {
        if (outcome == Outcome.UNLOCKED || outcome == Outcome.ALREADY_UNLOCKED) {
            holders.standing(now.request().account()).forEach((held, facts) -> {
                boolean removed = outcome == Outcome.UNLOCKED
                        && now.latestLook().filter(facts::isAnother).isEmpty();
                ledger.join(held, new LockGone(clock.instant(), removed, requestId));
            });
        }
    }

    private String reason(DelegateExecution execution, LockState target) {
        String noted = PROBLEM.find(execution).orElse("");
        return switch (outcome) {
            case LOCKED -> "The cloud, asked after our lock call, said that the account is locked.";
            case UNLOCKED ->
                (target == LockState.LOCKED ? "The lock's time was over" : "The lock was removed as asked")
                        + "; the cloud said that the account is unlocked.";
            case UNDONE -> "The lock was undone; the cloud said that the account is unlocked.";
            case ALREADY_LOCKED ->
                noted.isEmpty() ? "The account was locked before this request; nothing was called." : noted;
            case ALREADY_UNLOCKED -> "The account was unlocked already; nothing was called.";
            case DENIED ->
                noted.isEmpty() ? "No rule of the approval policy allows this request; nothing was called." : noted;
            case EXPIRED -> noted.isEmpty() ? "Nobody decided in time; nothing was called." : noted;
            case REJECTED, WITHDRAWN, ACCOUNT_NOT_FOUND, TARGET_CHANGED, FAILED_UNCHANGED, CLOSED_BY_OPERATOR -> noted;
        };
    }
}
