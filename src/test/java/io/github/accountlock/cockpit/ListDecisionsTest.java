package io.github.accountlock.cockpit;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.audit.DecisionTime;
import io.github.accountlock.audit.Listing.Line;
import io.github.accountlock.audit.RequestName;
import io.github.accountlock.audit.Search;
import io.github.accountlock.audit.Span;
import io.github.accountlock.audit.Verdict;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.process.ProcessTester;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A person decides once about a list, and once more about an account of it for which more is wanted. */
class ListDecisionsTest {

    private static final Span ALL =
            new Span(Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2040-01-01T00:00:00Z"));
    private static final String ONE_FOR_A_LIST =
            ProcessTester.policy().replaceFirst("(?s)(Rule_List.*?)<text>2</text>", "$1<text>1</text>");

    private enum On {
        POSTGRESQL(Audited.onPostgres("list-decisions", ONE_FOR_A_LIST)),
        H2(Audited.onH2("list-decisions", ONE_FOR_A_LIST));

        private final Audited audited;
        private final Map<String, String> ids = new HashMap<>();

        On(Audited audited) {
            this.audited = audited;
        }

        ReportDesk reports() {
            return new ReportDesk(audited.engine(), audited.access());
        }

        AuditDesk desk() {
            return new AuditDesk(audited.engine(), audited.access(), new Viewer("auditor", true));
        }
    }

    @BeforeAll
    static void lists() {
        for (On on : On.values()) {
            ProcessTester flow = on.audited.flow();
            flow.deployPolicy(ONE_FOR_A_LIST);
            on.audited.clouds().put(tencent("user_003"), "{\"state\":\"UNLOCKED\",\"type\":\"tencentDBSuper\"}");
            String accounts = Stream.of("user_001", "user_002", "user_003")
                    .map(name -> tencent(name).path())
                    .collect(Collectors.joining("\n"));
            ProcessInstance list = flow.as(
                    "requester",
                    () -> on.audited
                            .engine()
                            .getRuntimeService()
                            .startProcessInstanceByKey(
                                    "account-lock-bulk", Map.of("accounts", accounts, "reason", "sold")));
            flow.runJobs(list);
            flow.passTime(Duration.ofHours(1));
            flow.decide(list, "manager", Map.of("decision", "approve"));
            flow.runJobs(list);
            on.ids.put("list", list.getId());
            for (ProcessInstance one : on.audited
                    .engine()
                    .getRuntimeService()
                    .createProcessInstanceQuery()
                    .processDefinitionKey("account-lock")
                    .list()) {
                flow.runJobs(one);
                on.ids.put(
                        on.audited
                                .access()
                                .ledger()
                                .of(one.getId())
                                .request()
                                .account()
                                .accountName(),
                        one.getId());
                if (flow.variable(one, "outcome") == null) {
                    flow.passTime(Duration.ofHours(2));
                    flow.decide(one, "manager2", Map.of("decision", "approve"));
                    flow.runJobs(one);
                }
            }
            ClockUtil.reset();
        }
    }

    @AfterAll
    static void close() {
        Stream.of(On.values()).forEach(on -> on.audited.close());
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void approvalOfAListIsOneDecisionAndThatOfAnAccountAnother(On on) throws IOException {
        ReportDesk.Happenings decided =
                on.reports().happenings("decided", ALL, 0, 200).orElseThrow();
        List<Line> lines = decided.lines();

        assertThat(lines).extracting(Line::who).containsExactly("manager2", "manager");
        assertThat(lines).extracting(Line::requestId).containsExactly(on.ids.get("user_003"), on.ids.get("list"));
        assertThat(decided.total()).isEqualTo(2);
        assertThat(decided.byPerson()).isEqualTo(Map.of("manager", 1L, "manager2", 1L));
        assertThat(csv(on)).hasSize(3);
        assertThat(on.reports()
                        .happenings("decided", new Span(ALL.from(), ALL.to(), "manager", ""), 0, 200)
                        .orElseThrow()
                        .total())
                .isOne();
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void entryThatSomebodyMadeUnreadableIsNotTheEndOfTheTimes(On on) {
        String which =
                " where kind = 'DECIDED' and request_id = '" + on.ids.get("user_003") + "' and actor = 'manager2'";
        on.audited.sql("create table decided_before as select * from account_lock_ledger" + which);
        on.audited.sql("update account_lock_ledger set facts = 'no json'" + which);

        List<DecisionTime> times = DecisionTime.all(on.audited.access().connections(), ALL);

        on.audited.sql("update account_lock_ledger set facts = (select facts from decided_before)" + which);
        on.audited.sql("drop table decided_before");
        assertThat(times).extracting(DecisionTime::who).contains("manager", "manager2");
    }

    private static List<String> csv(On on) throws IOException {
        ReportResource resource = new ReportResource(
                on.reports(),
                new Names(on.audited.engine()),
                on.audited.access().clock());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ((jakarta.ws.rs.core.StreamingOutput) resource.happenings(
                                "decided", ALL.from().toString(), ALL.to().toString(), null, null, null)
                        .getEntity())
                .write(out);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void timeToDecideIsThatOfThePersonWhoPressedOnce(On on) {
        List<DecisionTime> times = on.reports().decisionTimes(ALL);

        assertThat(times).extracting(DecisionTime::who).containsExactly("manager", "manager2");
        assertThat(times).extracting(DecisionTime::count).containsOnly(1);
        assertThat(times).allMatch(time -> Duration.ofMillis(time.median()).toHours() >= 1);
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void timeToApproveIsOfWhatWasApprovedByItself(On on) {
        assertThat(on.reports().report(ALL.from(), ALL.to()).spreads())
                .filteredOn(spread -> spread.id().equals("approve"))
                .singleElement()
                .satisfies(spread -> assertThat(spread.count()).isEqualTo(2))
                .satisfies(spread -> assertThat(spread.median()).isGreaterThan(3_500_000));
        assertThat(on.desk().find(Search.by(Search.TOOK, "approve"), 0, 10).rows())
                .extracting(RequestRow::id)
                .containsExactlyInAnyOrder(on.ids.get("list"), on.ids.get("user_003"));
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void listIsCalledByWhatPeopleKnowOfIt(On on) {
        String name = name(on);

        assertThat(name)
                .matches("Lock of 3 accounts \\(list [0-9a-f]{8}\\) at tencent-postgres, asked for by requester");
        assertThat(on.reports().happenings("decided", ALL, 0, 200).orElseThrow().lines())
                .extracting(Line::name)
                .containsExactly("Lock of user_003 on postgres-demo01", name);
    }

    private static String name(On on) {
        return RequestName.of(
                on.audited.access().connections(), on.audited.access().ledger().trail(on.ids.get("list")));
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void requestOfAListNamesItAndAllWhoHaveApprovedIt(On on) throws IOException {
        RequestPage page = on.desk().request(on.ids.get("user_003")).orElseThrow();

        assertThat(page.verdict().stream().map(Verdict.Part::text).collect(Collectors.joining()))
                .contains(", under list “" + name(on) + "”, which was approved by manager, proven by ");
        assertThat(page.verdict())
                .filteredOn(part -> !part.request().isEmpty())
                .extracting(Verdict.Part::request)
                .containsExactly(on.ids.get("list"));
        assertThat(page.request().list())
                .isEqualTo(new RequestRow.Under(on.ids.get("list"), name(on), List.of("manager"), Map.of()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RequestList.csv(out, new Names(on.audited.engine()), rows -> on.desk().each(Search.everything(), rows));
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .filteredOn(line -> line.contains("\"" + name(on) + "\",\"manager\""))
                .hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void holdIsCalledByItsRequest(On on) {
        AccountAudit accounts = new AccountAudit(on.audited.engine(), on.audited.access(), new Viewer("auditor", true));

        assertThat(accounts.page(tencent("user_001")).holds())
                .extracting(HoldRow::name)
                .containsExactly("Lock of user_001 on postgres-demo01");
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void whoHasLeftIsNamedOnceForAList(On on) {
        on.audited.engine().getIdentityService().deleteMembership("manager", "managers");

        assertThat(on.reports().happenings("left", ALL, 0, 200).orElseThrow().lines())
                .extracting(Line::requestId)
                .containsExactly(on.ids.get("list"));
        on.audited.engine().getIdentityService().createMembership("manager", "managers");
    }
}
