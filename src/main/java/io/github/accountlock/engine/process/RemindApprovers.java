package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.APPROVAL_REMINDER_AT;
import static io.github.accountlock.engine.process.AccountLockProcess.APPROVE;

import io.github.accountlock.notify.Occasion;
import io.github.accountlock.notify.Outbox;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.jobexecutor.TimerDeclarationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.task.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Glue for {@code Task_RemindApprovers}: moves the open approval up in every list. Where the policy names a fallback, the same
 * timer is set once more, and then the fallback's members are asked too. Who has to review a lock that is in place is reminded
 * daily, until it is gone.
 */
public final class RemindApprovers implements JavaDelegate {

    private static final Logger LOG = LoggerFactory.getLogger(RemindApprovers.class);
    static final Duration DAILY = Duration.ofDays(1);
    private static final Duration AFTER_THE_END = Duration.ofHours(1);
    private static final String TIMER = "BoundaryEvent_ReminderDue";

    private final Cases cases;
    private final Clock clock;
    private final Optional<Outbox> outbox;

    /** @param outbox by which the approvers are told; empty if nobody is told anything */
    public RemindApprovers(Cases cases, Clock clock, Optional<Outbox> outbox) {
        this.cases = cases;
        this.clock = clock;
        this.outbox = outbox;
    }

    @Override
    public void execute(DelegateExecution execution) {
        RequestCase now = cases.of(execution);
        PolicyDecided policy = now.policy().orElseThrow();
        boolean escalated = policy.groups(clock.instant()).contains(policy.fallback());
        boolean again = !now.released() && (now.isReviewed() || policy.escalates() && !escalated);
        Instant next = policy.escalates() && !escalated
                ? policy.escalatesAt()
                : clock.instant().plus(DAILY);
        // Where a further approval begins, its timer is made with the same variable: nobody is told twice.
        APPROVAL_REMINDER_AT.tell(
                execution, Date.from(again ? next : policy.due().plus(AFTER_THE_END)));
        TaskService tasks = execution.getProcessEngineServices().getTaskService();
        for (Task task : tasks.createTaskQuery()
                .processInstanceId(execution.getProcessInstanceId())
                .taskDefinitionKeyIn(APPROVE, AccountUnlockProcess.APPROVE)
                .list()) {
            raise(tasks, task, escalated ? Priority.ESCALATED : Priority.REMINDED);
            if (escalated) {
                ask(tasks, task, policy.fallback());
            }
            if (again) {
                setTimer(task.getExecutionId());
            }
        }
        Occasion occasion = escalated ? Occasion.ESCALATED : Occasion.REMINDER;
        outbox.filter(any -> !now.released())
                .ifPresent(told -> told.add(execution.getProcessInstanceId(), occasion, ""));
        LOG.info(
                "LOCK-014 {}: approval by {} is still open{} (request {})",
                execution.getProcessBusinessKey(),
                policy.group(),
                escalated ? ", now " + policy.fallback() + " may decide too" : "",
                execution.getProcessInstanceId());
    }

    private static void raise(TaskService tasks, Task task, int priority) {
        if (task.getPriority() < priority) {
            tasks.setPriority(task.getId(), priority);
        }
    }

    /** A further approval that begins after the escalation is asked of both groups already. */
    private static void ask(TaskService tasks, Task task, String group) {
        if (tasks.getIdentityLinksForTask(task.getId()).stream().noneMatch(link -> group.equals(link.getGroupId()))) {
            tasks.addCandidateGroup(task.getId(), group);
        }
    }

    private static void setTimer(String executionId) {
        ExecutionEntity approval =
                Context.getCommandContext().getExecutionManager().findExecutionById(executionId);
        TimerDeclarationImpl.getDeclarationsForScope(approval.getActivity())
                .get(TIMER)
                .createTimer(approval);
    }
}
