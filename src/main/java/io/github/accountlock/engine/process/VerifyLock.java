package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.VALID_UNTIL_BEFORE;
import static io.github.accountlock.engine.process.AccountLockProcess.VALID_UNTIL_CHANGE;
import static io.github.accountlock.engine.process.AccountLockProcess.VERIFICATION;

import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Verification;
import java.time.Instant;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Glue for {@code Task_VerifyLock}: the only place that says "locked". */
public final class VerifyLock implements JavaDelegate {

    private static final Logger LOG = LoggerFactory.getLogger(VerifyLock.class);

    private final Requests requests;
    private final Look look;

    public VerifyLock(Requests requests, Look look) {
        this.requests = requests;
        this.look = look;
    }

    @Override
    public void execute(DelegateExecution execution) {
        LockRequest request = requests.evidence(execution).request();
        Look.Result result = look.at(execution, request.account(), LockState.LOCKED);
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
        result.seen().ifPresent(seen -> showValidUntilChange(execution, request, seen));
    }

    /** The cloud may change how long the password is valid when it locks; whatever changed unasked is shown. */
    private void showValidUntilChange(DelegateExecution execution, LockRequest request, AccountSeen seen) {
        String before = VALID_UNTIL_BEFORE.get(execution);
        String after = seen.validUntil().map(Instant::toString).orElse("");
        String wanted = request.passwordValidUntil().map(Instant::toString).orElse(before);
        if (!after.equals(wanted)) {
            VALID_UNTIL_CHANGE.set(execution, "password valid until: before \"" + before + "\", now \"" + after + "\"");
            LOG.warn("LOCK-022 {}: {}", request.account(), VALID_UNTIL_CHANGE.get(execution));
        }
    }
}
