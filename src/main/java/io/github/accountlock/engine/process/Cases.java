package io.github.accountlock.engine.process;

import io.github.accountlock.domain.AccountList;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Urgency;
import io.github.accountlock.engine.deployment.DeployedDigests;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.MayNotFollow;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.FrozenRequest;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;

/**
 * The case of an execution. What a step works on comes from the ledger and never from process variables, which
 * administrators can overwrite; a variable that differs from the frozen value stops the request.
 */
public final class Cases {

    /** So that the name of a task fits into its column, whoever has approved. */
    private static final int LONGEST_SUBJECT = 180;

    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    private final Ledger ledger;
    private final DeployedDigests digests;
    private final String operators;
    private final Clock clock;

    /** @param operators the group that settles */
    public Cases(Ledger ledger, DeployedDigests digests, String operators, Clock clock) {
        this.ledger = ledger;
        this.digests = digests;
        this.operators = operators;
        this.clock = clock;
    }

    /**
     * What the ledger proves about the request of an execution. What gateways, timers and tasks ask of the request is told
     * to the running transaction.
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
        difference(now, execution).ifPresent(text -> {
            throw new NotCovered(account, text);
        });
        tell(now, execution);
        return now;
    }

    /** What gateways, timers and tasks ask of the request. */
    void tell(RequestCase now, DelegateExecution execution) {
        LockRequest request = now.request();
        AccountLockProcess.REQUESTER.tell(execution, request.requester());
        AccountLockProcess.ACCOUNT.tell(execution, subject(now));
        AccountLockProcess.ALARM.tell(execution, alarm(now));
        AccountLockProcess.PRIORITY.tell(execution, Priority.of(request.urgency()));
        AccountLockProcess.OPERATOR_GROUP.tell(execution, operators);
        if (request.target() == LockState.LOCKED) {
            request.lockFrom().ifPresent(from -> AccountLockProcess.LOCK_FROM.tell(execution, from.toString()));
            AccountLockProcess.LOCK_UNTIL.tell(
                    execution, now.lockUntil().map(Instant::toString).orElse(null));
            AccountLockProcess.ON_FAILURE.tell(
                    execution, request.onFailure().name().toLowerCase(Locale.ROOT));
        }
        now.policy().filter(policy -> policy.approvals() > 0).ifPresent(policy -> {
            AccountLockProcess.APPROVER_GROUP.tell(execution, String.join(",", policy.groups(clock.instant())));
            AccountLockProcess.APPROVAL_DUE_AT.tell(
                    execution, now.dueAt().map(Date::from).orElse(null));
            AccountLockProcess.APPROVAL_OVERDUE_AT.tell(execution, overdue(policy, now.isReviewed()));
        });
    }

    /** From when on nobody can approve any more. */
    static Date overdue(PolicyDecided policy, boolean reviewed) {
        return Date.from(reviewed ? NEVER : policy.due());
    }

    /**
     * What the name of a task says it is about: the account, or the list as it is called everywhere; and who has approved, where
     * others have to as well. He finds it in his list as before, and must not take it for undone.
     */
    static String subject(RequestCase now) {
        LockRequest request = now.request();
        String what = now.isList()
                ? AccountList.words(request.account().path()) + ", asked for by " + request.requester()
                : request.account().accountName() + " on " + request.account().instanceId() + " ("
                        + request.account().provider() + ")";
        if (now.grants().isEmpty() || now.approved()) {
            return what;
        }
        String by = now.grants().stream().map(Decided::who).collect(Collectors.joining(", "));
        boolean fits = what.length() + by.length() <= LONGEST_SUBJECT;
        return what
                + (fits
                        ? ", approved by " + by
                        : ", approved by " + now.grants().size());
    }

    /** What stands before the name of a task. */
    static String alarm(RequestCase now) {
        if (now.underReview()) {
            return now.reviewAskedAt().isPresent() ? "ITS TIME IS OVER: " : "EMERGENCY, LOCKED ALREADY: ";
        }
        return now.request().urgency() == Urgency.EMERGENCY ? "EMERGENCY: " : "";
    }

    /** Does what the ledger has to allow; what it does not allow stops the step. */
    static <T> T covered(RequestCase now, java.util.function.Supplier<T> step) {
        try {
            return step.get();
        } catch (MayNotFollow notAllowed) {
            throw new NotCovered(now.request().account().path(), notAllowed.getMessage());
        }
    }

    static String key(DelegateExecution execution) {
        return ((ExecutionEntity) execution).getProcessDefinition().getKey();
    }

    /** Which value of the request was overwritten, as a sentence. An older release has stored them. */
    private static Optional<String> difference(RequestCase now, DelegateExecution execution) {
        FrozenRequest frozen = now.frozen();
        Map<String, String> values = new TreeMap<>(frozen.request().values());
        values.remove("lockUntil");
        now.lockUntil().ifPresent(end -> values.put("lockUntil", end.toString())); // as this step has been told
        values.put("requester", frozen.request().requester());
        values.put("frozenDigest", frozen.digest());
        List<String> names = new ArrayList<>(LockRequest.names(frozen.request().target()));
        names.addAll(List.of("requester", "frozenDigest"));
        return names.stream()
                .filter(execution::hasVariable)
                .filter(name ->
                        !Objects.toString(execution.getVariable(name), "").equals(values.getOrDefault(name, "")))
                .findFirst()
                .map(name -> name + " was changed after the request was made; the request stands as it was frozen."
                        + " Withdraw it and make a new one.");
    }
}
