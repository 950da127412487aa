package io.github.accountlock.engine.process;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.MaintenanceWindow;
import io.github.accountlock.domain.Person;
import io.github.accountlock.engine.deployment.DeployedDigests;
import io.github.accountlock.hold.Holds;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.MayNotFollow;
import io.github.accountlock.request.Fact.Requested;
import io.github.accountlock.request.FrozenRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Start of a process: checks every value in the transaction of the start, so that a person gets the sentence
 * back in the form, then freezes the request.
 */
public final class CheckRequest implements ExecutionListener {

    private static final Logger LOG = LoggerFactory.getLogger(CheckRequest.class);

    private final LockState target;
    private final AccountDesk desk;
    private final Ledger ledger;
    private final DeployedDigests digests;
    private final People people;
    private final OfAList ofAList;
    private final Map<String, MaintenanceWindow> windows;
    private final Clock clock;

    public CheckRequest(
            LockState target,
            AccountDesk desk,
            Ledger ledger,
            DeployedDigests digests,
            People people,
            OfAList ofAList,
            Map<String, MaintenanceWindow> windows,
            Clock clock) {
        this.target = target;
        this.desk = desk;
        this.ledger = ledger;
        this.digests = digests;
        this.people = people;
        this.ofAList = ofAList;
        this.windows = windows;
        this.clock = clock;
    }

    @Override
    public void notify(DelegateExecution execution) {
        Person requester = requester(execution);
        LockRequest request = read(execution, requester.id());
        refuseNewTimes(execution, request);
        desk.refuseWrongAccount(request);
        make(execution, request, requester, desk.settleTime(request.account()));
        LOG.info(
                "LOCK-001 {}: {} requested by {} (request {})",
                request.account().path(),
                target == LockState.LOCKED ? "lock" : "unlock",
                requester.id(),
                execution.getProcessInstanceId());
    }

    /** Whoever happens to complete the step before a call activity has not asked for anything. */
    Person requester(DelegateExecution execution) {
        Person requester = people.actor();
        if (requester.isNobody()) {
            throw new Refusal("Log in to make a request: nobody is authenticated.");
        }
        ExecutionEntity started = (ExecutionEntity) execution;
        if (started.getSuperExecutionId() != null || started.getCaseInstanceId() != null) {
            throw new Refusal(
                    "A request cannot be made by another process or case: the person who asks for it makes it,"
                            + " in Tasklist or over REST.");
        }
        return requester;
    }

    /** Freezes it, unless another one for the same has not ended. */
    void make(DelegateExecution execution, LockRequest request, Person requester, Duration settle) {
        String path = request.account().path();
        String given = execution.getProcessBusinessKey();
        if (given != null && !given.isBlank() && !given.equals(path)) {
            throw new Refusal("business key: must be left empty or be " + path + ".");
        }
        desk.refuseSecond(request);
        String requestId = execution.getProcessInstanceId();
        FrozenRequest frozen = Ledger.freeze(
                request,
                requestId,
                Cases.key(execution),
                digests.ofModel(execution.getProcessDefinitionId()),
                digests.ofPolicyInForce(),
                settle);
        try {
            ledger.join(requestId, new Requested(clock.instant(), requester, frozen, ofAList.id()));
        } catch (MayNotFollow wrong) {
            throw new Refusal(wrong.getMessage());
        } catch (Holds.AlreadyActive lostTheRace) {
            throw AccountDesk.refusedBy(Optional.empty());
        }
        execution.setProcessBusinessKey(path);
    }

    /** What is sent for a request of these names, with the times of a maintenance window in the place of its name. */
    Map<String, String> values(DelegateExecution execution, List<String> names) {
        return AskedValues.of(execution, names, windows, clock.instant());
    }

    /** A model of an earlier release comes with its own forms, and people approve what they are shown. */
    private static void refuseNewTimes(DelegateExecution execution, LockRequest request) {
        if (execution.getBpmnModelInstance().getModelElementById(AccountLockProcess.AWAIT_START) != null) {
            return;
        }
        if (request.lockFrom().isPresent()) {
            throw new Refusal("lockFrom: the process of an earlier release has no later start; leave it empty.");
        }
        if (request.lockFor().isPresent()) {
            throw new Refusal(
                    "lockFor: the process of an earlier release does not show it to its approvers; leave it empty.");
        }
    }

    private LockRequest read(DelegateExecution execution, String requester) {
        Map<String, String> values = values(execution, LockRequest.names(target));
        try {
            return LockRequest.from(target, values, requester);
        } catch (IllegalArgumentException wrong) {
            throw new Refusal(wrong.getMessage());
        }
    }
}
