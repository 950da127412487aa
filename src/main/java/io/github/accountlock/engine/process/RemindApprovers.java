package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.APPROVE;

import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.RequestCase;
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

    public RemindApprovers(Cases cases) {
        this.cases = cases;
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
        LOG.info(
                "LOCK-014 {}: approval by {} is still open (request {})",
                execution.getProcessBusinessKey(),
                now.policy().map(PolicyDecided::group).orElse(""),
                execution.getProcessInstanceId());
    }
}
