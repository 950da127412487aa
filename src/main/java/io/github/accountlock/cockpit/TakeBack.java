package io.github.accountlock.cockpit;

import io.github.accountlock.bulk.ListedAccount;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.engine.process.AccountUnlockProcess;
import io.github.accountlock.engine.process.ApprovalGuard;
import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.engine.process.RestOfAList;
import io.github.accountlock.request.RequestCase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.task.Task;

/** Takes back what waits for people or for its time, in the name of its requester: the task is answered with that. */
final class TakeBack {

    private static final String[] NOT_BEGUN = {
        AccountLockProcess.APPROVE, AccountUnlockProcess.APPROVE, AccountLockProcess.AWAIT_START
    };

    /** So few that somebody who waits for the answer does not think that there is none. */
    private static final int AT_ONCE = 100;

    private final ProcessEngine engine;
    private final AuditAccess access;

    TakeBack(ProcessEngine engine, AuditAccess access) {
        this.engine = engine;
        this.access = access;
    }

    /**
     * The request itself; or of a list that is being carried out, what has not begun, so many at a time.
     *
     * @return how many of a list are left to be taken back; empty if nothing waits
     * @throws Refusal if it may not be taken back
     */
    Optional<Integer> of(String requestId, String reason) {
        List<Task> itself = waiting(List.of(requestId));
        if (!itself.isEmpty()) {
            answer(itself.get(0), reason);
            return Optional.of(0);
        }
        RequestCase now = access.ledger().trail(requestId).requestCase();
        return now.isList() && now.approved() && !now.over() ? restOf(requestId, now, reason) : Optional.empty();
    }

    private Optional<Integer> restOf(String listId, RequestCase now, String reason) {
        List<ListedAccount> all =
                AuditAccess.unrestricted(engine, () -> access.lists().of(listId));
        List<Task> waiting = waiting(all.stream()
                .filter(ListedAccount::isUnderWay)
                .flatMap(one -> one.requestId().stream())
                .toList());
        if (waiting.isEmpty() && all.stream().noneMatch(ListedAccount::waits)) {
            return Optional.empty();
        }
        if (now.restWithdrawn().isEmpty()) {
            withdraw(listId, reason);
        }
        for (Task task : waiting.subList(0, Math.min(AT_ONCE, waiting.size()))) {
            try {
                answer(task, reason);
            } catch (Refusal begunMeanwhile) {
                continue; // it goes on, as a list does of which nothing is taken back
            }
        }
        return Optional.of(Math.max(0, waiting.size() - AT_ONCE));
    }

    private void withdraw(String listId, String reason) {
        try {
            AuditAccess.changing(engine, () -> {
                new RestOfAList(access.ledger(), access.lists(), access.clock()).takeBack(listId, reason);
                return listId;
            });
        } catch (Refusal refused) {
            if (access.ledger().trail(listId).requestCase().restWithdrawn().isEmpty()) {
                throw refused;
            } // the same was asked for twice at once, and the other goes on with what this would
        }
    }

    private List<Task> waiting(List<String> requests) {
        return requests.isEmpty()
                ? List.of()
                : AuditAccess.unrestricted(
                        engine,
                        () -> engine.getTaskService()
                                .createTaskQuery()
                                .processInstanceIdIn(requests.toArray(String[]::new))
                                .taskDefinitionKeyIn(NOT_BEGUN)
                                .list());
    }

    private void answer(Task task, String reason) {
        AuditAccess.changing(engine, () -> {
            engine.getTaskService()
                    .complete(
                            task.getId(),
                            Map.of(
                                    AccountLockProcess.DECISION.name(),
                                    ApprovalGuard.WITHDRAW,
                                    AccountLockProcess.DECISION_REASON.name(),
                                    reason));
            return task;
        });
    }
}
