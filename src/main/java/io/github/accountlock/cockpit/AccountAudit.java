package io.github.accountlock.cockpit;

import io.github.accountlock.audit.RequestSearch;
import io.github.accountlock.audit.Search;
import io.github.accountlock.domain.AccountList;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.hold.Hold;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.task.Task;

/** What is known about one account: its requests and holds, and its live state on demand. */
final class AccountAudit {

    private static final int MOST_REQUESTS = 50;

    private final ProcessEngine engine;
    private final AuditAccess access;
    private final Viewer viewer;

    AccountAudit(ProcessEngine engine, AuditAccess access, Viewer viewer) {
        this.engine = engine;
        this.access = access;
        this.viewer = viewer;
    }

    /**
     * @param request id of the request whose task it stands beside, or empty
     * @param list the same, where that request is for a list
     */
    record Page(
            String account,
            List<RequestRow> requests,
            long total,
            List<HoldRow> holds,
            String nextExpiry,
            boolean mayLook,
            String request,
            String list) {}

    record Live(String state, String type, String createdAt, String validUntil, String at, String requestId) {}

    Page page(AccountRef account) {
        return AuditAccess.unrestricted(engine, () -> page(account, viewer.seesAll(), ""));
    }

    /** The account that an open decision is about, for somebody who may see that task. */
    Optional<Page> pageOfTask(String taskId) {
        return accountOfTask(taskId).map(account -> {
            String request = task(taskId).getProcessInstanceId();
            // The accounts of a list are read apart, some at a time.
            return AccountList.isReference(account)
                    ? new Page(account.path(), List.of(), 0, List.of(), "", false, request, request)
                    : AuditAccess.unrestricted(engine, () -> page(account, true, request));
        });
    }

    private Task task(String id) {
        return engine.getTaskService().createTaskQuery().taskId(id).singleResult();
    }

    Optional<AccountRef> accountOfTask(String taskId) {
        Task task = task(taskId);
        boolean decision = task != null && Standing.isDecision(task.getTaskDefinitionKey());
        return decision
                ? Optional.of(access.ledger()
                        .of(task.getProcessInstanceId())
                        .request()
                        .account())
                : Optional.empty();
    }

    /** Asks the cloud, and writes to the ledger that somebody did; only about accounts that a request is about. */
    Optional<Live> look(AccountRef account) {
        List<String> newest = access.requests().ids(search(account), 0, 1);
        return newest.stream().findFirst().map(requestId -> {
            AccountSeen seen = access.look(requestId, account, viewer.user());
            return new Live(
                    seen.note().isEmpty() ? seen.state().name() : seen.state() + ": " + seen.note(),
                    seen.type(),
                    seen.identity(),
                    seen.validUntil().map(Instant::toString).orElse(""),
                    access.clock().instant().toString(),
                    requestId);
        });
    }

    private Page page(AccountRef account, boolean all, String request) {
        Search search = all ? search(account) : viewer.narrowed(search(account));
        RequestSearch.Page found = access.requests().page(search, 0, MOST_REQUESTS);
        List<RequestRow> rows = RequestRow.all(engine, access, found.requestIds());
        String nextExpiry = rows.stream()
                .filter(row -> row.outcome().isEmpty() && !row.provenAt().isEmpty())
                .map(RequestRow::lockUntil)
                .filter(until -> !until.isEmpty())
                .min(Comparator.comparing(Instant::parse))
                .orElse("");
        List<Hold> holds = all ? access.holds().all(account.path()) : List.of();
        return new Page(
                account.path(),
                rows,
                found.total(),
                holds.stream().map(hold -> HoldRow.of(access, hold)).toList(),
                nextExpiry,
                all && found.total() > 0 && !AccountList.isReference(account),
                request,
                "");
    }

    private static Search search(AccountRef account) {
        return Search.everything()
                .and("provider", account.provider().value())
                .and("region", account.region())
                .and("instanceId", account.instanceId())
                .and("accountName", account.accountName());
    }

    /** @throws IllegalArgumentException if it is not {@code provider/region/instance/account} */
    static AccountRef account(String path) {
        String[] names = path == null ? new String[0] : path.split("/");
        if (names.length != 4) {
            throw new IllegalArgumentException(
                    "account: \"" + path + "\" is not an account; allowed is provider/region/instance/account.");
        }
        return new AccountRef(new ProviderId(names[0]), names[1], names[2], names[3]);
    }
}
