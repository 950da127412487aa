package io.github.accountlock.cockpit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricDecisionInstance;
import org.camunda.bpm.engine.history.HistoricDetail;
import org.camunda.bpm.engine.history.HistoricIdentityLinkLog;
import org.camunda.bpm.engine.history.HistoricIncident;
import org.camunda.bpm.engine.history.HistoricJobLog;
import org.camunda.bpm.engine.history.HistoricTaskInstance;
import org.camunda.bpm.engine.history.HistoricVariableUpdate;
import org.camunda.bpm.engine.history.UserOperationLogEntry;

/** The engine's history of one instance as lines of the timeline. Reads without regard to permissions: ask before. */
final class EngineTrail {

    /** Operations with which somebody works around the process. */
    private static final Set<String> DANGEROUS = Set.of(
            UserOperationLogEntry.OPERATION_TYPE_MODIFY_PROCESS_INSTANCE,
            UserOperationLogEntry.OPERATION_TYPE_MODIFY_VARIABLE,
            UserOperationLogEntry.OPERATION_TYPE_SET_VARIABLE,
            UserOperationLogEntry.OPERATION_TYPE_SET_VARIABLES,
            UserOperationLogEntry.OPERATION_TYPE_REMOVE_VARIABLE,
            UserOperationLogEntry.OPERATION_TYPE_DELETE,
            UserOperationLogEntry.OPERATION_TYPE_DELETE_HISTORY,
            UserOperationLogEntry.OPERATION_TYPE_SET_JOB_RETRIES,
            UserOperationLogEntry.OPERATION_TYPE_SET_DUEDATE,
            UserOperationLogEntry.OPERATION_TYPE_EXECUTE,
            UserOperationLogEntry.OPERATION_TYPE_MIGRATE,
            UserOperationLogEntry.OPERATION_TYPE_SUSPEND,
            UserOperationLogEntry.OPERATION_TYPE_ACTIVATE,
            UserOperationLogEntry.OPERATION_TYPE_SUSPEND_JOB,
            UserOperationLogEntry.OPERATION_TYPE_SET_REMOVAL_TIME,
            UserOperationLogEntry.OPERATION_TYPE_DELEGATE,
            UserOperationLogEntry.OPERATION_TYPE_ASSIGN);

    private final HistoryService history;
    private final String requestId;
    private final List<TimelineRow> rows = new ArrayList<>();
    private final Map<String, String> userByOperation = new HashMap<>();
    private final Set<String> dangerous = new HashSet<>();

    EngineTrail(ProcessEngine engine, String requestId) {
        this.history = engine.getHistoryService();
        this.requestId = requestId;
    }

    List<TimelineRow> rows() {
        operations();
        activities();
        tasks();
        decisions();
        variables();
        jobs();
        incidents();
        return rows;
    }

    static boolean isDangerous(String operation) {
        return DANGEROUS.contains(operation);
    }

    /** "Set variable" of an entry that says {@code SetVariable} and {@code Variable}. */
    static String words(UserOperationLogEntry entry) {
        String operation = spaced(entry.getOperationType());
        String entity = spaced(text(entry.getEntityType())).toLowerCase(Locale.ROOT);
        return operation.toLowerCase(Locale.ROOT).contains(entity) ? operation : operation + " " + entity;
    }

    private static String spaced(String camelCase) {
        String lower = camelCase.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        return lower.isEmpty() ? "" : Character.toUpperCase(lower.charAt(0)) + lower.substring(1);
    }

    private void activities() {
        for (HistoricActivityInstance step : history.createHistoricActivityInstanceQuery()
                .processInstanceId(requestId)
                .list()) {
            String name = step.getActivityName() == null ? step.getActivityId() : step.getActivityName();
            String state = step.isCanceled() ? "interrupted" : step.getEndTime() == null ? "stands here" : "";
            add(
                    step.getStartTime(),
                    "activity",
                    name,
                    step.getAssignee(),
                    state,
                    false,
                    step.getDurationInMillis(),
                    "element",
                    step.getActivityId(),
                    "type",
                    step.getActivityType());
        }
    }

    private void tasks() {
        Map<String, String> names = new HashMap<>();
        for (HistoricTaskInstance task : history.createHistoricTaskInstanceQuery()
                .processInstanceId(requestId)
                .list()) {
            names.put(task.getId(), task.getName());
            add(
                    task.getStartTime(),
                    "task",
                    "Task " + task.getName(),
                    task.getAssignee(),
                    task.getEndTime() == null ? "open" : task.getDeleteReason(),
                    false,
                    task.getDurationInMillis(),
                    "task",
                    task.getId(),
                    "due",
                    time(task.getDueDate()));
        }
        for (Map.Entry<String, String> task : names.entrySet()) {
            for (HistoricIdentityLinkLog link : history.createHistoricIdentityLinkLogQuery()
                    .taskId(task.getKey())
                    .list()) {
                String whom = link.getUserId() == null ? "group " + link.getGroupId() : link.getUserId();
                String verb = link.getOperationType().equals("add") ? " added: " : " removed: ";
                add(
                        link.getTime(),
                        "task",
                        "Task " + task.getValue() + ": " + link.getType() + verb + whom,
                        link.getAssignerId(),
                        "",
                        false,
                        null);
            }
        }
    }

    private void decisions() {
        for (HistoricDecisionInstance decision : history.createHistoricDecisionInstanceQuery()
                .processInstanceId(requestId)
                .includeInputs()
                .includeOutputs()
                .list()) {
            Map<String, String> facts = new TreeMap<>();
            decision.getInputs().forEach(in -> facts.put("input " + in.getClauseName(), String.valueOf(in.getValue())));
            decision.getOutputs().forEach(out -> {
                facts.put("output " + out.getVariableName(), String.valueOf(out.getValue()));
                facts.put("matching rule", out.getRuleId());
            });
            String answer = decision.getOutputs().isEmpty() ? "no rule matched" : "";
            rows.add(TimelineRow.engine(
                    decision.getEvaluationTime().toInstant(),
                    "decision",
                    "Decision " + decision.getDecisionDefinitionName(),
                    text(decision.getUserId()),
                    answer,
                    false,
                    facts));
        }
    }

    private void variables() {
        Map<String, String> last = new HashMap<>();
        for (HistoricDetail detail : history.createHistoricDetailQuery()
                .processInstanceId(requestId)
                .variableUpdates()
                .disableBinaryFetching()
                .disableCustomObjectDeserialization()
                .orderPartiallyByOccurrence()
                .asc()
                .list()) {
            HistoricVariableUpdate update = (HistoricVariableUpdate) detail;
            String value = update.getValue() == null ? "" : String.valueOf(update.getValue());
            String before = last.put(update.getVariableInstanceId(), value);
            if (value.equals(before)) {
                continue;
            }
            add(
                    update.getTime(),
                    "variable",
                    "Variable " + update.getVariableName() + (before == null ? " set" : " changed"),
                    userByOperation.get(text(update.getUserOperationId())),
                    before == null ? value : "“" + before + "” → “" + value + "”",
                    dangerous.contains(text(update.getUserOperationId())),
                    null,
                    "value",
                    value,
                    "value before",
                    text(before));
        }
    }

    /** What people did in the engine; the properties of one operation make one line. */
    private void operations() {
        Map<String, List<UserOperationLogEntry>> byId = new HashMap<>();
        for (UserOperationLogEntry entry : history.createUserOperationLogQuery()
                .processInstanceId(requestId)
                .list()) {
            userByOperation.put(entry.getOperationId(), entry.getUserId());
            if (isDangerous(entry.getOperationType())) {
                dangerous.add(entry.getOperationId());
            }
            byId.computeIfAbsent(entry.getOperationId(), any -> new ArrayList<>())
                    .add(entry);
        }
        byId.values().forEach(entries -> {
            UserOperationLogEntry first = entries.get(0);
            Map<String, String> facts = new TreeMap<>();
            for (UserOperationLogEntry entry : entries) {
                if (entry.getProperty() != null) {
                    facts.put(text(entry.getProperty()), text(entry.getOrgValue()) + " → " + text(entry.getNewValue()));
                }
            }
            rows.add(TimelineRow.engine(
                    first.getTimestamp().toInstant(),
                    "operation",
                    words(first),
                    text(first.getUserId()),
                    text(first.getAnnotation()),
                    dangerous.contains(first.getOperationId()),
                    facts));
        });
    }

    private void jobs() {
        for (HistoricJobLog job :
                history.createHistoricJobLogQuery().processInstanceId(requestId).list()) {
            String state = job.isFailureLog()
                    ? "failed"
                    : job.isSuccessLog() ? "done" : job.isDeletionLog() ? "removed" : "made";
            add(
                    job.getTimestamp(),
                    "job",
                    "Job " + state + ": " + Objects.requireNonNullElse(job.getFailedActivityId(), job.getActivityId()),
                    "",
                    job.getJobExceptionMessage(),
                    false,
                    null,
                    "node",
                    job.getHostname(),
                    "retries",
                    String.valueOf(job.getJobRetries()),
                    "job",
                    job.getJobId());
        }
    }

    private void incidents() {
        for (HistoricIncident incident : history.createHistoricIncidentQuery()
                .processInstanceId(requestId)
                .list()) {
            add(
                    incident.getCreateTime(),
                    "incident",
                    "Incident at "
                            + Objects.requireNonNullElse(incident.getFailedActivityId(), incident.getActivityId()),
                    "",
                    incident.getIncidentMessage(),
                    false,
                    incident.getEndTime() == null
                            ? null
                            : incident.getEndTime().getTime()
                                    - incident.getCreateTime().getTime(),
                    "state",
                    incident.isOpen() ? "open" : incident.isResolved() ? "resolved" : "deleted",
                    "annotation",
                    incident.getAnnotation());
        }
    }

    private void add(
            Date at,
            String kind,
            String title,
            String who,
            String detail,
            boolean danger,
            Long millis,
            String... namesAndTexts) {
        Map<String, String> facts = new TreeMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            if (namesAndTexts[i + 1] != null && !namesAndTexts[i + 1].isEmpty()) {
                facts.put(namesAndTexts[i], namesAndTexts[i + 1]);
            }
        }
        Instant moment = at.toInstant();
        rows.add(TimelineRow.engine(moment, kind, title, text(who), text(detail), danger, facts)
                .lasting(millis));
    }

    private static String time(Date date) {
        return date == null ? "" : date.toInstant().toString();
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }
}
