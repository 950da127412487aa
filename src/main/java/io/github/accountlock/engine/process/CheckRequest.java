package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.ACTION;
import static io.github.accountlock.engine.process.AccountLockProcess.APPROVAL;
import static io.github.accountlock.engine.process.AccountLockProcess.FAILURE_NOTICE;
import static io.github.accountlock.engine.process.AccountLockProcess.FROZEN_DIGEST;
import static io.github.accountlock.engine.process.AccountLockProcess.OPERATOR_GROUP;
import static io.github.accountlock.engine.process.AccountLockProcess.REQUESTER;
import static io.github.accountlock.engine.process.AccountLockProcess.SESSIONS_NOTICE;
import static io.github.accountlock.engine.process.AccountLockProcess.UNDO_OUTCOME;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.OnFailure;
import io.github.accountlock.domain.Text;
import io.github.accountlock.hold.Hold;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
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
    private final Requests requests;
    private final People people;
    private final Clock clock;
    private final String operators;

    public CheckRequest(
            LockState target, AccountDesk desk, Requests requests, People people, Clock clock, String operators) {
        this.target = target;
        this.desk = desk;
        this.requests = requests;
        this.people = people;
        this.clock = clock;
        this.operators = operators;
    }

    @Override
    public void notify(DelegateExecution execution) {
        String requester =
                people.current().orElseThrow(() -> new Refusal("Log in to make a request: nobody is authenticated."));
        LockRequest request = read(execution, requester);
        Instant now = clock.instant();
        desk.refuseWrongAccount(request, now);
        String path = request.account().path();
        String given = execution.getProcessBusinessKey();
        if (given != null && !given.isBlank() && !given.equals(path)) {
            throw new Refusal("business key: must be left empty or be " + path + ".");
        }
        String requestId = execution.getProcessInstanceId();
        desk.take(new Hold(path, requestId, requester, Hold.State.ACTIVE, now));
        execution.setProcessBusinessKey(path);
        write(execution, request);
        FROZEN_DIGEST.set(execution, requests.freeze(execution, request, now));
        desk.showToRequester(requestId, requester);
        LOG.info("LOCK-001 {}: {} requested by {} (request {})", path, ACTION.get(execution), requester, requestId);
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
        try {
            return LockRequest.from(target, values, requester);
        } catch (IllegalArgumentException wrong) {
            throw new Refusal(wrong.getMessage());
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
            throw new Refusal(String.join(" ", wrong));
        }
    }

    /** Writes the values back as they were frozen, and what the gateways will ask for. */
    private void write(DelegateExecution execution, LockRequest request) {
        Map<String, String> values = request.values();
        LockRequest.names(target).forEach(name -> execution.setVariable(name, values.get(name)));
        execution.removeVariable(LockRequest.DURATION);
        ACTION.set(execution, target == LockState.LOCKED ? "lock" : "unlock");
        REQUESTER.set(execution, request.requester());
        OPERATOR_GROUP.set(execution, operators);
        APPROVAL.set(execution, "pending");
        UNDO_OUTCOME.set(execution, null);
        SESSIONS_NOTICE.set(execution, desk.sessionsNotice(request.account()));
        FAILURE_NOTICE.set(
                execution,
                request.onFailure() == OnFailure.UNDO
                        ? "If the cloud contradicts the lock, it is undone at once where it is surely ours;"
                                + " otherwise an operator decides."
                        : "If the lock cannot be proven, nothing is undone by itself; an operator decides.");
    }
}
