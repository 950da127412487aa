package io.github.accountlock.cockpit;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.audit.ControlsReport;
import io.github.accountlock.audit.RequestSearch;
import io.github.accountlock.audit.Search;
import io.github.accountlock.audit.Spread;
import io.github.accountlock.audit.Verdict;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.engine.AuditAccess;
import io.github.accountlock.hold.Hold;
import io.github.accountlock.ledger.RequestSummary;
import io.github.accountlock.ledger.Trail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.task.Task;

/** What the pages show to one viewer. Every request is read from its ledger; the engine's history stands beside it. */
final class AuditDesk {

    static final int MOST_ROWS = 100;
    private static final int ROWS_AT_ONCE = 200;
    private static final int REQUESTS_OF_AN_ACCOUNT = 50;

    private final ProcessEngine engine;
    private final AuditAccess access;
    private final Viewer viewer;

    AuditDesk(ProcessEngine engine, AuditAccess access, Viewer viewer) {
        this.engine = engine;
        this.access = access;
        this.viewer = viewer;
    }

    record Found(long total, Map<String, Long> byOutcome, int first, List<RequestRow> rows) {}

    /** @param history empty if the engine's history of the request is gone */
    record Page(
            RequestRow request,
            List<Verdict.Part> verdict,
            String reason,
            String ticket,
            String digest,
            Integrity integrity,
            History history,
            List<HoldRow> holds) {}

    /** @param brokenAt number of the first bad entry, 0 if none is */
    record Integrity(int entries, int brokenAt, String sentence, String checkedAt) {}

    /** @param removedAt when the engine will remove it, or empty */
    record History(boolean present, String level, String removedAt, String startedAt, boolean runs) {}

    record HoldRow(String requestId, String requester, String state, String since) {}

    record AccountPage(
            String account,
            List<RequestRow> requests,
            long total,
            List<HoldRow> holds,
            String nextExpiry,
            boolean mayLook) {}

    record Live(String state, String type, String createdAt, String validUntil, String at, String requestId) {}

    record Report(String from, String to, List<ControlsReport.Answer> controls, List<Spread> spreads) {}

    record Overview(
            Standing.Waiting approval,
            Standing.Waiting people,
            long held,
            long orphaned,
            String oldestHold,
            long running) {}

    Found find(Search search, int first, int most) {
        return unrestricted(() -> {
            RequestSearch.Page page = access.requests().page(narrowed(search), first, Math.min(most, MOST_ROWS));
            return new Found(page.total(), page.byOutcome(), first, rows(page.requestIds()));
        });
    }

    /** Every request that matches now; read some at a time, so that the list may be long. */
    void each(Search search, Consumer<RequestRow> reader) {
        List<String> ids = unrestricted(() -> access.requests().ids(narrowed(search), 0, Integer.MAX_VALUE));
        for (int i = 0; i < ids.size(); i += ROWS_AT_ONCE) {
            List<String> some = ids.subList(i, Math.min(ids.size(), i + ROWS_AT_ONCE));
            unrestricted(() -> rows(some)).forEach(reader);
        }
    }

    /** @return empty if there is no such request, or if the viewer may not see it */
    Optional<Page> request(String requestId) {
        return unrestricted(() -> visible(requestId).map(this::page));
    }

    Optional<List<TimelineRow>> timeline(String requestId) {
        return unrestricted(() -> visible(requestId).map(trail -> {
            List<TimelineRow> rows = new ArrayList<>(new EngineTrail(engine, requestId).rows());
            rows.addAll(LedgerTrail.rows(trail));
            rows.sort(Comparator.comparing((TimelineRow row) -> Instant.parse(row.at())));
            return rows;
        }));
    }

    Optional<Diagram> diagram(String requestId) {
        return unrestricted(() -> visible(requestId).flatMap(trail -> Diagram.of(engine, trail)));
    }

    /** What an evidence bundle holds beside the ledger. */
    Optional<Map<String, byte[]>> bundle(Trail trail) {
        return timeline(trail.requestId()).map(timeline -> unrestricted(() -> BundleFiles.of(engine, trail, timeline)));
    }

    /** Every control over a span of time, and those that the engine's operation log answers. */
    Report report(Instant from, Instant to) {
        return unrestricted(() -> {
            ControlsReport report = new ControlsReport(access.connections(), access.ledger());
            List<ControlsReport.Answer> answers =
                    new ArrayList<>(report.answers(from, to, access.clock().instant()));
            answers.add(HandWork.answer(engine, from, to));
            return new Report(from.toString(), to.toString(), answers, report.spreads(from, to));
        });
    }

    /** The trail, for those who may see the request. */
    Optional<Trail> visible(String requestId) {
        Trail trail = access.ledger().trail(requestId);
        if (trail.entries().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(trail).filter(any -> viewer.maySee(RequestSummary.of(trail.events())));
        } catch (IllegalStateException unreadable) {
            return Optional.of(trail).filter(any -> viewer.seesAll());
        }
    }

    AccountPage account(AccountRef account) {
        return unrestricted(() -> accountPage(account, viewer.seesAll()));
    }

    /** The account that an open decision is about, for somebody who may see that task. */
    Optional<AccountPage> accountOfTask(String taskId) {
        return accountRefOfTask(taskId).map(account -> unrestricted(() -> accountPage(account, true)));
    }

    Optional<AccountRef> accountRefOfTask(String taskId) {
        Task task = engine.getTaskService().createTaskQuery().taskId(taskId).singleResult();
        boolean decision = task != null && Standing.isDecision(task.getTaskDefinitionKey());
        return decision
                ? Optional.of(new Evidence(access.ledger().of(task.getProcessInstanceId()))
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
                    seen.state().name(),
                    seen.type(),
                    seen.createdAt().map(Instant::toString).orElse(""),
                    seen.validUntil().map(Instant::toString).orElse(""),
                    access.clock().instant().toString(),
                    requestId);
        });
    }

    Overview overview() {
        return unrestricted(() -> {
            Standing standing = new Standing(engine);
            List<Hold> holds = access.holds().standing();
            long orphaned = holds.stream()
                    .filter(hold -> hold.state() == Hold.State.ORPHANED)
                    .count();
            long running = access.requests()
                    .page(narrowed(Search.everything()), 0, 1)
                    .byOutcome()
                    .getOrDefault(Search.RUNNING, 0L);
            return new Overview(
                    standing.forApproval(),
                    standing.forOperators(),
                    holds.size(),
                    orphaned,
                    holds.isEmpty() ? "" : holds.get(0).since().toString(),
                    running);
        });
    }

    private AccountPage accountPage(AccountRef account, boolean all) {
        Search search = all ? search(account) : narrowed(search(account));
        RequestSearch.Page found = access.requests().page(search, 0, REQUESTS_OF_AN_ACCOUNT);
        List<RequestRow> rows = rows(found.requestIds());
        String nextExpiry = rows.stream()
                .filter(row -> row.outcome().isEmpty() && !row.provenAt().isEmpty())
                .map(RequestRow::lockUntil)
                .filter(until -> !until.isEmpty())
                .min(Comparator.comparing(Instant::parse))
                .orElse("");
        List<Hold> holds = all ? access.holds().all(account.path()) : List.of();
        return new AccountPage(
                account.path(),
                rows,
                found.total(),
                holds.stream().map(AuditDesk::row).toList(),
                nextExpiry,
                all && found.total() > 0);
    }

    private Page page(Trail trail) {
        String requestId = trail.requestId();
        Map<String, String> facts = trail.entries().get(0).event().facts();
        RequestRow row = rows(List.of(requestId)).get(0);
        Integrity integrity = new Integrity(
                trail.entries().size(),
                trail.broken().map(Trail.Broken::entry).orElse(0),
                trail.broken().map(Trail.Broken::sentence).orElse(""),
                access.clock().instant().toString());
        return new Page(
                row,
                Verdict.of(trail),
                facts.getOrDefault(Evidence.REASON, ""),
                facts.getOrDefault("ticket", ""),
                facts.getOrDefault(Evidence.DIGEST, ""),
                integrity,
                history(requestId),
                access.holds().all(row.account()).stream()
                        .filter(hold -> hold.requestId().equals(requestId))
                        .map(AuditDesk::row)
                        .toList());
    }

    private History history(String requestId) {
        String level = ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                .getHistoryLevel()
                .getName();
        HistoricProcessInstance instance = engine.getHistoryService()
                .createHistoricProcessInstanceQuery()
                .processInstanceId(requestId)
                .singleResult();
        return instance == null
                ? new History(false, level, "", "", false)
                : new History(
                        true,
                        level,
                        instance.getRemovalTime() == null
                                ? ""
                                : instance.getRemovalTime().toInstant().toString(),
                        instance.getStartTime().toInstant().toString(),
                        instance.getEndTime() == null);
    }

    private List<RequestRow> rows(List<String> ids) {
        List<Trail> trails = access.ledger().trails(ids);
        Set<String> running = trails.stream()
                .filter(trail -> trail.events().stream()
                        .allMatch(event -> RequestSummary.outcomeOf(event).isEmpty()))
                .map(Trail::requestId)
                .collect(Collectors.toSet());
        Map<String, String> standing = new Standing(engine).of(running);
        return trails.stream()
                .map(trail -> RequestRow.of(trail, standing.getOrDefault(trail.requestId(), "")))
                .toList();
    }

    /** What a viewer who does not see all may find: the own requests. */
    private Search narrowed(Search search) {
        return viewer.seesAll() ? search : search.and("requester", viewer.user());
    }

    private static Search search(AccountRef account) {
        return Search.everything()
                .and("provider", account.provider().value())
                .and("region", account.region())
                .and("instanceId", account.instanceId())
                .and("accountName", account.accountName());
    }

    private static HoldRow row(Hold hold) {
        return new HoldRow(
                hold.requestId(),
                hold.requester(),
                hold.state().name(),
                hold.since().toString());
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

    /** In one transaction and without the engine's permission checks; the viewer's were made. */
    private <T> T unrestricted(java.util.concurrent.Callable<T> work) {
        return ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                .getCommandExecutorTxRequired()
                .execute(context -> context.runWithoutAuthorization(work));
    }
}
