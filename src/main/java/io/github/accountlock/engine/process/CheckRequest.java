package io.github.accountlock.engine.process;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Person;
import io.github.accountlock.domain.Text;
import io.github.accountlock.engine.deployment.DeployedDigests;
import io.github.accountlock.hold.Holds;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.MayNotFollow;
import io.github.accountlock.request.Fact.Requested;
import io.github.accountlock.request.FrozenRequest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    private final Clock clock;

    public CheckRequest(
            LockState target, AccountDesk desk, Ledger ledger, DeployedDigests digests, People people, Clock clock) {
        this.target = target;
        this.desk = desk;
        this.ledger = ledger;
        this.digests = digests;
        this.people = people;
        this.clock = clock;
    }

    @Override
    public void notify(DelegateExecution execution) {
        Person requester = people.actor();
        if (requester.isNobody()) {
            throw new Refusal("Log in to make a request: nobody is authenticated.");
        }
        refuseCaller((ExecutionEntity) execution);
        LockRequest request = read(execution, requester.id());
        desk.refuseWrongAccount(request);
        String path = request.account().path();
        String given = execution.getProcessBusinessKey();
        if (given != null && !given.isBlank() && !given.equals(path)) {
            throw new Refusal("business key: must be left empty or be " + path + ".");
        }
        String requestId = execution.getProcessInstanceId();
        desk.refuseSecond(request);
        FrozenRequest frozen = Ledger.freeze(
                request,
                requestId,
                Cases.key(execution),
                digests.ofModel(execution.getProcessDefinitionId()),
                digests.ofPolicyInForce(),
                desk.settleTime(request.account()));
        make(requestId, new Requested(clock.instant(), requester, frozen));
        execution.setProcessBusinessKey(path);
        LOG.info(
                "LOCK-001 {}: {} requested by {} (request {})",
                path,
                target == LockState.LOCKED ? "lock" : "unlock",
                requester.id(),
                requestId);
    }

    /** Whoever happens to complete the step before a call activity has not asked for anything. */
    private static void refuseCaller(ExecutionEntity execution) {
        if (execution.getSuperExecutionId() != null || execution.getCaseInstanceId() != null) {
            throw new Refusal(
                    "A request cannot be made by another process or case: the person who asks for it makes it,"
                            + " in Tasklist or over REST.");
        }
    }

    private void make(String requestId, Requested requested) {
        try {
            ledger.join(requestId, requested);
        } catch (MayNotFollow wrong) {
            throw new Refusal(wrong.getMessage());
        } catch (Holds.AlreadyActive lostTheRace) {
            throw AccountDesk.refusedBy(Optional.empty());
        }
    }

    private LockRequest read(DelegateExecution execution, String requester) {
        Map<String, String> values = new TreeMap<>();
        List<String> unknown = new ArrayList<>();
        execution.getVariables().forEach((name, value) -> {
            boolean asked = name.equals(LockRequest.DURATION) && target == LockState.LOCKED;
            if (!asked && !LockRequest.names(target).contains(name)) {
                unknown.add(name);
            } else if (value != null) {
                values.put(name, value.toString());
            }
        });
        if (!unknown.isEmpty()) {
            throw new Refusal("variables: " + String.join(", ", unknown) + " are not part of a request; allowed are "
                    + String.join(", ", LockRequest.names(target)) + ".");
        }
        refuseHidden(values);
        endFromNow(values);
        try {
            return LockRequest.from(target, values, requester);
        } catch (IllegalArgumentException wrong) {
            throw new Refusal(wrong.getMessage());
        }
    }

    /** Who asks for some hours, or until a moment that a page has worked out, is told the end of them, as the approver is. */
    private void endFromNow(Map<String, String> values) {
        String duration = values.getOrDefault(LockRequest.DURATION, "").strip();
        if (!duration.matches("[P\\d].*")) {
            return;
        }
        if (!values.getOrDefault("lockUntil", "").isBlank()) {
            throw new Refusal("lockUntil: must be empty where " + LockRequest.DURATION + " says how long.");
        }
        try {
            Instant until = duration.startsWith("P")
                    ? FromNow.add(clock.instant(), duration)
                    : OffsetDateTime.parse(duration).toInstant();
            values.put("lockUntil", until.truncatedTo(ChronoUnit.MINUTES).toString());
            values.put(LockRequest.DURATION, "temporary");
        } catch (DateTimeException | ArithmeticException wrong) {
            throw new Refusal(LockRequest.DURATION + ": \"" + duration
                    + "\" is neither a duration nor a time; allowed is ISO 8601, for example PT4H, P1D or"
                    + " 2026-12-31T18:00:00Z.");
        }
    }

    /** Checked here and not where a request is read again: one that was made stays readable. */
    private static void refuseHidden(Map<String, String> values) {
        List<String> wrong = new ArrayList<>();
        values.forEach((name, value) -> {
            String text = value.strip();
            (name.equals("reason") ? Text.hiddenInLines(text) : Text.hiddenInLine(text))
                    .ifPresent(what -> wrong.add(name + ": " + what));
        });
        if (!wrong.isEmpty()) {
            throw new Refusal(String.join("\n", wrong));
        }
    }
}
