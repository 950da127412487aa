package io.github.accountlock.app;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.fixture.RunningApplication;
import io.github.accountlock.fixture.WebSession;
import io.github.accountlock.process.ProcessTester;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One address of a request for everybody: each is led to what he may see, or told that there is nothing for him. */
class RequestDoorTest {

    private static final RunningApplication APPLICATION = RunningApplication.demo("door");
    private static final ProcessEngine ENGINE = APPLICATION.engine();
    private static final String TASKLIST = "/camunda/app/tasklist/default/#/";
    private static final String AUDIT = "/camunda/app/cockpit/default/#/lock-audit/request/";
    private static final String NOTHING = "There is no such request, or you may not see it.";
    private static final Map<String, WebSession> SESSIONS = new HashMap<>();

    @BeforeAll
    static void addAnOutsider() {
        User outsider = ENGINE.getIdentityService().newUser("outsider");
        outsider.setPassword("outsider");
        ENGINE.getIdentityService().saveUser(outsider);
    }

    @AfterAll
    static void close() {
        APPLICATION.close();
    }

    @Test
    void everybodyIsLedToWhatHeMaySee() {
        String id = requested(tencent("user_001"));
        Task approval = approvalOf(id);

        assertThat(led("requester", id)).isEqualTo(TASKLIST + "?request=" + id);
        assertThat(led("manager", id)).isEqualTo(TASKLIST + "?task=" + approval.getId());
        assertThat(led("operator", id)).isEqualTo(AUDIT + id);
        assertThat(led("auditor", id)).isEqualTo(AUDIT + id);
        assertThat(led("admin", id)).isEqualTo(AUDIT + id);
        HttpResponse<String> outsider = open("outsider", id);
        assertThat(outsider.statusCode()).isEqualTo(404);
        assertThat(outsider.body()).startsWith(NOTHING);
    }

    @Test
    void whoHasDecidedIsLedToWhatBecameOfIt() {
        String id = requested(tencent("user_002"));
        ProcessTester flow = new ProcessTester(ENGINE, false);
        Task approval = approvalOf(id);
        flow.as("manager", () -> {
            ENGINE.getTaskService()
                    .complete(
                            approval.getId(),
                            Map.of(
                                    "decision",
                                    "reject",
                                    "decisionReason",
                                    "Not now.",
                                    "requestDigest",
                                    flow.digest(approval)));
            return null;
        });

        assertThat(led("manager", id)).isEqualTo(TASKLIST + "?request=" + id);
        assertThat(open("manager2", id).statusCode()).isEqualTo(404);
        assertThat(SESSIONS.get("manager")
                        .send(
                                "GET",
                                "/camunda/api/tasklist/plugin/account-lock-requests/default/requests/one/" + id,
                                null,
                                null)
                        .body())
                .contains("\"outcome\":\"REJECTED\"");
    }

    @Test
    void whoHasApprovedTheLockIsLedToTheTaskThatAsksHimAtItsEnd() {
        ProcessTester flow = new ProcessTester(ENGINE, false);
        Map<String, Object> values = ProcessTester.values(tencent("user_003"));
        values.put("lockUntil", flow.now().plus(Duration.ofHours(1)).toString());
        values.put("atEnd", "review");
        String id = flow.as("requester", () -> flow.start(values).getId());
        await().until(() -> approvalOf(id) != null);
        Task approval = approvalOf(id);
        flow.as("manager", () -> {
            ENGINE.getTaskService()
                    .complete(approval.getId(), Map.of("decision", "approve", "requestDigest", flow.digest(approval)));
            return null;
        });
        assertThat(led("manager", id)).isEqualTo(TASKLIST + "?request=" + id);
        await().until(() ->
                AccountLockServices.of(ENGINE).orElseThrow().ledger().of(id).holds());

        try {
            ClockUtil.offset(Duration.ofHours(2).toMillis());
            await().until(() -> approvalOf(id) != null);

            assertThat(led("manager", id))
                    .isEqualTo(TASKLIST + "?task=" + approvalOf(id).getId());
        } finally {
            ClockUtil.reset();
        }
    }

    @Test
    void whoIsNotLoggedInIsAskedToLogInWhetherThereIsSuchARequestOrNot() {
        String id = requested(tencent("user_003"));
        WebSession nobody = new WebSession(APPLICATION.uri());

        HttpResponse<String> page = nobody.send("GET", "/account-lock/requests/" + id, null, null);
        HttpResponse<String> none = nobody.send("GET", "/account-lock/requests/none", null, null);

        assertThat(page.statusCode()).isEqualTo(401);
        assertThat(page.body())
                .contains(
                        "href=\"/camunda/app/tasklist/default/#/?followed=" + id + "\"",
                        "href=\"/camunda/app/cockpit/default/#/lock-audit/request/" + id + "\"");
        assertThat(none.body()).isEqualTo(page.body().replace(id, "none"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none", "%3Cscript%3E", "a%22b", "x/y"})
    void whatIsNoRequestLeadsNowhere(String id) {
        HttpResponse<String> response = open("auditor", id);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).startsWith(NOTHING).doesNotContain("script");
    }

    @Test
    void linkIsInTheAnswersAndIsFollowed() {
        String id = requested(tencent("user_004"));
        String link = "\"link\":\"" + APPLICATION.uri() + "/account-lock/requests/" + id + "\"";

        assertThat(rest("requester", "/engine-rest/account-lock/requests/" + id))
                .contains(link);
        assertThat(rest("requester", "/engine-rest/account-lock/requests/own")).contains(link);
        assertThat(session("auditor")
                        .send("GET", "/camunda/api/cockpit/plugin/account-lock-audit/default/request/" + id, null, null)
                        .body())
                .contains(link);
    }

    private static String requested(AccountRef account) {
        ProcessTester flow = new ProcessTester(ENGINE, false);
        String id = flow.as(
                "requester", () -> flow.start(ProcessTester.values(account)).getId());
        await().until(() -> approvalOf(id) != null);
        return id;
    }

    private static Task approvalOf(String id) {
        return ENGINE.getTaskService()
                .createTaskQuery()
                .processInstanceId(id)
                .taskDefinitionKey(AccountLockProcess.APPROVE)
                .singleResult();
    }

    private static String led(String person, String id) {
        HttpResponse<String> response = open(person, id);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
        return response.headers()
                .firstValue("Location")
                .orElseThrow()
                .replace(APPLICATION.uri().toString(), "");
    }

    private static HttpResponse<String> open(String person, String id) {
        return session(person).send("GET", "/account-lock/requests/" + id, null, null);
    }

    private static WebSession session(String person) {
        return SESSIONS.computeIfAbsent(person, any -> {
            WebSession session = new WebSession(APPLICATION.uri());
            assertThat(session.login(person, person, "welcome")).as(person).isEqualTo(200);
            return session;
        });
    }

    private static String rest(String person, String path) {
        String basic = Base64.getEncoder().encodeToString((person + ":" + person).getBytes(StandardCharsets.UTF_8));
        return new WebSession(APPLICATION.uri())
                .send("GET", path, null, null, "Authorization", "Basic " + basic)
                .body();
    }
}
