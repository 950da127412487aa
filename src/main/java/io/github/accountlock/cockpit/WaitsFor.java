package io.github.accountlock.cockpit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.runtime.Incident;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.FlowElement;

/**
 * One thing that a request waits for which has not ended. Times are ISO 8601 UTC or empty. Reads without regard to
 * permissions: ask before.
 *
 * @param kind {@code task}, {@code incident}, {@code job}, {@code suspension}, or of a list {@code accounts}
 * @param step the step's name in the model; empty for a suspension and for accounts
 * @param who the people or groups that are asked, or empty
 * @param since since when
 * @param due a task: until when; a job: when the engine does it
 * @param detail what went wrong, or empty
 */
record WaitsFor(String kind, String step, String who, String since, String due, String detail) {

    /** Where a list looks from time to time what has become of its accounts. */
    private static final String ITS_ACCOUNTS = "IntermediateEvent_NextAccounts";

    /** No step is due in the year in which what has no end would end. */
    private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    static List<WaitsFor> of(ProcessEngine engine, String requestId) {
        List<WaitsFor> all = new ArrayList<>();
        long suspended = engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceId(requestId)
                .suspended()
                .count();
        if (suspended > 0) {
            all.add(new WaitsFor(
                    "suspension", "", "", "", "", "Somebody has suspended it: nothing goes on until it is activated."));
        }
        for (Incident incident : engine.getRuntimeService()
                .createIncidentQuery()
                .processInstanceId(requestId)
                .list()) {
            String step = Objects.requireNonNullElse(incident.getFailedActivityId(), text(incident.getActivityId()));
            all.add(new WaitsFor(
                    "incident",
                    name(engine, incident.getProcessDefinitionId(), step),
                    "",
                    time(incident.getIncidentTimestamp()),
                    "",
                    text(incident.getIncidentMessage())));
        }
        for (Task task : engine.getTaskService()
                .createTaskQuery()
                .processInstanceId(requestId)
                .list()) {
            all.add(new WaitsFor(
                    "task",
                    task.getName(),
                    who(engine, task),
                    time(task.getCreateTime()),
                    time(task.getDueDate()),
                    ""));
        }
        for (Job job : engine.getManagementService()
                .createJobQuery()
                .processInstanceId(requestId)
                .withRetriesLeft()
                .active()
                .list()) {
            if (comes(job)) {
                all.add(job(engine, job));
            }
        }
        return all;
    }

    private static boolean comes(Job job) {
        return job.getDuedate() == null || job.getDuedate().toInstant().isBefore(NEVER);
    }

    private static WaitsFor job(ProcessEngine engine, Job job) {
        String step = engine.getManagementService()
                .createJobDefinitionQuery()
                .jobDefinitionId(job.getJobDefinitionId())
                .singleResult()
                .getActivityId();
        String failed = text(job.getExceptionMessage());
        if (step.equals(ITS_ACCOUNTS) && failed.isEmpty()) {
            return new WaitsFor("accounts", "", "", "", "", "");
        }
        return new WaitsFor(
                "job",
                name(engine, job.getProcessDefinitionId(), step),
                "",
                time(job.getCreateTime()),
                time(job.getDuedate()),
                failed.isEmpty() ? "" : failed + " (" + job.getRetries() + " more attempts)");
    }

    private static String who(ProcessEngine engine, Task task) {
        if (task.getAssignee() != null) {
            return task.getAssignee();
        }
        return engine.getTaskService().getIdentityLinksForTask(task.getId()).stream()
                .flatMap(WaitsFor::asked)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static Stream<String> asked(IdentityLink link) {
        return Stream.of(link.getUserId() == null ? "group " + link.getGroupId() : link.getUserId());
    }

    private static String name(ProcessEngine engine, String definition, String step) {
        BpmnModelInstance model = engine.getRepositoryService().getBpmnModelInstance(definition);
        return model.getModelElementById(step) instanceof FlowElement element && element.getName() != null
                ? element.getName()
                : step;
    }

    private static String time(Date date) {
        return date == null ? "" : date.toInstant().toString();
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }
}
