package io.github.accountlock.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountlock.audit.ControlsReport;
import io.github.accountlock.audit.LedgerCheck;
import io.github.accountlock.audit.Listing;
import io.github.accountlock.audit.Span;
import io.github.accountlock.domain.Person;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.fixture.WebSession;
import io.github.accountlock.ledger.LedgerVerifier;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.RequestCase;
import io.github.accountlock.request.Substitution;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may name whom, over the web and on the database of production, and what is left of it for an auditor. */
class SubstitutesOverRestTest {

    private static final Attacked APPLICATION = new Attacked();
    private static final String PLUGIN = "/camunda/api/tasklist/plugin/account-lock-requests/default/substitutes";
    private static final String OF_SUBSTITUTES = " from account_lock_ledger where request_id = 'substitutes'";
    private static final String TAMPERED = "alter table account_lock_ledger disable trigger all; ";

    private Instant begin;

    @BeforeAll
    static void people() {
        IdentityService identity = APPLICATION.engine().getIdentityService();
        user("deputy", "requesters");
        user("outsider", "");
        user("manager3", "managers");
        identity.createMembership("manager3", "requesters");
    }

    private static void user(String id, String group) {
        IdentityService identity = APPLICATION.engine().getIdentityService();
        User user = identity.newUser(id);
        user.setEmail(id + "@example.org");
        identity.saveUser(user);
        if (!group.isEmpty()) {
            identity.createMembership(id, group);
        }
    }

    @BeforeEach
    void nothingIsWaiting() {
        APPLICATION.deleteRequests();
        begin = now();
    }

    @AfterEach
    void nobodyStandsIn() {
        ClockUtil.reset();
        for (JsonNode each : rows("admin")) {
            if (!each.path("state").asText().equals("over")) {
                end("admin", each.path("number").asInt(), "\"reason\":\"end of test\"");
            }
        }
    }

    @AfterAll
    static void close() {
        APPLICATION.close();
    }

    @Test
    void deputySeesTheTaskAndDecidesAndBothAreKept() throws Exception {
        Attacked.Request request = APPLICATION.waitingRequest();
        assertThat(seen("deputy", request)).isEqualTo(403);

        assertThat(named("manager", "\"substitute\":\"deputy\"").statusCode()).isEqualTo(200);

        assertThat(seen("deputy", request)).isEqualTo(200);
        assertThat(APPLICATION.as("deputy").engine("GET", "task/count", null).body())
                .contains("\"count\":1");
        assertThat(rows("deputy").get(0).path("state").asText()).isEqualTo("now");
        assertThat(decide("deputy", request).statusCode()).isEqualTo(204);
        Decided decided = facts(request).grants().get(0);
        assertThat(decided.by()).isEqualTo(new Person("deputy", "deputy@example.org"));
        assertThat(decided.standsInFor().id()).isEqualTo("manager");
        assertThat(decided.group()).isEqualTo("managers");
        assertThat(verified(Optional.of(request.id())).problems()).isEmpty();
        String decidedForHim = APPLICATION
                .as("manager")
                .send("GET", PLUGIN.replace("substitutes", "requests/decided"), null, null)
                .body();
        assertThat(decidedForHim).contains(request.id()).contains("by deputy for manager");
    }

    @Test
    void taskThatComesLaterIsShownToo() {
        named("manager", "\"substitute\":\"deputy\"");
        Attacked.Request request = APPLICATION.waitingRequest();

        await().until(() -> seen("deputy", request) == 200);
    }

    @Test
    void endedEarlyNothingIsSeenOrDecidedAnyMore() {
        Attacked.Request request = APPLICATION.waitingRequest();
        named("manager", "\"substitute\":\"deputy\"");
        assertThat(seen("deputy", request)).isEqualTo(200);

        assertThat(end("manager", newest(), "").statusCode()).isEqualTo(200);

        assertThat(seen("deputy", request)).isEqualTo(403);
        assertThat(APPLICATION.as("deputy").engine("GET", "task/count", null).body())
                .contains("\"count\":0");
        assertThat(decide("deputy", request).statusCode()).isEqualTo(403);
        assertThat(end("manager", newest(), "").body()).contains("it is over already");
        assertThat(APPLICATION.stillWaits(request)).isTrue();
    }

    @Test
    void decisionInTheSecondOfTheEndComesTooLate() {
        Attacked.Request request = APPLICATION.waitingRequest();
        Instant until = now().plus(Duration.ofMinutes(30));
        named("manager", "\"substitute\":\"deputy\"", until);
        ClockUtil.setCurrentTime(Date.from(until));

        HttpResponse<String> late = decide("deputy", request);

        assertThat(late.statusCode()).as(late.body()).isIn(400, 403);
        assertThat(late.body()).contains("Only members of the group managers");
        assertThat(APPLICATION.stillWaits(request)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "requester, `\"substitute\":\"requester\",\"absent\":\"manager\"`, 403, Only manager or an administrator",
                "manager2, `\"substitute\":\"deputy\",\"absent\":\"manager\"`, 403, Only manager or an administrator",
                "manager2, `\"substitute\":\"deputy\",\"absent\":\"manager\",\"administrator\":\"true\",\"by\":\"manager\"`,"
                        + " 403, Only manager or an administrator",
                "manager, `\"substitute\":\"manager\"`, 400, nobody stands in for himself",
                "manager, `\"substitute\":\"MANAGER\"`, 400, there is no user",
                "manager, `\"substitute\":\"nobody-of-the-kind\"`, 400, there is no user",
                "manager, `\"substitute\":\"\"`, 400, there is no user",
                "manager, `\"substitute\":\"outsider\"`, 400, may not use Tasklist",
                "manager, `\"substitute\":\"deputy\",\"from\":\"2020-01-01T00:00:00Z\"`, 400, from: choose",
                "manager, `\"substitute\":\"deputy\",\"from\":\"soon\"`, 400, from: write a moment",
                "manager, `\"substitute\":\"deputy\",\"reason\":\"a\\nb\"`, 400, reason: write one line",
                "admin, `\"substitute\":\"deputy\",\"absent\":\"manager\"`, 400, reason: say why",
                "admin, `\"substitute\":\"rootOfThisTest\",\"absent\":\"manager\",\"reason\":\"ill\"`, 400, nobody names himself",
            })
    void nobodyElseIsNamed(String person, String how, int status, String sentence) {
        HttpResponse<String> refused = named(person, how);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(refused.body()).contains(sentence);
        assertThat(rows("admin")).allMatch(each -> each.path("state").asText().equals("over"));
    }

    @ParameterizedTest
    @CsvSource({"0, until: choose", "-60, until: choose", "7776060, until: choose"})
    void wrongEndIsRefused(long seconds, String sentence) {
        assertThat(named("manager", "\"substitute\":\"deputy\"", now().plusSeconds(seconds))
                        .body())
                .contains(sentence);
    }

    @Test
    void forgedCallOfAnotherSiteAndOfNobodyNamesNobody() {
        String body = body("\"substitute\":\"deputy\"", now().plusSeconds(600));

        assertThat(APPLICATION.as("head").forged("POST", PLUGIN, body).statusCode())
                .isEqualTo(403);
        assertThat(new WebSession(APPLICATION.uri())
                        .send("POST", PLUGIN, body, "application/json")
                        .statusCode())
                .isIn(401, 403);
    }

    @Test
    void administratorNamesAndEndsWithAReason() {
        HttpResponse<String> named =
                named("admin", "\"substitute\":\"deputy\",\"absent\":\"manager\",\"reason\":\"he is ill\"");

        assertThat(named.statusCode()).as(named.body()).isEqualTo(200);
        assertThat(rows("manager").get(0).path("by").asText()).isEqualTo("rootOfThisTest");
        assertThat(end("manager2", newest(), "\"reason\":\"no\"").statusCode()).isEqualTo(403);
        assertThat(end("admin", newest(), "").statusCode()).isEqualTo(400);
        assertThat(end("deputy", newest(), "").statusCode()).isEqualTo(200);
    }

    @Test
    void whatWasNotAllowedIsARefusedAttempt() {
        ClockUtil.setCurrentTime(Date.from(begin.plus(Duration.ofMinutes(10))));
        named("requester", "\"substitute\":\"requester\",\"absent\":\"manager\"");

        assertThat(lines("refused", begin.plus(Duration.ofMinutes(5))))
                .anySatisfy(line -> assertThat(line.what()).startsWith("Only manager or an administrator"))
                .allMatch(line -> line.requestId().isEmpty());
    }

    @Test
    void managerWhoAskedGetsNothingByHisSubstituteAndItCountsAsSelfApproval() {
        Attacked.Request request = APPLICATION.waitingRequestOf("manager3");
        named("manager3", "\"substitute\":\"deputy\"");

        HttpResponse<String> refused = decide("deputy", request);

        assertThat(refused.body()).contains("manager3, for whom you stand in, made this request");
        assertThat(lines("self-approval", begin)).hasSize(1);
        assertThat(APPLICATION.stillWaits(request)).isTrue();
    }

    @Test
    void othersSeeOnlyWhatConcernsThemAndAuditorsTheReport() {
        named("manager", "\"substitute\":\"deputy\",\"reason\":\"on leave\"");

        assertThat(rows("manager2")).isEmpty();
        assertThat(lines("substitutes", begin))
                .singleElement()
                .satisfies(line -> assertThat(line.who()).isEqualTo("manager"))
                .satisfies(line -> assertThat(line.what())
                        .startsWith("deputy stands in for manager from ")
                        .endsWith(": on leave"));
    }

    @Test
    void chainOfSubstitutesIsVerifiedLikeEveryOther() throws Exception {
        named("manager", "\"substitute\":\"deputy\"");
        assertThat(ofSubstitutions()).isEmpty();
        APPLICATION.sql("create table kept as select *" + OF_SUBSTITUTES);

        try {
            assertTamperingIsFound();
        } finally {
            APPLICATION.sql("delete" + OF_SUBSTITUTES
                    + "; insert into account_lock_ledger overriding system value select * from kept; drop table kept;"
                    + " alter table account_lock_ledger enable trigger all");
        }
        assertThat(ofSubstitutions()).isEmpty();
    }

    private static void assertTamperingIsFound() throws Exception {
        APPLICATION.sql(TAMPERED + "update account_lock_ledger set facts = replace(facts, 'deputy', 'outsider')"
                + " where request_id = 'substitutes'");
        assertThat(ofSubstitutions()).containsExactly("substitutions: entry 1 does not match its seal");

        APPLICATION.sql("delete" + OF_SUBSTITUTES);
        assertThat(ofSubstitutions()).contains("substitutions: entry 1 is missing, only the head is left");
    }

    /** By somebody who can make facts, for example with the evidence key: the rows hold, but nobody was named. */
    @Test
    void decisionOfASubstituteWhomNobodyNamedIsNotSound() throws Exception {
        Attacked.Request request = APPLICATION.waitingRequest();
        RequestCase now = facts(request);
        Person manager = new Person("manager", "");
        Substitution never = new Substitution(
                1, manager, new Person("deputy", ""), manager, begin, begin.plusSeconds(900), "", Optional.empty());
        Decided decided = new Decided(
                        now(),
                        never.substitute(),
                        true,
                        "",
                        now.decisionDigest(),
                        now().plusSeconds(600),
                        "",
                        request.task())
                .insteadOf(never, "managers");

        services().ledger().commit(request.id(), decided);

        assertThat(verified(Optional.of(request.id())).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith("request " + request.id() + ": entry ")
                        .endsWith("deputy has decided in the place of manager, and no such substitution is in the"
                                + " ledger"));
    }

    private static int seen(String person, Attacked.Request request) {
        return APPLICATION
                                .as(person)
                                .engine("GET", "task/" + request.task(), null)
                                .statusCode()
                        == 200
                ? 200
                : 403;
    }

    private static HttpResponse<String> decide(String person, Attacked.Request request) {
        String digest = facts(request).decisionDigest();
        return APPLICATION
                .as(person)
                .engine(
                        "POST",
                        "task/" + request.task() + "/complete",
                        "{\"variables\":{\"decision\":{\"value\":\"approve\"},\"requestDigest\":{\"value\":\"" + digest
                                + "\"}}}");
    }

    private static HttpResponse<String> named(String person, String how) {
        return named(person, how, now().plus(Duration.ofDays(7)));
    }

    private static HttpResponse<String> named(String person, String how, Instant until) {
        return APPLICATION.as(person).send("POST", PLUGIN, body(how, until), "application/json");
    }

    private static String body(String how, Instant until) {
        return "{" + how + ",\"until\":\"" + until + "\"}";
    }

    private static HttpResponse<String> end(String person, int number, String how) {
        return APPLICATION.as(person).send("POST", PLUGIN + "/" + number + "/end", "{" + how + "}", "application/json");
    }

    private static int newest() {
        return rows("admin").get(0).path("number").asInt();
    }

    private static HttpResponse<String> rowsAnswer(String person) {
        return APPLICATION.as(person).send("GET", PLUGIN, null, null);
    }

    private static JsonNode rows(String person) {
        return APPLICATION.as(person).json(rowsAnswer(person)).path("substitutions");
    }

    private static List<Listing.Line> lines(String control, Instant from) {
        return new ControlsReport(services().connections(), services().ledger())
                .listing(control, new Span(from, from.plus(Duration.ofHours(1))), from, any -> Set.of())
                .orElseThrow()
                .lines(0, 20);
    }

    private static RequestCase facts(Attacked.Request request) {
        return services().ledger().trail(request.id()).requestCase();
    }

    private static AccountLockServices services() {
        return AccountLockServices.of(APPLICATION.engine()).orElseThrow();
    }

    /** Another test leaves a request here that is not sound. */
    private static List<String> ofSubstitutions() throws Exception {
        return verified(Optional.empty()).problems().stream()
                .filter(problem -> !problem.startsWith("request "))
                .toList();
    }

    private static LedgerVerifier.Report verified(Optional<String> request) throws Exception {
        try (Connection connection = APPLICATION.connection()) {
            return LedgerCheck.verify(connection, services().keys(), request, done -> {});
        }
    }

    private static Instant now() {
        return ClockUtil.getCurrentTime().toInstant().truncatedTo(ChronoUnit.MICROS);
    }
}
