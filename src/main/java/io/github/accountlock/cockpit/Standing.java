package io.github.accountlock.cockpit;

import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.engine.process.AccountUnlockProcess;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstanceQuery;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.task.TaskQuery;

/** Where requests that have not ended stand, in words. Reads without regard to permissions: ask before. */
final class Standing {

    static final String[] KEYS = {AccountLockProcess.KEY, AccountUnlockProcess.KEY};

    private static final String[] APPROVALS = {AccountLockProcess.APPROVE, AccountUnlockProcess.APPROVE};
    private static final String[] SETTLING = {
        AccountLockProcess.SETTLE_LOCK, AccountLockProcess.SETTLE_UNDO, AccountUnlockProcess.SETTLE
    };

    /** Whether it is a task in which somebody decides about an account. */
    static boolean isDecision(String taskDefinitionKey) {
        return List.of(APPROVALS).contains(taskDefinitionKey)
                || List.of(SETTLING).contains(taskDefinitionKey);
    }

    private final ProcessEngine engine;

    Standing(ProcessEngine engine) {
        this.engine = engine;
    }

    /** Waiting for approval, or for a person: how many, and which one waits longest. */
    record Waiting(long count, String oldestRequest, String since) {}

    Map<String, String> of(Set<String> requestIds) {
        Map<String, String> words = new HashMap<>();
        if (requestIds.isEmpty()) {
            return words;
        }
        requestIds.forEach(id -> words.put(id, "Not in the engine any more"));
        for (HistoricProcessInstance instance :
                history().processInstanceIds(requestIds).list()) {
            words.put(
                    instance.getId(),
                    instance.getState().equals(HistoricProcessInstance.STATE_SUSPENDED) ? "Suspended" : "At work");
        }
        tasks(APPROVALS, requestIds).forEach(task -> words.put(task.getProcessInstanceId(), "Waiting for approval"));
        tasks(SETTLING, requestIds)
                .forEach(task -> words.put(task.getProcessInstanceId(), "Needs an operator: " + task.getName()));
        history()
                .processInstanceIds(requestIds)
                .incidentStatus("open")
                .list()
                .forEach(stuck -> words.put(stuck.getId(), "Needs an operator: incident"));
        return words;
    }

    Waiting forApproval() {
        return waiting(tasks(APPROVALS));
    }

    Waiting forOperators() {
        Waiting tasks = waiting(tasks(SETTLING));
        List<HistoricProcessInstance> stuck = history()
                .processDefinitionKeyIn(KEYS)
                .incidentStatus("open")
                .orderByProcessInstanceStartTime()
                .asc()
                .list();
        if (stuck.isEmpty()) {
            return tasks;
        }
        HistoricProcessInstance oldest = stuck.get(0);
        String since = oldest.getStartTime().toInstant().toString();
        boolean taskIsOlder = !tasks.since().isEmpty() && tasks.since().compareTo(since) < 0;
        return new Waiting(
                tasks.count() + stuck.size(),
                taskIsOlder ? tasks.oldestRequest() : oldest.getId(),
                taskIsOlder ? tasks.since() : since);
    }

    private static Waiting waiting(TaskQuery tasks) {
        Set<String> requests = new HashSet<>();
        List<Task> open = tasks.orderByTaskCreateTime().asc().list();
        open.forEach(task -> requests.add(task.getProcessInstanceId()));
        return open.isEmpty()
                ? new Waiting(0, "", "")
                : new Waiting(
                        requests.size(),
                        open.get(0).getProcessInstanceId(),
                        open.get(0).getCreateTime().toInstant().toString());
    }

    private TaskQuery tasks(String... definitions) {
        return engine.getTaskService()
                .createTaskQuery()
                .processDefinitionKeyIn(KEYS)
                .taskDefinitionKeyIn(definitions);
    }

    private List<Task> tasks(String[] definitions, Set<String> requestIds) {
        return tasks(definitions).processInstanceIdIn(requestIds.toArray(String[]::new)).list().stream()
                .collect(Collectors.toList());
    }

    private HistoricProcessInstanceQuery history() {
        HistoryService history = engine.getHistoryService();
        return history.createHistoricProcessInstanceQuery();
    }
}
