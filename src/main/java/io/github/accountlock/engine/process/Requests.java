package io.github.accountlock.engine.process;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.engine.deployment.DeployedDigests;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerEvent;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;

/**
 * The frozen requests. What a step works on comes from the ledger and never from process variables, which people and
 * administrators can overwrite; a variable that differs from the frozen value stops the request.
 */
public final class Requests {

    private final Ledger ledger;
    private final DeployedDigests models = new DeployedDigests();

    public Requests(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Freezes a request in the transaction that starts it and returns its digest. */
    public String freeze(DelegateExecution execution, LockRequest request, Instant at) {
        String requestId = execution.getProcessInstanceId();
        Map<String, String> facts = Evidence.freeze(
                request, requestId, key(execution), models.digest(execution.getProcessDefinitionId()), at);
        ledger.join(new LedgerEvent(requestId, at, LedgerEvent.Kind.REQUESTED, request.requester(), facts));
        return facts.get(Evidence.DIGEST);
    }

    /**
     * What the ledger proves about the request of an execution.
     *
     * @throws NotCovered if it proves nothing, or if a variable or the model is no longer what was frozen
     */
    public Evidence evidence(DelegateExecution execution) {
        String requestId = execution.getProcessInstanceId();
        Evidence evidence;
        try {
            evidence = new Evidence(ledger.of(requestId));
        } catch (IllegalStateException unproven) {
            throw new NotCovered("request " + requestId, unproven.getMessage());
        }
        String account = evidence.request().account().path();
        if (!key(execution).equals(evidence.events().get(0).fact("definition"))
                || !models.digest(execution.getProcessDefinitionId()).equals(evidence.model())) {
            throw new NotCovered(account, "the request runs on another model than the one it was made under");
        }
        difference(evidence, execution).ifPresent(text -> {
            throw new NotCovered(account, text);
        });
        absentAgain(evidence, execution);
        return evidence;
    }

    /** A form sends an empty field as "", also a read-only one; gateways ask whether there is a value at all. */
    private static void absentAgain(Evidence evidence, DelegateExecution execution) {
        Map<String, String> frozen = evidence.request().values();
        for (String name : LockRequest.names(evidence.request().target())) {
            if (!frozen.containsKey(name) && execution.getVariable(name) != null) {
                execution.setVariable(name, null);
            }
        }
    }

    private static String key(DelegateExecution execution) {
        return ((ExecutionEntity) execution).getProcessDefinition().getKey();
    }

    /** Which value of the request was overwritten, as a sentence. */
    private static Optional<String> difference(Evidence evidence, DelegateExecution execution) {
        Map<String, String> frozen = evidence.request().values();
        for (String name : LockRequest.names(evidence.request().target())) {
            Object now = execution.getVariable(name);
            String text = now == null ? "" : now.toString();
            if (!text.equals(frozen.getOrDefault(name, ""))) {
                return Optional.of(
                        name + " was changed after the request was made; the request stands as it was frozen."
                                + " Withdraw it and make a new one.");
            }
        }
        if (!evidence.request().requester().equals(execution.getVariable(AccountLockProcess.REQUESTER.name()))) {
            return Optional.of("requester was changed after the request was made.");
        }
        return evidence.digest().equals(execution.getVariable(AccountLockProcess.FROZEN_DIGEST.name()))
                ? Optional.empty()
                : Optional.of("frozenDigest was changed after the request was made.");
    }
}
