package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.ALARM;
import static io.github.accountlock.engine.process.AccountLockProcess.NEXT;
import static io.github.accountlock.engine.process.AccountLockProcess.ON_FAILURE;
import static io.github.accountlock.engine.process.AccountLockProcess.VERIFICATION;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.request.RequestCase;
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
        if (now.released()) {
            gone(execution);
            return;
        }
        LockRequest request = now.request();
        Look.Result result = look.at(execution, now, LockState.LOCKED);
        if (result.then().released()) {
            gone(execution); // while we looked
            return;
        }
        cases.tell(result.then(), execution); // a lock for some time has its end now
        VERIFICATION.tell(execution, result.verification().label());
        if (result.then().stuck()) { // where a lock was proven before, that it is open now is no failed lock
            ON_FAILURE.tell(execution, result.undone() ? "undo" : "hold");
        }
        NEXT.tell(execution, result.then().underReview() ? "review" : "done");
        ALARM.tell(execution, Cases.alarm(result.then()));
        LOG.info(
                "LOCK-011 {}: lock {} (request {})",
                request.account(),
                result.verification().label(),
                execution.getProcessInstanceId());
        ShownFacts.validUntilChange(result.then())
                .ifPresent(change -> LOG.warn("LOCK-022 {}: {}", request.account(), change));
    }

    /** There is nothing left to look for; the undo says so. */
    private static void gone(DelegateExecution execution) {
        VERIFICATION.tell(execution, "contradicted");
        ON_FAILURE.tell(execution, "undo");
    }
}
