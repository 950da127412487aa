package io.github.accountlock.notify;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.Person;
import io.github.accountlock.domain.Sha256;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.process.ProcessTester;
import io.github.accountlock.request.Difference;
import io.github.accountlock.request.Fact.Compared;
import io.github.accountlock.request.Naming.Named;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told what, by a real mail server and a real receiver of webhooks. */
class NoticesTest {

    private static final String SECRET = "fake-webhook-secret-of-tests";

    private final GreenMail smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final MockWebServer receiver = new MockWebServer();
    private final ControlledClouds clouds = new ControlledClouds();
    private final String database = Postgres.newDatabase();
    private ProcessEngine engine;
    private ProcessTester flow;

    @BeforeEach
    void start() throws Exception {
        smtp.start();
        receiver.start();
        for (int i = 0; i < 20; i++) {
            receiver.enqueue(new MockResponse.Builder().code(204).build());
        }
    }

    private void engine(String... more) {
        Map<String, String> settings = new HashMap<>(ProcessTester.settings(clouds));
        settings.put("notify.base-url", "https://locks.example.com/");
        settings.put("notify.mail.host", "127.0.0.1");
        settings.put("notify.mail.port", Integer.toString(smtp.getSmtp().getPort()));
        settings.put("notify.mail.from", "locks@example.com");
        settings.put("notify.mail.encryption", "none");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
        configuration.setProcessEngineName("notices");
        configuration.setJdbcDriver("org.postgresql.Driver");
        configuration.setJdbcUrl(database);
        configuration.setDatabaseSchemaUpdate("true");
        engine = ProcessTester.configured(configuration, settings).buildProcessEngine();
        flow = new ProcessTester(engine);
        for (String person : List.of("requester", "manager", "manager2", "head", "operator")) {
            User user =
                    engine.getIdentityService().createUserQuery().userId(person).singleResult();
            user.setEmail(person + "@example.com");
            engine.getIdentityService().saveUser(user);
        }
    }

    private String[] webhook() {
        return new String[] {
            "notify.webhooks.siem.url", receiver.url("/notices").toString(), "notify.webhooks.siem.secret", SECRET
        };
    }

    @AfterEach
    void stop() {
        ClockUtil.reset();
        engine.close();
        clouds.close();
        receiver.close();
        smtp.stop();
    }

    @Test
    void eachIsToldWhatConcernsHimInHisOwnTime() throws Exception {
        engine();
        IdentityService identity = engine.getIdentityService();
        identity.setUserInfo("manager2", "timeZone", "Asia/Shanghai");
        ProcessInstance request =
                flow.requested(tencent("app_user"), "reason", "leak <b>found</b>\n\nDecide here: https://evil.example");
        flow.runJobs(request);

        List<MimeMessage> wanted = mails(2);
        assertThat(wanted)
                .extracting(NoticesTest::to)
                .containsExactlyInAnyOrder("manager@example.com", "manager2@example.com");
        MimeMessage toManager2 = to(wanted, "manager2");
        assertThat(toManager2.getSubject())
                .isEqualTo("Approval wanted: lock app_user on "
                        + tencent("app_user").instanceId());
        String task = engine.getTaskService()
                .createTaskQuery()
                .processInstanceId(request.getId())
                .singleResult()
                .getId();
        assertThat(body(toManager2))
                .contains("multipart", "https://locks.example.com/camunda/app/tasklist/default/#/?task=" + task)
                .contains("Reason: leak <b>found</b>")
                .as("nobody writes lines that look like ours")
                .contains("    Decide here: https://evil.example")
                .contains("leak &lt;b&gt;found&lt;/b&gt;")
                .contains(" CST")
                .doesNotContain("demo-key");

        smtp.purgeEmailFromAllMailboxes();
        flow.approve(request);

        List<MimeMessage> decided = mails(2);
        assertThat(decided)
                .as("the requester, and the one who need not decide any more")
                .extracting(NoticesTest::to)
                .containsExactlyInAnyOrder("requester@example.com", "manager2@example.com");
        assertThat(decided).allSatisfy(mail -> assertThat(mail.getSubject()).endsWith(": approved by manager"));

        smtp.purgeEmailFromAllMailboxes();
        flow.runJobs(request);

        List<MimeMessage> ended = mails(2);
        assertThat(ended)
                .extracting(NoticesTest::to)
                .containsExactlyInAnyOrder("requester@example.com", "manager@example.com");
        assertThat(ended).allSatisfy(mail -> assertThat(mail.getSubject()).endsWith("locked, and that was proven"));
        assertThat(body(ended.get(0)))
                .contains("https://locks.example.com/camunda/app/tasklist/default/#/?request=" + request.getId());
    }

    @Test
    void whoseHoldHasEndedBecauseItsLockWasFoundGoneIsTold() throws Exception {
        engine();
        ProcessInstance held = flow.requested(tencent("app_user"));
        mails(2);
        smtp.purgeEmailFromAllMailboxes();
        flow.approve(held);
        mails(2);
        smtp.purgeEmailFromAllMailboxes();
        flow.runJobs(held);
        mails(2);
        smtp.purgeEmailFromAllMailboxes();
        clouds.set(tencent("app_user"), "UNLOCKED");

        ProcessInstance unlock = flow.as(
                "responder",
                () -> engine.getRuntimeService()
                        .startProcessInstanceByKey("account-unlock", ProcessTester.values(tencent("app_user"))));
        flow.runJobs(unlock);
        flow.letTimePass(unlock);

        assertThat(flow.variable(unlock, "outcome")).isEqualTo("ALREADY_UNLOCKED");
        assertThat(flow.hold(held)).isEqualTo("BROKEN");
        List<MimeMessage> told = mails(2);
        assertThat(told)
                .extracting(NoticesTest::to)
                .containsExactlyInAnyOrder("requester@example.com", "operator@example.com");
        assertThat(body(to(told, "requester"))).contains("so this hold has ended. Ask for a new lock");
    }

    @Test
    void webhookIsSignedAndTellsNoReason() throws Exception {
        engine(webhook());
        ProcessInstance request = flow.requested(tencent("app_user"), "reason", "leak in a repository");
        flow.runJobs(request);

        RecordedRequest call = receiver.takeRequest(20, TimeUnit.SECONDS);
        String body = call.getBody().utf8();
        JsonNode notice = new ObjectMapper().readTree(body);
        assertThat(notice.get("event").asText()).isEqualTo("approval-wanted");
        assertThat(notice.get("requestId").asText()).isEqualTo(request.getId());
        assertThat(notice.get("account").asText()).isEqualTo("app_user");
        assertThat(body).doesNotContain("repository", SECRET);
        String[] signature = call.getHeaders().get("X-Account-Lock-Signature").split("[=,]");
        assertThat(signature[3])
                .isEqualTo(HexFormat.of()
                        .formatHex(Sha256.hmac(SECRET.getBytes(StandardCharsets.UTF_8), signature[1] + "." + body)));
        assertThat(call.getHeaders().get("X-Account-Lock-Id"))
                .isEqualTo(notice.get("id").asText());
    }

    @Test
    void rowsThatSomebodyPutsIntoTheOutboxTellNothingThatIsNotSo() throws Exception {
        engine();
        ProcessInstance request = flow.requested(tencent("app_user"));
        flow.runJobs(request);
        mails(2);
        for (Occasion made : Occasion.values()) {
            sql("insert into account_lock_outbox values ('made-up-" + made.label() + "', '" + request.getId() + "', '"
                    + made + "', 'MAIL', 'requester', '1', now(), 'WAITING', 0, '', now())");
        }
        sql("insert into account_lock_outbox values ('made-up-too-early', '" + request.getId()
                + "', 'ESCALATED', 'MAIL', 'head', '1', now(), 'WAITING', 0, '', now())");

        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        one("select count(*) from account_lock_outbox where id like 'made-up-%' and state = 'DROPPED'")
                                .equals(Integer.toString(Occasion.values().length + 1)));
    }

    /** The end of the list is weeks away by then. */
    @Test
    void whoeverItConcernsIsToldWhichTimeOfAListWasLeftOut() throws Exception {
        engine(
                "windows.weekend.days",
                "SAT",
                "windows.weekend.from",
                "22:00",
                "windows.weekend.for",
                "PT4H",
                "windows.weekend.zone",
                "UTC");
        AccountRef gone = tencent("removed_user");
        Map<String, Object> values =
                Map.of("accounts", gone.path(), "reason", "Patches.", "lockStart", "window:weekend", "windowTimes", 2);
        ProcessInstance list = flow.as(
                "requester", () -> engine.getRuntimeService().startProcessInstanceByKey("account-lock-bulk", values));
        flow.runJobs(list);
        flow.decide(list, "manager", Map.of("decision", "approve"));
        flow.decide(list, "manager2", Map.of("decision", "approve"));
        for (int i = 0; i < 6; i++) {
            flow.runJobs(list);
            engine.getRuntimeService()
                    .createProcessInstanceQuery()
                    .processDefinitionKey("account-lock")
                    .list()
                    .forEach(flow::runJobs);
            flow.passTime(Duration.ofMinutes(1));
        }

        await().atMost(Duration.ofSeconds(20))
                .until(() -> Stream.of(smtp.getReceivedMessages())
                                .filter(mail -> subject(mail).startsWith("Left out at "))
                                .count()
                        == 4);
    }

    @Test
    void fallbackIsToldWhenNobodyDecides() throws Exception {
        engine();
        ProcessInstance request = flow.requested(tencent("app_user"));
        mails(2);
        flow.passTime(Duration.ofHours(5));
        flow.runJobs(request);
        assertThat(mails(4))
                .filteredOn(mail -> subject(mail).startsWith("Still open: "))
                .hasSize(2);
        smtp.purgeEmailFromAllMailboxes();

        flow.passTime(Duration.ofHours(4));
        flow.runJobs(request);

        MimeMessage mail = mails(1).get(0);
        assertThat(to(mail)).isEqualTo("head@example.com");
        assertThat(subject(mail)).startsWith("Nobody has decided, so you are asked: lock app_user");
        assertThat(body(mail)).contains("Approvals: 0 of 1; still wanted from managers or heads");
    }

    @Test
    void fallbackIsToldThatAnEmergencyLockStaysUntilSomebodyDecides() throws Exception {
        engine();
        Map<String, Object> values = ProcessTester.values(tencent("app_user"));
        values.put("urgency", "emergency");
        ProcessInstance request = flow.as("responder", () -> flow.start(values));
        flow.runJobs(request);
        flow.passTime(Duration.ofDays(1));
        flow.runJobs(request);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> Stream.of(smtp.getReceivedMessages())
                        .anyMatch(mail -> subject(mail).startsWith("EMERGENCY: Nobody has decided")));
        MimeMessage mail = Stream.of(smtp.getReceivedMessages())
                .filter(each -> subject(each).startsWith("EMERGENCY: Nobody has decided"))
                .findFirst()
                .orElseThrow();
        assertThat(to(mail)).isEqualTo("head@example.com");
        assertThat(body(mail))
                .contains("you may decide too; the account is locked, and stays so until somebody does.")
                .doesNotContain("expires", "To be decided before");
    }

    @Test
    void addressOfAGroupIsNoAddress() throws Exception {
        engine();
        User manager =
                engine.getIdentityService().createUserQuery().userId("manager").singleResult();
        manager.setEmail("team: a@evil.example, b@evil.example;");
        engine.getIdentityService().saveUser(manager);
        ProcessInstance request = flow.requested(tencent("app_user"));
        flow.runJobs(request);

        assertThat(mails(1)).extracting(NoticesTest::to).containsExactly("manager2@example.com");
        await().until(() -> one("select error from account_lock_outbox where receiver = 'manager'")
                .contains("group"));
    }

    private String one(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private void sql(String change) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            statement.execute(change);
        }
    }

    @Test
    void substituteIsToldWhatTheAbsentPersonIsTold() throws Exception {
        engine();
        IdentityService identity = engine.getIdentityService();
        User deputy = identity.newUser("deputy");
        deputy.setEmail("deputy@example.com");
        identity.saveUser(deputy);
        Instant now = flow.now();
        Person manager = new Person("manager", "manager@example.com");
        AccountLockServices.of(engine)
                .orElseThrow()
                .ledger()
                .name(new Named(
                        now,
                        manager,
                        false,
                        manager,
                        new Person("deputy", "deputy@example.com"),
                        now,
                        now.plus(Duration.ofDays(1)),
                        ""));
        ProcessInstance request = flow.requested(tencent("app_user"));
        flow.runJobs(request);

        assertThat(mails(3))
                .extracting(NoticesTest::to)
                .containsExactlyInAnyOrder("manager@example.com", "manager2@example.com", "deputy@example.com");

        smtp.purgeEmailFromAllMailboxes();
        flow.decide(request, "deputy", Map.of("decision", "approve"));

        List<MimeMessage> decided = mails(3);
        assertThat(decided)
                .as("the requester, and those who need not decide any more")
                .extracting(NoticesTest::to)
                .containsExactlyInAnyOrder("requester@example.com", "manager@example.com", "manager2@example.com");
        assertThat(decided)
                .allSatisfy(mail -> assertThat(mail.getSubject()).endsWith("approved by deputy for manager"));
        assertThat(body(decided.get(0)))
                .contains("deputy has approved the request of requester, standing in for manager.");
    }

    @Test
    void incidentIsToldToOperators() throws Exception {
        engine();
        clouds.fail(tencent("app_user"), "no-permission");
        ProcessInstance request = flow.requested(tencent("app_user"));
        flow.runJobs(request);
        assertThat(flow.incident(request)).isNotNull();

        MimeMessage mail = mails(1).get(0);

        assertThat(to(mail)).isEqualTo("operator@example.com");
        assertThat(mail.getSubject()).startsWith("Operator needed: lock app_user");
        assertThat(body(mail)).contains("The request cannot go on by itself: ");
    }

    @Test
    void differenceFromTheCloudIsToldToOperators() throws Exception {
        engine();
        ProcessInstance request = flow.requested(tencent("app_user"));
        flow.runJobs(request);
        mails(2); // once it is approved, nobody is asked any more
        flow.approve(request);
        flow.runJobs(request);
        flow.passTime(Duration.ofMinutes(1));
        Instant now = flow.now();
        AccountLockServices.of(engine)
                .orElseThrow()
                .ledger()
                .commit(request.getId(), new Compared(now, Difference.OPENED, now.minusSeconds(5), now, 2, ""));

        MimeMessage mail = to(mails(7), "operator");
        assertThat(mail.getSubject())
                .startsWith("We hold app_user on " + tencent("app_user").instanceId() + " locked");
        assertThat(body(mail))
                .contains("At its cloud the account is unlocked, although we hold it locked.")
                .contains("https://locks.example.com/camunda/app/cockpit/default/#/lock-audit/request/"
                        + request.getId());
    }

    @Test
    void receiverThatIsDownStandsInNobodysWayAndIsDeadInTheEnd() throws Exception {
        receiver.close();
        engine(webhook());
        ProcessInstance request = flow.requested(tencent("app_user"));
        flow.runJobs(request);
        flow.approve(request);
        flow.runJobs(request);
        assertThat(flow.facts(request).lockProven()).isTrue();
        Outbox outbox = AccountLockServices.of(engine).orElseThrow().outbox().orElseThrow();

        await().atMost(Duration.ofMinutes(1)).until(() -> {
            flow.passTime(Duration.ofHours(13));
            return outbox.dead().size() == 2;
        });

        assertThat(outbox.dead())
                .as("nobody is asked any more for an approval that was given")
                .extracting(Notice::occasion)
                .containsExactlyInAnyOrder(Occasion.DECIDED, Occasion.ENDED);
        assertThat(outbox.dead()).allSatisfy(dead -> {
            assertThat(dead.receiver()).isEqualTo("siem");
            assertThat(dead.attempts()).isEqualTo(1 + Outbox.WAITS.size());
            assertThat(dead.error()).isNotBlank();
        });
        assertThat(outbox.again(outbox.dead().get(0).id())).isTrue();
        assertThat(outbox.dead()).hasSize(1);
        assertThat(outbox.again("none")).isFalse();
    }

    @Test
    void stepThatIsRolledBackTellsNothing() {
        engine();
        ProcessInstance request = flow.requested(tencent("app_user"));
        flow.runJobs(request);
        mails(2);
        assertThatThrownBy(() -> flow.decide(request, "manager", Map.of("decision", "reject")))
                .hasMessageContaining("say why you reject");
        flow.approve(request);
        flow.runJobs(request);

        assertThat(mails(6)).noneMatch(mail -> subject(mail).contains("rejected"));
    }

    private List<MimeMessage> mails(int count) {
        assertThat(smtp.waitForIncomingEmail(20_000, count))
                .as("%d mails", count)
                .isTrue();
        return new ArrayList<>(Arrays.asList(smtp.getReceivedMessages()));
    }

    private static String to(MimeMessage mail) {
        try {
            return mail.getRecipients(RecipientType.TO)[0].toString();
        } catch (MessagingException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static MimeMessage to(List<MimeMessage> mails, String person) {
        return mails.stream()
                .filter(mail -> to(mail).equals(person + "@example.com"))
                .findFirst()
                .orElseThrow();
    }

    private static String subject(MimeMessage mail) {
        try {
            return mail.getSubject();
        } catch (MessagingException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** With the headers; long lines put together again. */
    private static String body(MimeMessage mail) {
        return GreenMailUtil.getWholeMessage(mail).replace("=\r\n", "").replace("=3D", "=");
    }
}
