package io.github.accountlock.cockpit;

import io.github.accountlock.audit.Queue;
import io.github.accountlock.engine.process.AccountListProcess;
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

    static final String[] KEYS = {AccountLockProcess.KEY, AccountUnlockProcess.KEY, AccountListProcess.KEY};

    /** Neither a person nor a repair is waited for. */
    static final String AT_WORK = "At work";

    static final String APPROVAL = "Waiting for approval";
    static final String SCHEDULED = "Approved, to be locked later";

    private static final String[] APPROVALS = {AccountLockProcess.APPROVE, AccountUnlockProcess.APPROVE};
    private static final String[] SETTLING = {
        AccountLockProcess.SETTLE_LOCK, AccountLockProcess.SETTLE_UNDO, AccountUnlockProcess.SETTLE
    };

    /** Whether it is a task in which somebody decides about an account. */
    static boolean isDecision(String taskDefinitionKey) {
        return List.of(APPROVALS).contains(taskDefinitionKey)
                || List.of(SETTLING).contains(taskDefinitionKey)
                || taskDefinitionKey.equals(AccountListProcess.SETTLE);
    }

    private final ProcessEngine engine;

    Standing(ProcessEngine engine) {
        this.engine = engine;
    }

    Map<String, String> of(Set<String> requestIds) {
        Map<String, String> words = new HashMap<>();
        if (requestIds.isEmpty()) {
            return words;
        }
        requestIds.forEach(id -> words.put(id, "Not in the engine any more"));
        List<HistoricProcessInstance> instances =
                history().processInstanceIds(requestIds).list();
        instances.forEach(instance -> words.put(instance.getId(), AT_WORK));
        tasks(APPROVALS, requestIds).forEach(task -> words.put(task.getProcessInstanceId(), APPROVAL));
        tasks(new String[] {AccountLockProcess.AWAIT_START}, requestIds)
                .forEach(task -> words.put(task.getProcessInstanceId(), SCHEDULED));
        tasks(new String[] {AccountListProcess.SETTLE}, requestIds)
                .forEach(task -> words.put(task.getProcessInstanceId(), "Its requester decides about the rest"));
        tasks(SETTLING, requestIds)
                .forEach(task -> words.put(task.getProcessInstanceId(), "Needs an operator: " + task.getName()));
        history()
                .processInstanceIds(requestIds)
                .incidentStatus("open")
                .list()
                .forEach(stuck -> words.put(stuck.getId(), "Needs an operator: incident"));
        instances.stream()
                .filter(instance -> instance.getState().equals(HistoricProcessInstance.STATE_SUSPENDED))
                .forEach(stopped -> words.put(stopped.getId(), "Suspended"));
        return words;
    }

    /** Lists whose requester has to say what becomes of the accounts that are not locked. */
    Set<String> unsettledLists(List<String> requestIds) {
        return requestIds.isEmpty()
                ? Set.of()
                : tasks(new String[] {AccountListProcess.SETTLE}, Set.copyOf(requestIds)).stream()
                        .map(Task::getProcessInstanceId)
                        .collect(Collectors.toSet());
    }

    /** The requests in a queue that the engine alone knows. */
    Set<String> in(String queue) {
        Set<String> requests = new HashSet<>();
        if (queue.equals(Queue.SUSPENDED)) {
            history().processDefinitionKeyIn(KEYS).suspended().list().forEach(stopped -> requests.add(stopped.getId()));
            return requests;
        }
        String[] definitions = queue.equals(Queue.PERSON) ? SETTLING : APPROVALS;
        tasks(definitions).active().list().forEach(task -> requests.add(task.getProcessInstanceId()));
        if (queue.equals(Queue.PERSON)) {
            history()
                    .processDefinitionKeyIn(KEYS)
                    .incidentStatus("open")
                    .unfinished()
                    .list()
                    .forEach(stuck -> requests.add(stuck.getId()));
        }
        return requests;
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
