package io.github.accountlock.engine.process;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.engine.deployment.DeployedDigests;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.MayNotFollow;
import io.github.accountlock.request.FrozenRequest;
import io.github.accountlock.request.RequestCase;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;

/**
 * The case of an execution. What a step works on comes from the ledger and never from process variables, which
 * administrators can overwrite; a variable that differs from the frozen value stops the request.
 */
public final class Cases {

    private final Ledger ledger;
    private final DeployedDigests digests;

    public Cases(Ledger ledger, DeployedDigests digests) {
        this.ledger = ledger;
        this.digests = digests;
    }

    /**
     * What the ledger proves about the request of an execution.
     *
     * @throws NotCovered if there is no such request, or if a variable or the model is no longer what was frozen
     */
    public RequestCase of(DelegateExecution execution) {
        String requestId = execution.getProcessInstanceId();
        RequestCase now = ledger.of(requestId);
        if (!now.exists()) {
            throw new NotCovered(
                    "request " + requestId, "the request is not in the ledger, so nothing is called for it");
        }
        FrozenRequest frozen = now.frozen();
        String account = frozen.request().account().path();
        if (!key(execution).equals(frozen.process())
                || !digests.ofModel(execution.getProcessDefinitionId()).equals(frozen.model())) {
            throw new NotCovered(account, "the request runs on another model than the one it was made under");
        }
        difference(frozen, execution).ifPresent(text -> {
            throw new NotCovered(account, text);
        });
        absentAgain(frozen.request(), execution);
        return now;
    }

    /** Does what the ledger has to allow; what it does not allow stops the step. */
    static <T> T covered(RequestCase now, java.util.function.Supplier<T> step) {
        try {
            return step.get();
        } catch (MayNotFollow notAllowed) {
            throw new NotCovered(now.request().account().path(), notAllowed.getMessage());
        }
    }

    /** A form sends an empty field as "", also a read-only one; gateways ask whether there is a value at all. */
    private static void absentAgain(LockRequest request, DelegateExecution execution) {
        Map<String, String> frozen = request.values();
        for (String name : LockRequest.names(request.target())) {
            if (!frozen.containsKey(name) && execution.getVariable(name) != null) {
                execution.setVariable(name, null);
            }
        }
    }

    static String key(DelegateExecution execution) {
        return ((ExecutionEntity) execution).getProcessDefinition().getKey();
    }

    /** Which value of the request was overwritten, as a sentence. */
    private static Optional<String> difference(FrozenRequest frozen, DelegateExecution execution) {
        Map<String, String> values = frozen.request().values();
        for (String name : LockRequest.names(frozen.request().target())) {
            Object now = execution.getVariable(name);
            String text = now == null ? "" : now.toString();
            if (!text.equals(values.getOrDefault(name, ""))) {
                return Optional.of(
                        name + " was changed after the request was made; the request stands as it was frozen."
                                + " Withdraw it and make a new one.");
            }
        }
        if (!frozen.request().requester().equals(execution.getVariable(AccountLockProcess.REQUESTER.name()))) {
            return Optional.of("requester was changed after the request was made.");
        }
        return frozen.digest().equals(execution.getVariable(AccountLockProcess.FROZEN_DIGEST.name()))
                ? Optional.empty()
                : Optional.of("frozenDigest was changed after the request was made.");
    }
}
