package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.UNDO_OUTCOME;
import static io.github.accountlock.engine.process.AccountLockProcess.UNLOCK_VERIFICATION;

import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Verification;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Glue for {@code Task_VerifyUnlock}, of an undo and of a request to unlock. */
public final class VerifyUnlock implements JavaDelegate {

    private static final Logger LOG = LoggerFactory.getLogger(VerifyUnlock.class);

    private final Cases cases;
    private final Look look;
    private final Clock clock;

    public VerifyUnlock(Cases cases, Look look, Clock clock) {
        this.cases = cases;
        this.look = look;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        RequestCase now = cases.of(execution);
        if (now.request().target() == LockState.LOCKED && now.released()) {
            UNLOCK_VERIFICATION.tell(execution, "confirmed"); // a model of an earlier release has no way past this step
            UNDO_OUTCOME.tell(execution, "released");
            return;
        }
        Look.Result result = look.at(execution, now, LockState.UNLOCKED);
        UNLOCK_VERIFICATION.tell(execution, result.verification().label());
        LOG.info(
                "LOCK-013 {}: unlock {} (request {})",
                now.request().account(),
                result.verification().label(),
                execution.getProcessInstanceId());
        if (result.verification() instanceof Verification.Confirmed) {
            boolean inTime = result.then()
                    .outcome(clock.instant())
                    .filter(Outcome.UNLOCKED::equals)
                    .isPresent();
            UNDO_OUTCOME.tell(execution, inTime ? "expired" : "undone");
        }
    }
}
