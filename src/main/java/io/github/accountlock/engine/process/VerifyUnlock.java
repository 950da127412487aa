package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.UNDO_OUTCOME;
import static io.github.accountlock.engine.process.AccountLockProcess.UNLOCK_VERIFICATION;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Verification;
import java.time.Clock;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Glue for {@code Task_VerifyUnlock}: the only place that says "undone". */
public final class VerifyUnlock implements JavaDelegate {

    private static final Logger LOG = LoggerFactory.getLogger(VerifyUnlock.class);

    private final Requests requests;
    private final Look look;
    private final Clock clock;

    public VerifyUnlock(Requests requests, Look look, Clock clock) {
        this.requests = requests;
        this.look = look;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Evidence evidence = requests.evidence(execution);
        LockRequest request = evidence.request();
        Verification verification =
                look.at(execution, request.account(), LockState.UNLOCKED).verification();
        UNLOCK_VERIFICATION.set(execution, verification.label());
        LOG.info(
                "LOCK-013 {}: unlock {} (request {})",
                request.account(),
                verification.label(),
                execution.getProcessInstanceId());
        if (verification instanceof Verification.Confirmed) {
            UNDO_OUTCOME.set(execution, UndoCause.expired(evidence, clock.instant()) ? "expired" : "undone");
        } else {
            Problem.note(execution, "An unlock was asked for, but it is not proven: the cloud does not show it.");
        }
    }
}
