package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.OUTCOME;
import static io.github.accountlock.engine.process.AccountLockProcess.OUTCOME_REASON;
import static io.github.accountlock.engine.process.AccountLockProcess.PROBLEM;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.hold.Hold;
import io.github.accountlock.hold.Holds;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerEvent;
import java.time.Clock;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An end event with an outcome, attached by the plugin: says how the request ended and what becomes of its hold. */
public final class EndRequest implements ExecutionListener {

    private static final Logger LOG = LoggerFactory.getLogger(EndRequest.class);

    private final Requests requests;
    private final Holds holds;
    private final Ledger ledger;
    private final Clock clock;
    private final Outcome outcome;

    public EndRequest(Requests requests, Holds holds, Ledger ledger, Clock clock, Outcome outcome) {
        this.requests = requests;
        this.holds = holds;
        this.ledger = ledger;
        this.clock = clock;
        this.outcome = outcome;
    }

    @Override
    public void notify(DelegateExecution execution) {
        String requestId = execution.getProcessInstanceId();
        Evidence evidence = requests.evidence(execution);
        if (!EndRule.proves(evidence, outcome)) {
            throw new NotCovered(
                    evidence.request().account().path(), "the ledger does not prove the outcome " + outcome);
        }
        OUTCOME.set(execution, outcome.name());
        OUTCOME_REASON.set(execution, reason(execution, evidence.request().target()));
        settleHolds(evidence);
        ledger.join(LedgerEvent.now(
                requestId,
                clock.instant(),
                LedgerEvent.Kind.ENDED,
                LedgerEvent.SYSTEM,
                "outcome",
                outcome.name(),
                "reason",
                OUTCOME_REASON.get(execution)));
        LOG.info("LOCK-004 {}: ended {} (request {})", execution.getProcessBusinessKey(), outcome, requestId);
    }

    private void settleHolds(Evidence evidence) {
        if (evidence.request().target() == LockState.UNLOCKED) {
            holds.drop(evidence.requestId());
            if (outcome == Outcome.UNLOCKED || outcome == Outcome.ALREADY_UNLOCKED) {
                holds.standing(evidence.request().account().path())
                        .forEach(hold -> holds.end(hold.requestId(), Hold.State.RELEASED));
            }
            return;
        }
        switch (outcome) {
            case LOCKED -> holds.end(evidence.requestId(), Hold.State.HELD);
            case CLOSED_BY_OPERATOR -> holds.end(evidence.requestId(), Hold.State.KEPT);
            case UNLOCKED, UNDONE -> holds.end(evidence.requestId(), Hold.State.RELEASED);
            case ALREADY_LOCKED,
                    ALREADY_UNLOCKED,
                    REJECTED,
                    EXPIRED,
                    WITHDRAWN,
                    DENIED,
                    ACCOUNT_NOT_FOUND,
                    TARGET_CHANGED,
                    FAILED_UNCHANGED -> holds.drop(evidence.requestId());
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
