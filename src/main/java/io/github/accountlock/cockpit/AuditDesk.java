package io.github.accountlock.cockpit;

import io.github.accountlock.audit.Bundle;
import io.github.accountlock.audit.RequestSearch;
import io.github.accountlock.audit.Search;
import io.github.accountlock.bulk.ListedAccount;
import io.github.accountlock.domain.AccountList;
import io.github.accountlock.domain.CloudAnswer;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.engine.process.AccountUnlockProcess;
import io.github.accountlock.engine.process.People;
import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.engine.process.SealedComments;
import io.github.accountlock.ledger.Answers;
import io.github.accountlock.ledger.RequestSummary;
import io.github.accountlock.ledger.RequestSummary.Role;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.request.RequestCase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.runtime.ProcessInstanceQuery;
import org.camunda.bpm.engine.task.Task;

/** What the pages show to one viewer. Every request is read from its ledger; the engine's history stands beside it. */
final class AuditDesk {

    static final int MOST_ROWS = 100;
    private static final int ROWS_AT_ONCE = 200;
    private static final String TASKLIST = "tasklist";
    private static final String COCKPIT = "cockpit";
    private static final String[] APPROVALS = {AccountLockProcess.APPROVE, AccountUnlockProcess.APPROVE};
    private final ProcessEngine engine;
    private final AuditAccess access;
    private final Viewer viewer;
    private final RequestLink link;

    AuditDesk(ProcessEngine engine, AuditAccess access, Viewer viewer) {
        this(engine, access, viewer, RequestLink.none());
    }

    /** @param link what the pages give out as the address of a request */
    AuditDesk(ProcessEngine engine, AuditAccess access, Viewer viewer, RequestLink link) {
        this.engine = engine;
        this.access = access;
        this.viewer = viewer;
        this.link = link;
    }

    record Found(long total, Map<String, Long> byOutcome, int first, List<RequestRow> rows) {}

    Found find(Search search, int first, int most) {
        return AuditAccess.unrestricted(engine, () -> {
            RequestSearch.Page page = access.requests().page(viewer.narrowed(search), first, Math.min(most, MOST_ROWS));
            return new Found(page.total(), page.byOutcome(), first, RequestRow.all(engine, access, page.requestIds()));
        });
    }

    /**
     * The accounts of a list, for whoever may follow its request.
     *
     * @return empty if he may not, or if it is no list
     */
    Optional<ListPage.Listed> accounts(String requestId) {
        return one(requestId)
                .map(request ->
                        AuditAccess.unrestricted(engine, () -> access.lists().of(requestId)))
                .filter(all -> !all.isEmpty())
                .map(all -> {
                    RequestCase now = access.ledger().trail(requestId).requestCase();
                    return new ListPage.Listed(now.request(), now.undo().isPresent(), all);
                });
    }

    /** Where those accounts of a list stand that are under way, in words, by their requests. */
    Map<String, String> standing(List<ListedAccount> some) {
        Map<String, ListedAccount> underWay = some.stream()
                .filter(ListedAccount::isUnderWay)
                .collect(Collectors.toMap(one -> one.requestId().orElseThrow(), Function.identity()));
        return AuditAccess.unrestricted(engine, () -> {
            Map<String, String> words = new Standing(engine).of(underWay.keySet());
            words.replaceAll((id, state) -> words(underWay.get(id), state));
            return words;
        });
    }

    private static String words(ListedAccount account, String state) {
        return switch (state) {
            case Standing.AT_WORK -> account.words();
            case Standing.SCHEDULED ->
                account.lockFrom()
                        .map(start -> "approved, to be locked at " + start)
                        .orElse(account.words());
            default -> state.substring(0, 1).toLowerCase(Locale.ROOT) + state.substring(1);
        };
    }

    record Own(List<OwnRequest> requests, boolean more) {}

    /** What the viewer has asked for, newest first. */
    Own own(int first, int most) {
        return ofTheViewer("requester", first, most);
    }

    /** What the viewer has approved or rejected, the newest request first. */
    Own decided(int first, int most) {
        return ofTheViewer("decider", first, most);
    }

    private Own ofTheViewer(String as, int first, int most) {
        MayAsk mayAsk = MayAsk.of(viewer, engine);
        return AuditAccess.unrestricted(engine, () -> {
            Search mine = Search.everything().and(as, viewer.user()).and(Search.LIST, "");
            List<String> ids = access.requests().ids(mine, first, most + 1);
            List<String> page = ids.subList(0, Math.min(most, ids.size()));
            return new Own(asTheViewerSees(access.ledger().trails(page), mayAsk), ids.size() > most);
        });
    }

    /** What waits for the viewer's decision, the most urgent and then the oldest first. */
    Own waiting() {
        List<String> asked = engine
                .getTaskService()
                .createTaskQuery()
                .processDefinitionKeyIn(Standing.KEYS)
                .taskDefinitionKeyIn(APPROVALS)
                .taskCandidateUser(viewer.user())
                .includeAssignedTasks()
                .orderByTaskPriority()
                .desc()
                .orderByTaskCreateTime()
                .asc()
                .list()
                .stream()
                .map(Task::getProcessInstanceId)
                .toList();
        MayAsk mayAsk = MayAsk.of(viewer, engine);
        return AuditAccess.unrestricted(engine, () -> {
            List<Trail> open = access.ledger().trails(asked).stream()
                    .filter(trail -> !hasHadASay(trail.requestCase()))
                    .sorted(Comparator.comparingInt(trail -> asked.indexOf(trail.requestId())))
                    .toList();
            List<Trail> first = open.subList(0, Math.min(MOST_ROWS, open.size()));
            return new Own(asTheViewerSees(first, mayAsk), open.size() > MOST_ROWS);
        });
    }

    private boolean hasHadASay(RequestCase now) {
        return now.request().requester().equals(viewer.user())
                || now.deciders().stream().anyMatch(person -> person.id().equals(viewer.user()));
    }

    /** @return empty if there is no such request, or if it is none of the viewer's business */
    Optional<OwnRequest> one(String requestId) {
        boolean asked = engine.getTaskService()
                        .createTaskQuery()
                        .processInstanceId(requestId)
                        .taskDefinitionKeyIn(APPROVALS)
                        .count()
                > 0;
        MayAsk mayAsk = MayAsk.of(viewer, engine);
        return AuditAccess.unrestricted(engine, () -> {
            Trail trail = access.ledger().trail(requestId);
            boolean mayRead = !trail.entries().isEmpty() && (asked || mayFollow(trail));
            return mayRead ? Optional.of(asTheViewerSees(List.of(trail), mayAsk).get(0)) : Optional.empty();
        });
    }

    /**
     * Where something is shown.
     *
     * @param application the web application
     * @param page its page, as it stands behind {@code #/}
     */
    record Way(String application, String page) {}

    /**
     * Where the viewer sees a request: the task in which he is asked, if he has not had his say in it; else what he has made or
     * decided; empty if he may not see it.
     */
    Optional<Way> way(String requestId) {
        boolean tasklist = viewer.mayUse(engine, TASKLIST);
        boolean cockpit = viewer.mayUse(engine, COCKPIT) && viewer.seesAll();
        Optional<String> asked = decisionAskedOf(requestId);
        return AuditAccess.unrestricted(engine, () -> {
            Trail trail = access.ledger().trail(requestId);
            if (tasklist && asked.isPresent() && !hasHadHisSay(trail.requestCase())) {
                return asked.map(task -> new Way(TASKLIST, "?task=" + task));
            }
            if (tasklist && hasAPart(trail)) {
                return Optional.of(new Way(TASKLIST, "?request=" + requestId));
            }
            return Optional.of(new Way(COCKPIT, "lock-audit/request/" + requestId))
                    .filter(way -> cockpit && !trail.entries().isEmpty());
        });
    }

    private Optional<String> decisionAskedOf(String requestId) {
        return engine
                .getTaskService()
                .createTaskQuery()
                .processInstanceId(requestId)
                .taskCandidateUser(viewer.user())
                .includeAssignedTasks()
                .list()
                .stream()
                .filter(task -> Standing.isDecision(task.getTaskDefinitionKey()))
                .map(Task::getId)
                .findFirst();
    }

    /** Whether the viewer has made the request, or his approval counts already. */
    private boolean hasHadHisSay(RequestCase now) {
        return now.exists()
                && Stream.concat(Stream.of(now.requester()), now.deciders().stream())
                        .anyMatch(person -> person.id().equals(viewer.user()));
    }

    /** Whether the viewer has asked or decided; of a broken request nobody has. */
    private boolean hasAPart(Trail trail) {
        try {
            Map<Role, Set<String>> people = RequestSummary.of(trail).people();
            return Stream.of(Role.REQUESTER, Role.APPROVER, Role.REJECTER, Role.REPRESENTED)
                    .anyMatch(role -> people.getOrDefault(role, Set.of()).contains(viewer.user()));
        } catch (IllegalStateException unreadable) {
            return false;
        }
    }

    /** Who has asked or decided, and who sees everything. */
    private boolean mayFollow(Trail trail) {
        RequestSummary request = RequestSummary.of(trail);
        return viewer.maySee(request)
                || Stream.of(Role.APPROVER, Role.REJECTER, Role.REPRESENTED)
                        .anyMatch(role ->
                                request.people().getOrDefault(role, Set.of()).contains(viewer.user()));
    }

    private List<OwnRequest> asTheViewerSees(List<Trail> trails, MayAsk mayAsk) {
        List<String> ids = trails.stream().map(Trail::requestId).toList();
        Set<String> stuck = new HashSet<>(running(ids, ProcessInstanceQuery::withIncident));
        stuck.addAll(new Standing(engine).unsettledLists(ids));
        Set<String> suspended = running(ids, ProcessInstanceQuery::suspended);
        return trails.stream()
                .map(trail -> OwnRequest.of(
                        trail,
                        stuck.contains(trail.requestId())
                                ? OwnRequest.Engine.STUCK
                                : suspended.contains(trail.requestId())
                                        ? OwnRequest.Engine.SUSPENDED
                                        : OwnRequest.Engine.RUNS,
                        accountsOf(trail),
                        viewer.user(),
                        mayAsk,
                        access.clock().instant(),
                        link.of(trail.requestId())))
                .toList();
    }

    /** Of a list whose accounts were requested. */
    private List<ListedAccount> accountsOf(Trail trail) {
        RequestCase now = trail.requestCase();
        return now.isList() && now.approved() ? access.lists().of(trail.requestId()) : List.of();
    }

    private Set<String> running(List<String> ids, UnaryOperator<ProcessInstanceQuery> which) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        ProcessInstanceQuery query =
                engine.getRuntimeService().createProcessInstanceQuery().processInstanceIds(Set.copyOf(ids));
        return which.apply(query).list().stream().map(ProcessInstance::getId).collect(Collectors.toSet());
    }

    /**
     * Takes a request back, in the name of the viewer, who has made it; of a list that is being carried out, what has not begun.
     *
     * @return how many of a list are left to be taken back; empty if nothing of it waits
     * @throws io.github.accountlock.engine.process.Refusal if it may not be taken back
     */
    Optional<Integer> takeBack(String requestId, String reason) {
        return new TakeBack(engine, access).of(requestId, reason);
    }

    /**
     * Says something about a request in the name of the viewer, beside its open approval where there is one; after its end as
     * long as its lock stands.
     *
     * @return empty if there is no such request, or if it is none of the viewer's business
     * @throws io.github.accountlock.engine.process.Refusal if it is too long or empty, or comes too late
     */
    Optional<String> comment(String requestId, String text) {
        if (one(requestId).isEmpty()) {
            return Optional.empty();
        }
        if (!mayComment(requestId)) {
            throw new Refusal(
                    Refusal.Kind.NOT_ALLOWED,
                    "Only people who have asked for a request, decide about it or repair it comment on it.");
        }
        return AuditAccess.changing(engine, () -> {
            if (access.ledger().of(requestId).over()) { // the engine takes no comment any more
                new SealedComments(access.ledger(), new People(), access.clock()).add(requestId, "", text);
                return Optional.of(requestId);
            }
            Task approval = engine.getTaskService()
                    .createTaskQuery()
                    .processInstanceId(requestId)
                    .taskDefinitionKeyIn(APPROVALS)
                    .singleResult();
            engine.getTaskService().createComment(approval == null ? null : approval.getId(), requestId, text);
            return Optional.of(requestId);
        });
    }

    private boolean mayComment(String requestId) {
        return AuditAccess.unrestricted(engine, () -> hasAPart(access.ledger().trail(requestId)))
                || decisionAskedOf(requestId).isPresent()
                || viewer.repairs(engine);
    }

    boolean isOwn(String requestId) {
        return visible(requestId)
                .filter(trail -> RequestSummary.of(trail).requester().equals(viewer.user()))
                .isPresent();
    }

    /** Every request that matches now; read some at a time, so that the list may be long. */
    void each(Search search, Consumer<RequestRow> reader) {
        List<String> ids = AuditAccess.unrestricted(
                engine, () -> access.requests().ids(viewer.narrowed(search), 0, Integer.MAX_VALUE));
        for (int i = 0; i < ids.size(); i += ROWS_AT_ONCE) {
            List<String> some = ids.subList(i, Math.min(ids.size(), i + ROWS_AT_ONCE));
            AuditAccess.unrestricted(engine, () -> RequestRow.all(engine, access, some))
                    .forEach(reader);
        }
    }

    /** @return empty if there is no such request, or if the viewer may not see it */
    Optional<RequestPage> request(String requestId) {
        boolean comments = mayComment(requestId);
        MayAsk mayAsk = MayAsk.of(viewer, engine);
        return AuditAccess.unrestricted(
                engine,
                () -> visible(requestId)
                        .map(trail -> RequestPage.of(engine, access, trail, link.of(requestId), comments, mayAsk)));
    }

    Optional<List<TimelineRow>> timeline(String requestId) {
        return AuditAccess.unrestricted(
                engine,
                () -> visible(requestId).map(trail -> {
                    List<TimelineRow> rows = new ArrayList<>(new EngineTrail(engine, requestId).rows());
                    rows.addAll(LedgerTrail.rows(trail, answers(requestId)));
                    rows.sort(Comparator.comparing((TimelineRow row) -> Instant.parse(row.at())));
                    return rows;
                }));
    }

    /** Only for those who see everything: people around a request are told what came of it in words. */
    private Optional<Map<Integer, CloudAnswer>> answers(String requestId) {
        return viewer.seesAll()
                ? Optional.of(access.connections().joined(connection -> Answers.of(connection, requestId)))
                : Optional.empty();
    }

    Optional<Diagram> diagram(String requestId) {
        return AuditAccess.unrestricted(engine, () -> visible(requestId).flatMap(trail -> Diagram.of(engine, trail)));
    }

    /** What an evidence bundle holds beside the ledger. */
    Optional<Map<String, byte[]>> bundle(Trail trail) {
        return timeline(trail.requestId())
                .map(timeline -> AuditAccess.unrestricted(engine, () -> {
                    access.settle();
                    Map<String, byte[]> files = BundleFiles.of(engine, trail, timeline);
                    answers(trail.requestId())
                            .filter(kept -> !kept.isEmpty())
                            .ifPresent(kept -> files.put(Bundle.ANSWERS, Bundle.answers(kept)));
                    if (trail.requestCase().isList()) {
                        files.put(
                                "accounts.txt",
                                paths(
                                        trail.requestCase().request(),
                                        access.lists().of(trail.requestId())));
                    }
                    return files;
                }));
    }

    /** The text whose SHA-256 is the list's digest. */
    private static byte[] paths(LockRequest request, List<ListedAccount> all) {
        return all.stream()
                .limit(AccountList.size(request.account()))
                .map(one -> one.account().path())
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The trail, for those who may see the request. */
    Optional<Trail> visible(String requestId) {
        Trail trail = access.ledger().trail(requestId);
        if (trail.entries().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(trail).filter(any -> viewer.maySee(RequestSummary.of(trail)));
        } catch (IllegalStateException unreadable) {
            return Optional.of(trail).filter(any -> viewer.seesAll());
        }
    }
}
