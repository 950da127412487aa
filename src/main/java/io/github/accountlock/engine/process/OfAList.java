package io.github.accountlock.engine.process;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.variable.Variables;

/**
 * For which list the running thread makes a request. Only the step of a list says so; nothing that is sent from outside can.
 */
public final class OfAList {

    private final ThreadLocal<String> running = ThreadLocal.withInitial(() -> "");

    /** The request for the list; empty if the one that is made was asked for alone. */
    String id() {
        return running.get();
    }

    /** Makes one as its requester would: his it is, and he may see it. Returns its id. */
    String request(DelegateExecution execution, String listId, LockRequest request) {
        Map<String, Object> values = new HashMap<>(request.values());
        running.set(listId);
        try {
            return as(
                    request.requester(),
                    execution,
                    () -> execution
                            .getProcessEngineServices()
                            .getRuntimeService()
                            .createProcessInstanceByKey(
                                    request.target() == LockState.LOCKED
                                            ? AccountLockProcess.KEY
                                            : AccountUnlockProcess.KEY)
                            .processDefinitionWithoutTenantId()
                            .setVariables(values)
                            .execute()
                            .getId());
        } finally {
            running.remove();
        }
    }

    /** Takes requests back that wait for people or for their time, as their requester would; others go on. */
    void takeBack(DelegateExecution execution, String requester, List<String> requests, String reason) {
        if (requests.isEmpty()) {
            return;
        }
        execution
                .getProcessEngineServices()
                .getTaskService()
                .createTaskQuery()
                .processInstanceIdIn(requests.toArray(String[]::new))
                .taskDefinitionKeyIn(AccountLockProcess.APPROVE, AccountLockProcess.AWAIT_START)
                .list()
                .forEach(waiting -> as(requester, execution, () -> {
                    TaskEntity task = (TaskEntity) waiting;
                    task.setVariables(Map.of(
                            AccountLockProcess.DECISION.name(),
                            Variables.stringValue(ApprovalGuard.WITHDRAW, true),
                            AccountLockProcess.DECISION_REASON.name(),
                            Variables.stringValue(reason, true)));
                    task.complete();
                    return task;
                }));
    }

    private static <T> T as(String person, DelegateExecution execution, Supplier<T> act) {
        IdentityService identity = execution.getProcessEngineServices().getIdentityService();
        Authentication before = identity.getCurrentAuthentication();
        identity.setAuthenticatedUserId(person);
        try {
            return act.get();
        } finally {
            identity.clearAuthentication();
            if (before != null) {
                identity.setAuthentication(before);
            }
        }
    }
}
