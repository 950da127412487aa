package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.APPROVAL;
import static io.github.accountlock.engine.process.AccountLockProcess.PROBLEM;
import static io.github.accountlock.engine.process.AccountLockProcess.WITHDRAW_REASON;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerEvent;
import java.time.Clock;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;

/** Completion of {@code Task_WithdrawRequest}, attached by the plugin: only the requester takes a request back. */
public final class WithdrawGuard implements TaskListener {

    private final Requests requests;
    private final People people;
    private final Ledger ledger;
    private final Clock clock;
    private final SentVariables sent;

    public WithdrawGuard(Requests requests, People people, Ledger ledger, Clock clock, SentVariables sent) {
        this.requests = requests;
        this.people = people;
        this.ledger = ledger;
        this.clock = clock;
        this.sent = sent;
    }

    @Override
    public void notify(DelegateTask task) {
        String requestId = task.getProcessInstanceId();
        LockRequest request = requests.evidence(task.getExecution()).request();
        if (people.current().filter(request.requester()::equals).isEmpty()) {
            throw new Refusal("Only the requester may withdraw a request; approvers reject it instead.");
        }
        sent.refuseOthers(task, WITHDRAW_REASON);
        String reason = GivenReason.of(task, WITHDRAW_REASON);
        APPROVAL.set(task, "withdrawn");
        PROBLEM.set(task, "Withdrawn by " + request.requester() + (reason.isEmpty() ? "." : ": " + reason));
        ledger.join(LedgerEvent.now(
                requestId, clock.instant(), LedgerEvent.Kind.WITHDRAWN, request.requester(), "reason", reason));
    }
}
