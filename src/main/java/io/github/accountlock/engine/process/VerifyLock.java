package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.VALID_UNTIL_BEFORE;
import static io.github.accountlock.engine.process.AccountLockProcess.VALID_UNTIL_CHANGE;
import static io.github.accountlock.engine.process.AccountLockProcess.VERIFICATION;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Verification;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.RequestCase;
import java.time.Instant;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Glue for {@code Task_VerifyLock}. */
public final class VerifyLock implements JavaDelegate {

    private static final Logger LOG = LoggerFactory.getLogger(VerifyLock.class);

    private final Cases cases;
    private final Look look;

    public VerifyLock(Cases cases, Look look) {
        this.cases = cases;
        this.look = look;
    }

    @Override
    public void execute(DelegateExecution execution) {
        RequestCase now = cases.of(execution);
        LockRequest request = now.request();
        Look.Result result = look.at(execution, now, LockState.LOCKED);
        VERIFICATION.set(execution, result.verification().label());
        LOG.info(
                "LOCK-011 {}: lock {} (request {})",
                request.account(),
                result.verification().label(),
                execution.getProcessInstanceId());
        if (result.verification() instanceof Verification.Contradicted contradicted) {
            Problem.note(execution, "A lock was asked for, but the cloud still says: " + contradicted.observed() + ".");
        } else if (result.verification() instanceof Verification.CannotTell cannotTell) {
            Problem.note(
                    execution,
                    "The lock is not proven yet; the last look at the cloud said: " + cannotTell.observed() + ".");
        }
        if (result.look().saw().isClear() && !result.look().type().isEmpty()) {
            showValidUntilChange(execution, request, result.look());
        }
    }

    /** The cloud may change how long the password is valid when it locks; whatever changed unasked is shown. */
    private void showValidUntilChange(DelegateExecution execution, LockRequest request, Looked seen) {
        String before = VALID_UNTIL_BEFORE.get(execution);
        String after = seen.validUntil();
        String wanted = request.passwordValidUntil().map(Instant::toString).orElse(before);
        if (!after.equals(wanted)) {
            VALID_UNTIL_CHANGE.set(execution, "password valid until: before \"" + before + "\", now \"" + after + "\"");
            LOG.warn("LOCK-022 {}: {}", request.account(), VALID_UNTIL_CHANGE.get(execution));
        }
    }
}
