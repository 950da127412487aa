package io.github.accountlock.attack;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.audit.ControlsReport;
import io.github.accountlock.audit.ControlsReport.Answer;
import io.github.accountlock.audit.LedgerCheck;
import io.github.accountlock.audit.Listing;
import io.github.accountlock.audit.Span;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.ledger.LedgerVerifier;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is refused when he makes a request has made none, and stands in the report all the same: apart, if he may make them. */
class RefusedStartsTest {

    private static final Attacked APPLICATION = new Attacked();
    private static final String OF_STARTS = " from account_lock_ledger where request_id like 'starts:%'";

    private static Instant clock = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    /** Each test in minutes of its own. */
    @BeforeEach
    void later() {
        clock = clock.plus(Duration.ofMinutes(5));
        ClockUtil.setCurrentTime(Date.from(clock));
    }

    @AfterEach
    void reset() {
        ClockUtil.reset();
    }

    @AfterAll
    static void close() {
        APPLICATION.close();
    }

    @Test
    void wrongValueIsRecordedWithTheSentenceAndNothingElse() {
        HttpResponse<String> refused =
                ask("requester", "submit-form", "app_user", "\"lockUntil\":{\"value\":\"soon\"}");

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(sinceThen("refused")).isEmpty();
        List<Listing.Line> lines = sinceThen("slips");
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0))
                .returns("requester", Listing.Line::who)
                .returns("", Listing.Line::requestId)
                .returns("", Listing.Line::account)
                .returns("", Listing.Line::problem);
        assertThat(lines.get(0).what()).startsWith("lockUntil: ").doesNotContain("leaked password");
    }

    @Test
    void whateverTheReasonIsRecorded() {
        APPLICATION.deleteRequests();
        APPLICATION.waitingRequest();

        ask("requester", "start", "app_user", "\"ticket\":{\"value\":\"x\"}");
        ask("manager", "start", "etl_user", "\"ticket\":{\"value\":\"x\"}");
        post("admin", "\"startInstructions\":[{\"type\":\"startBeforeActivity\",\"activityId\":\"Task_LockAccount\"}]");

        assertThat(sinceThen("slips"))
                .singleElement()
                .returns("requester", Listing.Line::who)
                .satisfies(line -> assertThat(line.what()).contains("another request for this account has not ended"));
        assertThat(sinceThen("refused"))
                .extracting(Listing.Line::who)
                .containsExactlyInAnyOrder("manager", "rootOfThisTest");
        assertThat(sinceThen("refused"))
                .extracting(Listing.Line::what)
                .anySatisfy(what -> assertThat(what).contains("'CREATE'"))
                .anySatisfy(what -> assertThat(what).contains("cannot be changed this way"));
    }

    /** The forms offer none of them. */
    @Test
    void protectedAccountThatSomebodyNamesIsNoSlip() {
        HttpResponse<String> one = ask("requester", "submit-form", "protected_user", "\"ticket\":{\"value\":\"x\"}");
        ClockUtil.setCurrentTime(Date.from(clock.plusSeconds(61)));
        HttpResponse<String> among = APPLICATION
                .as("requester")
                .engine(
                        "POST",
                        "process-definition/key/account-lock-bulk/submit-form",
                        "{\"variables\":{\"reason\":{\"value\":\"leak\"},\"accounts\":{\"value\":\""
                                + tencent("app_user").path() + "\\n"
                                + tencent("protected_user").path() + "\"}}}");

        assertThat(one.statusCode()).as(one.body()).isEqualTo(400);
        assertThat(among.statusCode()).as(among.body()).isEqualTo(400);
        assertThat(sinceThen("slips")).isEmpty();
        assertThat(sinceThen("refused"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.what()).contains("is never locked here"));
    }

    @Test
    void nobodyFillsTheLedgerByRepeating() {
        for (int i = 0; i < 10; i++) {
            ask("requester", "start", "app_user", "\"lockUntil\":{\"value\":\"soon " + i + "\"}");
        }
        assertThat(sinceThen("slips")).hasSize(1);

        ClockUtil.setCurrentTime(Date.from(clock.plusSeconds(61)));
        ask("requester", "start", "app_user", "\"lockUntil\":{\"value\":\"later\"}");

        assertThat(sinceThen("slips")).hasSize(2);
    }

    @Test
    void slipHidesNothingThatIsNotAllowed() {
        ask("requester", "start", "app_user", "\"lockUntil\":{\"value\":\"soon\"}");
        post(
                "requester",
                "\"startInstructions\":[{\"type\":\"startBeforeActivity\",\"activityId\":\"Task_LockAccount\"}]");

        assertThat(sinceThen("refused"))
                .singleElement()
                .satisfies(line -> assertThat(line.what()).contains("cannot be changed this way"));
    }

    @Test
    void countAndPeopleAreThoseOfTheReport() {
        post(
                "requester",
                "\"startInstructions\":[{\"type\":\"startBeforeActivity\",\"activityId\":\"Task_LockAccount\"}]");
        ask("manager", "start", "app_user", "\"ticket\":{\"value\":\"x\"}");

        Answer answer = report().answers(clock, clock.plusSeconds(60), clock).get(0);
        Listing listing = report().listing("refused", new Span(clock, clock.plusSeconds(60)), clock, any -> Set.of())
                .orElseThrow();

        assertThat(answer.count()).isEqualTo(2);
        assertThat(answer.lines()).hasSize(2);
        assertThat(listing.byPerson()).containsEntry("requester", 1L).containsEntry("manager", 1L);
    }

    @Test
    void chainOfRefusedStartsIsVerifiedLikeEveryOther() throws Exception {
        ask("requester", "start", "app_user", "\"lockUntil\":{\"value\":\"soon\"}");
        assertThat(verified().problems()).isEmpty();
        APPLICATION.sql("create table kept as select *" + OF_STARTS);

        APPLICATION.sql("alter table account_lock_ledger disable trigger all; delete" + OF_STARTS);
        assertThat(verified().problems())
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("refused starts of ")
                        .endsWith("entry 1 is missing, only the head is left"));

        APPLICATION.sql("insert into account_lock_ledger overriding system value select * from kept");
        assertThat(verified().problems()).isEmpty();
        APPLICATION.sql("update account_lock_ledger set actor = 'somebody' where request_id like 'starts:%'");
        assertThat(verified().problems())
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("refused starts of ")
                        .endsWith("entry 1 does not match its seal"));

        APPLICATION.sql(
                "delete" + OF_STARTS + "; insert into account_lock_ledger overriding system value select * from kept;"
                        + " drop table kept; alter table account_lock_ledger enable trigger all");
    }

    private static List<Listing.Line> sinceThen(String control) {
        return report().answers(clock, clock.plus(Duration.ofMinutes(2)), clock).stream()
                .filter(answer -> answer.id().equals(control))
                .findFirst()
                .orElseThrow()
                .lines();
    }

    private static ControlsReport report() {
        return new ControlsReport(services().connections(), services().ledger());
    }

    private static AccountLockServices services() {
        return AccountLockServices.of(APPLICATION.engine()).orElseThrow();
    }

    private static LedgerVerifier.Report verified() throws Exception {
        try (Connection connection = APPLICATION.connection()) {
            return LedgerCheck.verify(connection, services().keys(), Optional.empty(), done -> {});
        }
    }

    private static HttpResponse<String> ask(String person, String way, String account, String more) {
        String values = "\"provider\":{\"value\":\"tencent-postgres\"},\"region\":{\"value\":\"ap-guangzhou\"},"
                + "\"instanceId\":{\"value\":\"postgres-demo01\"},\"accountName\":{\"value\":\""
                + tencent(account).accountName() + "\"},\"reason\":{\"value\":\"leaked password\"}";
        return APPLICATION
                .as(person)
                .engine(
                        "POST",
                        "process-definition/key/account-lock/" + way,
                        "{\"variables\":{" + values + "," + more + "}}");
    }

    private static void post(String person, String how) {
        APPLICATION.as(person).engine("POST", "process-definition/key/account-lock/start", "{" + how + "}");
    }
}
