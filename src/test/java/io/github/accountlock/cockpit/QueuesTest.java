package io.github.accountlock.cockpit;

import static io.github.accountlock.fixture.Accounts.polardb;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.audit.ControlsReport;
import io.github.accountlock.audit.DecisionTime;
import io.github.accountlock.audit.Listing.Line;
import io.github.accountlock.audit.Queue;
import io.github.accountlock.audit.Search;
import io.github.accountlock.audit.Span;
import io.github.accountlock.audit.Spread;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.Person;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.hold.ForeignLocks;
import io.github.accountlock.ledger.Ledger.RefusedAttempt;
import io.github.accountlock.process.ProcessTester;
import io.github.accountlock.request.Difference;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.Naming.EndedEarly;
import io.github.accountlock.request.Naming.Named;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every number leads to exactly its rows, on the database of production and on that of the demo. */
class QueuesTest {

    private static final Instant BEGIN = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2040-01-01T00:00:00Z");
    private static final Span ALL = new Span(BEGIN, END);

    /** What each queue holds of the requests below. */
    private static final Map<String, List<String>> EXPECTED = Map.ofEntries(
            Map.entry("approval", List.of("by-manager", "first", "half-approved", "to decide", "waiting")),
            Map.entry("suspended", List.of("suspended")),
            Map.entry("review", List.of("first", "to decide")),
            Map.entry("person", List.of("failed", "undo-refused")),
            Map.entry("called", List.of("undo-refused")),
            Map.entry(
                    "held",
                    List.of(
                            "first",
                            "kept",
                            "locked",
                            "lost",
                            "orphaned",
                            "running",
                            "running longer",
                            "super",
                            "past",
                            "to decide",
                            "by a substitute")),
            Map.entry("differs", List.of("kept", "lost")),
            Map.entry("scheduled", List.of("scheduled")),
            Map.entry("temporary", List.of("past", "running", "running longer", "to decide")),
            Map.entry("late", List.of("past")),
            Map.entry("orphaned", List.of("orphaned")),
            Map.entry(
                    "running",
                    List.of(
                            "by-manager",
                            "failed",
                            "first",
                            "half-approved",
                            "past",
                            "running",
                            "running longer",
                            "scheduled",
                            "suspended",
                            "to decide",
                            "undo-refused",
                            "waiting")),
            Map.entry("unproven", List.of("kept")),
            Map.entry("emergency", List.of("first", "super")),
            Map.entry("foreign", List.of("foreign removed")),
            Map.entry("substituted", List.of("by a substitute")),
            Map.entry("unapproved", List.of()), // AuditDeskTest has one
            Map.entry("deleted", List.of("deleted", "orphaned")));

    private enum On {
        POSTGRESQL(Audited.onPostgres("queues")),
        H2(Audited.onH2("queues"));

        private final Audited audited;
        private final Map<String, String> names = new HashMap<>();

        On(Audited audited) {
            this.audited = audited;
        }

        AuditDesk desk() {
            return new AuditDesk(audited.engine(), audited.access(), new Viewer("auditor", true));
        }

        ReportDesk reports() {
            return new ReportDesk(audited.engine(), audited.access());
        }

        List<String> ids(Search search) {
            List<String> ids = new ArrayList<>();
            for (long total = 1; ids.size() < total; ) { // in pages of two
                AuditDesk.Found found = desk().find(search, ids.size(), 2);
                assertThat(found.rows().isEmpty()).isEqualTo(found.total() == 0);
                found.rows().forEach(row -> ids.add(row.id()));
                total = found.total();
            }
            return ids;
        }
    }

    @BeforeAll
    static void requests() {
        for (On on : On.values()) {
            Map<String, String> ids = new LinkedHashMap<>(on.audited.everyOutcome());
            ids.put("foreign removed", foreignRemoved(on.audited));
            ids.put("orphaned", orphaned(on.audited));
            ids.put("failed", failed(on.audited));
            ids.put("first", lockedFirst(on.audited));
            ids.put("past", temporary(on.audited, tencent("user_020"), Duration.ofHours(1)));
            ids.put("to decide", temporary(on.audited, tencent("user_027"), Duration.ofHours(1), "atEnd", "review"));
            ids.put("by a substitute", bySubstitute(on.audited));
            attempts(on.audited, ids.get("waiting"));
            differ(on.audited, ids.get("lost"), Difference.OPENED);
            differ(on.audited, ids.get("kept"), Difference.GONE);
            differ(on.audited, ids.get("super"), Difference.OPENED, Difference.AS_HELD);
            ids.forEach((name, id) -> on.names.put(id, name));
        }
        On.H2.audited.flow().passTime(Duration.ofHours(2)); // of both, and no timer is run
        for (On on : On.values()) {
            on.audited.flow().runJobs(running(on.audited, "to decide", on.names));
            on.names.put(scheduled(on.audited), "scheduled");
            on.names.put(suspended(on.audited), "suspended");
            on.names.put(temporary(on.audited, tencent("user_021"), Duration.ofHours(9)), "running longer");
            on.names.put(temporary(on.audited, tencent("user_022"), Duration.ofHours(5)), "running");
        }
    }

    private static ProcessInstance running(Audited audited, String name, Map<String, String> names) {
        String id = names.keySet().stream()
                .filter(each -> names.get(each).equals(name))
                .findFirst()
                .orElseThrow();
        return audited.engine()
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceId(id)
                .singleResult();
    }

    private static String temporary(Audited audited, AccountRef account, Duration length, String... more) {
        String end = audited.flow().now().plus(length).toString();
        return audited.locked(
                account,
                Stream.concat(Stream.of("lockUntil", end), Stream.of(more)).toArray(String[]::new));
    }

    private static String scheduled(Audited audited) {
        String start = audited.flow().now().plus(Duration.ofHours(9)).toString();
        ProcessInstance request = audited.flow().requested(tencent("user_029"), "lockFrom", start);
        audited.flow().approve(request);
        return request.getId();
    }

    /** While it waited for its approval. */
    private static String suspended(Audited audited) {
        String id = audited.flow().requested(tencent("user_030")).getId();
        audited.flow().runtimeBehindTheDoors().suspendProcessInstanceById(id);
        return id;
    }

    /** The lock that somebody else has made, removed as the request says. */
    private static String foreignRemoved(Audited audited) {
        audited.clouds().set(tencent("user_023"), "LOCKED");
        ProcessInstance unlock = audited.unlockAsked(
                tencent("user_023"), "operator", "removeForeignLock", "true", "reason", "\"holds\":\"");
        audited.approveUnlock(unlock, "manager", "manager2");
        return unlock.getId();
    }

    private static String orphaned(Audited audited) {
        String id = temporary(audited, tencent("user_024"), Duration.ofHours(30));
        audited.flow().as("operator", () -> {
            audited.engine().getRuntimeService().deleteProcessInstance(id, "in the way");
            return null;
        });
        return id;
    }

    /** The cloud does not know our key any more. */
    private static String failed(Audited audited) {
        ProcessInstance request = audited.flow().requested(tencent("user_025"));
        audited.clouds()
                .fail("{\"action\":\"LockAccount\",\"fault\":\"error\",\"code\":\"AuthFailure.SecretIdNotFound\"}");
        audited.flow().approve(request);
        audited.flow().runJobs(request);
        audited.clouds().forget();
        return request.getId();
    }

    private static String lockedFirst(Audited audited) {
        Map<String, Object> values = ProcessTester.values(tencent("user_026"));
        values.put("urgency", "emergency");
        ProcessInstance request =
                audited.flow().as("responder", () -> audited.flow().start(values));
        audited.flow().runJobs(request);
        return request.getId();
    }

    private static String bySubstitute(Audited audited) {
        Instant now = audited.flow().now();
        Person manager = new Person("manager", "manager@example.com");
        mail(audited, manager.identity());
        audited.access()
                .ledger()
                .name(new Named(
                        now,
                        manager,
                        false,
                        manager,
                        new Person("responder", ""),
                        now,
                        now.plus(Duration.ofDays(1)),
                        "on leave"));
        ProcessInstance request = audited.flow().requested(tencent("user_028"));
        audited.flow().decide(request, "responder", Map.of("decision", "approve"));
        audited.flow().runJobs(request);
        audited.access().ledger().name(new EndedEarly(audited.flow().now(), manager, false, 1, "back"));
        mail(audited, null);
        return request.getId();
    }

    private static void mail(Audited audited, String address) {
        IdentityService identity = audited.engine().getIdentityService();
        User manager = identity.createUserQuery().userId("manager").singleResult();
        manager.setEmail(address);
        identity.saveUser(manager);
    }

    private static void attempts(Audited audited, String request) {
        for (String person : List.of("requester", "requester", "operator")) {
            assertThatThrownBy(() -> audited.flow()
                            .complete(
                                    audited.engine()
                                            .getRuntimeService()
                                            .createProcessInstanceQuery()
                                            .processInstanceId(request)
                                            .singleResult(),
                                    AccountLockProcess.APPROVE,
                                    person,
                                    Map.of("decision", "approve")))
                    .isNotNull();
        }
        audited.access()
                .ledger()
                .refused(
                        request,
                        new RefusedAttempt(audited.flow().now(), Person.SYSTEM, "Task_LockAccount", "no cover", false));
        audited.access()
                .ledger()
                .refusedStart(new RefusedAttempt(
                        audited.flow().now(),
                        new Person("requester", ""),
                        "account-lock",
                        "reason: is missing",
                        false,
                        true));
        audited.access()
                .ledger()
                .refusedStart(new RefusedAttempt(
                        audited.flow().now(), new Person("manager", ""), "account-lock", "no right", false));
    }

    private static void differ(Audited audited, String request, Difference... found) {
        Instant now = audited.flow().now();
        for (Difference each : found) {
            audited.access().ledger().commit(request, new Fact.Compared(now, each, now.minusSeconds(5), now, 2, ""));
        }
    }

    @AfterAll
    static void close() {
        for (On on : On.values()) {
            on.audited.close();
        }
    }

    private static Stream<Arguments> queues() {
        return Stream.of(On.values()).flatMap(on -> Queue.ALL.stream().map(queue -> Arguments.of(on, queue.id())));
    }

    @ParameterizedTest
    @MethodSource("queues")
    void countOfAQueueIsThatOfItsRows(On on, String queue) {
        List<String> rows = on.ids(Search.by(Search.QUEUE, queue));

        assertThat(count(on, queue).count()).isEqualTo(rows.size());
        assertThat(rows).doesNotHaveDuplicates();
        assertThat(rows.stream().map(on.names::get)).containsExactlyInAnyOrderElementsOf(EXPECTED.get(queue));
    }

    /** On as many instances as their names say; of each lock two readings, and of one a single one. */
    @ParameterizedTest
    @EnumSource(On.class)
    void locksOfOthersAreCountedByTheirRows(On on) throws java.io.IOException {
        assertThat(count(on, "others").count()).isZero();
        ForeignLocks locks = new ForeignLocks(on.audited.access().connections());
        AccountRef one = tencent("user_098");
        AccountRef other = polardb("user_099");
        Instant first = on.audited.flow().now();
        Instant then = first.plusSeconds(60);
        take(locks, List.of(one), first);
        take(locks, List.of(one, tencent("user_097")), then);
        take(locks, List.of(other), then);
        take(locks, List.of(other), then.plusSeconds(60));

        ReportDesk.QueueCount count = count(on, "others");
        ReportDesk.Others rows = on.reports().others(0, 50);

        assertThat(count.count()).isEqualTo(2).isEqualTo(rows.total());
        assertThat(count.oldest()).isEqualTo(first.toString());
        assertThat(rows.locks())
                .containsExactly(
                        new ReportDesk.Other(one.path(), first.toString(), then.toString(), 2),
                        new ReportDesk.Other(
                                other.path(),
                                then.toString(),
                                then.plusSeconds(60).toString(),
                                2));
        assertThat(on.reports().others(1, 1).locks())
                .containsExactly(rows.locks().get(1));
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        ((StreamingOutput) new ReportResource(
                                on.reports(),
                                new Names(on.audited.engine()),
                                on.audited.access().clock())
                        .othersAsTable()
                        .getEntity())
                .write(csv);
        assertThat(csv.toString(java.nio.charset.StandardCharsets.UTF_8).lines())
                .hasSize(1 + rows.locks().size())
                .contains('"' + one.path() + "\",\"" + first + "\",\"" + then + "\",\"2\"");
    }

    private static void take(ForeignLocks locks, List<AccountRef> locked, Instant asked) {
        locks.take(
                locked.get(0).instance(),
                locked.stream().map(AccountRef::path).collect(Collectors.toSet()),
                java.util.Set.of(),
                asked,
                2,
                Duration.ofSeconds(2));
    }

    private static ReportDesk.QueueCount count(On on, String queue) {
        return on.reports().queues().stream()
                .filter(count -> count.queue().id().equals(queue))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void runningLocksStandByTheirEnd(On on) {
        Search byEnd = new Search(
                Map.of(Search.QUEUE, "temporary"),
                Map.of(),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                "lockUntil",
                false);

        assertThat(on.ids(byEnd).stream().map(on.names::get))
                .containsExactly("past", "to decide", "running", "running longer");
        assertThat(count(on, "temporary").nextEnd())
                .isEqualTo(on.desk().find(byEnd, 0, 1).rows().get(0).lockUntil());
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void queueIsOneConditionAmongOthers(On on) {
        Search both = new Search(
                Map.of(
                        Search.QUEUE,
                        "running",
                        "provider",
                        polardb("any").provider().value()),
                Map.of(),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                "requestedAt",
                true);

        assertThat(on.ids(both).stream().map(on.names::get)).containsExactly("half-approved");
    }

    private static Stream<Arguments> controls() {
        return Stream.of(On.values())
                .flatMap(on -> Stream.concat(
                                on.reports().report(BEGIN, END).controls().stream()
                                        .map(ControlsReport.Answer::id),
                                Stream.of("decided", "left"))
                        .map(id -> Arguments.of(on, id)));
    }

    @ParameterizedTest
    @MethodSource("controls")
    void countOfAControlIsThatOfItsLines(On on, String control) {
        ReportDesk.Happenings found =
                on.reports().happenings(control, ALL, 0, 200).orElseThrow();

        on.reports().report(BEGIN, END).controls().stream()
                .filter(answer -> answer.id().equals(control))
                .forEach(answer -> assertThat(answer.count()).isEqualTo(found.total()));
        assertThat(found.lines()).hasSize((int) found.total());
        assertThat(inPages(on, control)).isEqualTo(found.lines());
        List<Line> all = new ArrayList<>();
        on.reports().each(control, ALL, all::add);
        assertThat(all).isEqualTo(found.lines());
        assertThat(found.byPerson().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(found.total());
        found.byPerson().forEach((person, count) -> {
            ReportDesk.Happenings ofOne = on.reports()
                    .happenings(control, new Span(BEGIN, END, person, ""), 0, 200)
                    .orElseThrow();
            assertThat(ofOne.total()).isEqualTo(person.isEmpty() ? found.total() : count);
            assertThat(ofOne.lines()).hasSize((int) ofOne.total());
            assertThat(ofOne.byPerson()).isEqualTo(found.byPerson());
        });
    }

    private static List<Line> inPages(On on, String control) {
        List<Line> lines = new ArrayList<>();
        for (List<Line> page = List.of(); lines.isEmpty() || !page.isEmpty(); lines.addAll(page)) {
            page = on.reports()
                    .happenings(control, ALL, lines.size(), 3)
                    .orElseThrow()
                    .lines();
            if (page.isEmpty()) {
                break;
            }
        }
        return lines;
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void refusedAttemptsAreCountedByPersonAndThoseOfTheProcessApart(On on) {
        Map<String, Long> people = new TreeMap<>(
                on.reports().happenings("refused", ALL, 0, 9).orElseThrow().byPerson());

        assertThat(people)
                .containsEntry("requester", 2L)
                .containsEntry("manager", 1L)
                .containsEntry("operator", 1L)
                .containsKey("system");
        assertThat(on.reports().happenings("slips", ALL, 0, 9).orElseThrow().byPerson())
                .containsExactly(Map.entry("requester", 1L));
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void timesToDecideAreOfTheDecisionsThatTheyLeadTo(On on) {
        List<DecisionTime> times = on.reports().decisionTimes(ALL);

        assertThat(times).extracting(DecisionTime::urgency).contains("normal", "emergency");
        assertThat(times)
                .filteredOn(time -> time.who().equals("responder"))
                .extracting(DecisionTime::insteadOf)
                .containsExactly("manager");
        for (DecisionTime time : times) {
            String insteadOf = time.insteadOf().isEmpty() ? Span.OWN_PLACE : time.insteadOf();
            Span span = new Span(BEGIN, END, time.who(), insteadOf, time.urgency());
            assertThat(on.reports().happenings("decided", span, 0, 200).orElseThrow())
                    .satisfies(found -> assertThat(found.total()).isEqualTo(time.count()))
                    .satisfies(found -> assertThat(found.lines())
                            .hasSize(time.count())
                            .extracting(Line::insteadOf)
                            .containsOnly(time.insteadOf()));
            assertThat(time.median()).isBetween(0L, time.p95());
            assertThat(time.p95()).isLessThanOrEqualTo(time.longest());
        }
        assertThat(times.stream().mapToLong(DecisionTime::count).sum())
                .isEqualTo(on.reports()
                        .happenings("decided", ALL, 0, 1)
                        .orElseThrow()
                        .total());
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void approvalsOfWhoHasLeftTheGroupSinceAreNamed(On on) {
        assertThat(left(on)).isEmpty();
        IdentityService identity = on.audited.engine().getIdentityService();

        identity.deleteMembership("manager2", "managers");
        try {
            assertThat(left(on)).isNotEmpty().allMatch(line -> line.who().equals("manager2"));
            assertThat(left(on))
                    .hasSameSizeAs(decisions(on, "manager2").stream()
                            .filter(line -> line.what().startsWith("approved"))
                            .toList());
        } finally {
            identity.createMembership("manager2", "managers");
        }
        assertThat(left(on)).isEmpty();
    }

    private static List<Line> left(On on) {
        return on.reports().happenings("left", ALL, 0, 200).orElseThrow().lines();
    }

    private static List<Line> decisions(On on, String person) {
        return on.reports()
                .happenings("decided", new Span(BEGIN, END, person, ""), 0, 200)
                .orElseThrow()
                .lines();
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void decisionsAreFoundByTheirOwnDate(On on) {
        List<Line> all = decisions(on, "manager");
        Instant newest = Instant.parse(all.get(0).at());

        assertThat(on.reports()
                        .happenings("decided", new Span(newest, newest.plusSeconds(1), "manager", ""), 0, 9)
                        .orElseThrow()
                        .lines())
                .contains(all.get(0));
        assertThat(on.reports()
                        .happenings("decided", new Span(BEGIN, newest, "manager", ""), 0, 200)
                        .orElseThrow()
                        .total())
                .isEqualTo(all.stream()
                        .filter(line -> Instant.parse(line.at()).isBefore(newest))
                        .count())
                .isLessThan(all.size());
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void howLongItTookIsOfTheRequestsThatItLeadsTo(On on) {
        for (Spread spread : on.reports().report(BEGIN, END).spreads()) {
            assertThat(spread.count()).isPositive();
            assertThat(on.ids(Search.by(Search.TOOK, spread.id()))).hasSize(spread.count());
            long least = 0;
            for (Spread.Bar bar : spread.bars()) {
                String range = spread.id() + "." + least + "." + Math.min(bar.below(), 999_999_999_999L);
                assertThat(on.desk().find(Search.by(Search.TOOK, range), 0, 100).rows())
                        .as(range)
                        .hasSize(bar.count());
                least = bar.below();
            }
        }
        assertThatThrownBy(() -> Search.by(Search.TOOK, "approve.1.x")).hasMessageContaining("took: ");
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void policyInForceLeadsToWhatItDecided(On on) {
        List<ReportDesk.Policy> policies = on.reports().policies();

        assertThat(policies).singleElement().satisfies(policy -> {
            assertThat(policy.inForce()).isTrue();
            assertThat(policy.version()).isOne();
            assertThat(policy.requests()).isGreaterThan(20);
            assertThat(on.ids(Search.by(Search.POLICY, policy.digest()))).hasSize((int) policy.requests());
        });
        assertThat(on.desk()
                        .find(Search.by(Search.POLICY, "0".repeat(64)), 0, 1)
                        .total())
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void evidenceKeysLeadToWhatTheySealed(On on) {
        assertThat(on.reports().keys()).singleElement().satisfies(key -> {
            assertThat(key.known()).isTrue();
            assertThat(key.seals()).isTrue();
            assertThat(on.ids(Search.by(Search.EVIDENCE_KEY, key.keyId()))).hasSize((int) key.requests());
        });
    }

    @Test
    void everyQueueIsTried() {
        assertThat(EXPECTED.keySet())
                .isEqualTo(new TreeSet<>(Queue.ALL.stream().map(Queue::id).collect(Collectors.toSet())));
        assertThatThrownBy(() -> Search.by(Search.QUEUE, "nothing"))
                .hasMessageContaining("queue: \"nothing\" is none; choose one of approval");
    }
}
