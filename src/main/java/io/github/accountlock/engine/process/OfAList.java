package io.github.accountlock.engine.process;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.identity.Authentication;

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
        IdentityService identity = execution.getProcessEngineServices().getIdentityService();
        Authentication before = identity.getCurrentAuthentication();
        Map<String, Object> values = new HashMap<>(request.values());
        running.set(listId);
        identity.setAuthenticatedUserId(request.requester());
        try {
            return execution
                    .getProcessEngineServices()
                    .getRuntimeService()
                    .createProcessInstanceByKey(
                            request.target() == LockState.LOCKED ? AccountLockProcess.KEY : AccountUnlockProcess.KEY)
                    .processDefinitionWithoutTenantId()
                    .setVariables(values)
                    .execute()
                    .getId();
        } finally {
            identity.clearAuthentication();
            if (before != null) {
                identity.setAuthentication(before);
            }
            running.remove();
        }
    }
}
