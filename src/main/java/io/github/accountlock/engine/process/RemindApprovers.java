package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.APPROVE;

import io.github.accountlock.notify.Occasion;
import io.github.accountlock.notify.Outbox;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.RequestCase;
import java.util.Optional;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.task.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Glue for {@code Task_RemindApprovers}: moves the open approval to the top of every list. */
public final class RemindApprovers implements JavaDelegate {

    private static final Logger LOG = LoggerFactory.getLogger(RemindApprovers.class);
    private static final int ABOVE_NORMAL = 80;

    private final Cases cases;
    private final Optional<Outbox> outbox;

    /** @param outbox by which the approvers are told; empty if nobody is told anything */
    public RemindApprovers(Cases cases, Optional<Outbox> outbox) {
        this.cases = cases;
        this.outbox = outbox;
    }

    @Override
    public void execute(DelegateExecution execution) {
        RequestCase now = cases.of(execution);
        TaskService tasks = execution.getProcessEngineServices().getTaskService();
        for (Task task : tasks.createTaskQuery()
                .processInstanceId(execution.getProcessInstanceId())
                .taskDefinitionKeyIn(APPROVE, AccountUnlockProcess.APPROVE)
                .list()) {
            tasks.setPriority(task.getId(), ABOVE_NORMAL);
        }
        outbox.ifPresent(told -> told.add(execution.getProcessInstanceId(), Occasion.REMINDER, ""));
        LOG.info(
                "LOCK-014 {}: approval by {} is still open (request {})",
                execution.getProcessBusinessKey(),
                now.policy().map(PolicyDecided::group).orElse(""),
                execution.getProcessInstanceId());
    }
}
