package io.github.accountlock;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.github.accountlock.app.AccountLockApplication;
import io.github.accountlock.fixture.Browser;
import io.github.accountlock.fixture.Person;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The demo as people see it: Tasklist, Cockpit and the page of the simulated clouds in a real browser. */
@SpringBootTest(
        classes = AccountLockApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:browser;DB_CLOSE_DELAY=-1")
@ActiveProfiles("demo")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String START = "process-definition/key/account-lock";
    private static final String HOSTILE = "<img src=x onerror=alert(1)>{{constructor.constructor('alert(1)')()}}${1+1}";
    private static final int CLOUDS = freePort();

    private Browser browser;
    private Person requester;
    private Person manager;

    @DynamicPropertySource
    static void ports(DynamicPropertyRegistry registry) {
        registry.add("account-lock.simulator.port", () -> CLOUDS);
    }

    @BeforeAll
    void logIn(@LocalServerPort int port) {
        browser = Browser.start(port);
        requester = browser.login("requester", "tasklist");
        manager = browser.login("manager", "tasklist");
    }

    @BeforeEach
    void nothingIsOpen() {
        requester.openTasklist();
        manager.openTasklist();
    }

    @AfterEach
    void noScriptEverRan() {
        assertThat(requester.dialogs()).isEmpty();
        assertThat(manager.dialogs()).isEmpty();
    }

    @AfterAll
    void close() {
        browser.close();
    }

    @Test
    void personIsToldInTheFormWhatIsWrongAndCorrectsIt() {
        fillStartForm("app user");

        assertThat(requester.fieldError("accountName")).containsText("must match pattern");

        requester.field("accountName").fill("pg_monitor");
        requester.pressStart();

        requester.isTold("The provider reserves postgres and names that start with pg_");

        requester.closeNotes();
        requester.field("accountName").fill("etl_user");
        Browser.picture(requester.page(), "request-form.png", 1150);
        requester.pressStart();
        requester.startFormIsGone();

        assertThat(instance("etl_user").path("businessKey").asText())
                .isEqualTo("tencent-postgres/ap-guangzhou/postgres-demo01/etl_user");
    }

    @Test
    void twoProcessesAreOfferedAndTheRegionsFollowTheCloud() {
        requester.page().locator("a:has-text('Start process')").click();
        assertThat(requester.page().locator(".modal-content .processes a"))
                .hasText(new String[] {"Account lock", "Account unlock"});
        requester.page().locator(".modal-content a:has-text('Account lock')").click();

        requester.choose("TencentDB for PostgreSQL");
        assertThat(regions()).hasText(new String[] {"ap-guangzhou"});
        assertThat(requester.page().getByText("New end of the password's validity"))
                .isHidden();

        requester.choose("Alibaba Cloud PolarDB");
        assertThat(regions()).hasText(new String[] {"cn-hangzhou"});
        assertThat(requester.page().getByText("New end of the password's validity"))
                .isVisible();

        requester.page().locator(".modal-footer >> text=Close").click();
        requester.startFormIsGone();
    }

    @Test
    void requestGoesThroughTheApprovalToTheLockedAccount() {
        String id = requested("app_user", Map.of("ticket", "SEC-1234"));
        String approval = task(id, "Task_ApproveLock");

        requester.openTask("Withdraw request", "app_user");
        assertThat(requester.page().locator(".tasks-list .task:has-text('Approve lock')"))
                .hasCount(0);
        Person.Answer refused = requester.submit("task/" + approval, Map.of("decision", "approve"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body().path("type").asText()).isEqualTo("AuthorizationException");
        assertThat(requester.myRequest("app_user")).containsText("Waiting for approval by managers");

        cockpitShows(id, "Task_ApproveLock", "cockpit-waiting.png");

        manager.openTask("Approve lock", "app_user");
        manager.claim();
        assertThat(manager.field("accountName")).hasValue("app_user");
        assertThat(manager.field("accountName")).not().isEditable();
        assertThat(manager.field("stateSeen")).hasValue("UNLOCKED");
        assertThat(manager.page().locator(".fjs-form")).containsText("sessions");
        assertThat(manager.page().locator(".fjs-form")).containsText("If the cloud contradicts the lock");
        Browser.picture(manager.page(), "approve-form.png", 1560);
        manager.choose("Reject");
        manager.complete();
        manager.isTold("say why you reject the request");
        manager.closeNotes();
        manager.choose("Approve");
        manager.complete();

        ended(id, "LOCKED");
        Page clouds = browser.open("http://127.0.0.1:" + CLOUDS + "/");
        assertThat(clouds.locator(".instances tr")
                        .filter(new Locator.FilterOptions().setHasText("app_user"))
                        .filter(new Locator.FilterOptions().setHasText("LOCKED"))
                        .first())
                .isVisible();
        Browser.picture(clouds, "simulated-clouds.png", 900);
        clouds.close();
        assertThat(requester.myRequest("app_user")).containsText("Locked");
        assertThat(requester.myRequest("app_user")).containsText("The cloud, asked after our lock call");
    }

    @Test
    void temporaryLockWaitsForItsEnd() {
        String id = requested("report_user", Map.of("lockUntil", LocalDate.now().plusDays(1) + "T18:30Z"));

        decide(id, Map.of("decision", "approve"));

        cockpitShows(id, "IntermediateEvent_LockExpires", "cockpit-temporary.png");
        assertThat(requester.myRequest("report_user")).containsText("Locked until");
    }

    @Test
    void peopleReadWhyARequestEnded() {
        String withdrawn = requested("user_001", Map.of());
        requester.openTask("Withdraw request", "user_001");
        requester.field("withdrawReason").fill("It was the wrong account.");
        requester.complete();
        ended(withdrawn, "WITHDRAWN");

        String rejected = requested("user_002", Map.of());
        decide(rejected, Map.of("decision", "reject", "decisionReason", "Ask the team of the account first."));
        ended(rejected, "REJECTED");

        ended(requested("locked_user", Map.of()), "ALREADY_LOCKED");
        ended(requested("nobody_user", Map.of()), "ACCOUNT_NOT_FOUND");
        requested("user_003", Map.of());

        assertThat(requester.myRequest("user_001")).containsText("It was the wrong account.");
        assertThat(requester.myRequest("user_002")).containsText("Rejected, not locked");
        assertThat(requester.myRequest("user_002")).containsText("Ask the team of the account first.");
        assertThat(requester.myRequest("locked_user")).containsText("Already locked before");
        assertThat(requester.myRequest("nobody_user")).containsText("Account not found");
        assertThat(requester.myRequest("user_003")).containsText("Waiting for approval by managers");
        Browser.picture(requester.page(), "my-requests.png", 900);
    }

    @Test
    void personWithoutRequestsIsToldHowToMakeOne() {
        manager.page().getByText("My requests").click();

        assertThat(manager.page().locator("dialog[open] [role=status]")).containsText("You have not asked for a lock");

        manager.page().keyboard().press("Escape");
        assertThat(manager.page().locator("dialog[open]")).hasCount(0);
    }

    @Test
    void everyPageKeepsItsOwnNonceWhileOthersLoad(@LocalServerPort int port) {
        HttpRequest page = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/camunda/app/tasklist/default/"))
                .build();
        HttpClient http = HttpClient.newHttpClient();

        List<HttpResponse<String>> pages =
                Stream.generate(() -> http.sendAsync(page, BodyHandlers.ofString())).limit(200).toList().stream()
                        .map(CompletableFuture::join)
                        .toList();

        assertThat(pages).allSatisfy(each -> {
            String policy = each.headers().firstValue("Content-Security-Policy").orElseThrow();
            String nonce = policy.replaceAll(".*'nonce-([^']+)'.*", "$1");
            assertThat(each.body()).contains("nonce=\"" + nonce + "\"");
        });
    }

    @Test
    void hostileTextStaysText() {
        requester.openStartForm();
        fill("user_004", HOSTILE);
        requester.pressStart();
        requester.startFormIsGone();
        instance("user_004");

        assertThat(requester.myRequest("user_004")).containsText(HOSTILE);
        manager.openTask("Approve lock", "user_004");
        assertThat(manager.field("reason")).hasValue(HOSTILE);

        requester.openTask("Withdraw request", "user_004");
        assertThat(requester.field("reason")).hasValue(HOSTILE);
    }

    private void fillStartForm(String account) {
        requester.openStartForm();
        fill(account, "Its password was found in a public repository.");
    }

    private void fill(String account, String reason) {
        requester.choose("TencentDB for PostgreSQL");
        requester.choose("ap-guangzhou");
        requester.field("instanceId").fill("postgres-demo01");
        requester.field("accountName").fill(account);
        requester.field("reason").fill(reason);
        requester.field("ticket").fill("SEC-1234");
        requester.page().keyboard().press("Tab");
    }

    private Locator regions() {
        return requester.page().locator("label:has(input[id*=Field_region])");
    }

    /** Asks for a lock by REST, as another system would in the requester's name. */
    private String requested(String account, Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "provider", "tencent-postgres",
                "region", "ap-guangzhou",
                "instanceId", "postgres-demo01",
                "accountName", account,
                "reason", "Its password was found in a public repository."));
        values.putAll(more);
        Person.Answer started = requester.submit(START, values);
        assertThat(started.status()).as(started.body().toString()).isEqualTo(200);
        return started.body().path("id").asText();
    }

    private JsonNode instance(String account) {
        String path = "history/process-instance?processInstanceBusinessKeyLike=%25/" + account;
        await().atMost(PATIENCE).until(() -> requester.get(path).body().size() == 1);
        return requester.get(path).body().get(0);
    }

    private String task(String requestId, String step) {
        String path = "task?processInstanceId=" + requestId + "&taskDefinitionKey=" + step;
        await().atMost(PATIENCE).until(() -> manager.get(path).body().size() == 1);
        return manager.get(path).body().get(0).path("id").asText();
    }

    private void decide(String requestId, Map<String, String> decision) {
        String task = task(requestId, "Task_ApproveLock");
        assertThat(manager.post("task/" + task + "/claim", Map.of("userId", "manager"))
                        .status())
                .isEqualTo(204);
        Map<String, String> carried = new HashMap<>(decision);
        carried.put(
                "requestDigest",
                manager.get("task/" + task + "/variables/frozenDigest")
                        .body()
                        .path("value")
                        .asText());
        Person.Answer decided = manager.submit("task/" + task, carried);
        assertThat(decided.status()).as(decided.body().toString()).isEqualTo(204);
    }

    private void ended(String requestId, String outcome) {
        String path = "history/variable-instance?variableName=outcome&processInstanceId=" + requestId;
        await().atMost(PATIENCE).until(() -> requester.get(path).body().size() == 1);
        assertThat(requester.get(path).body().get(0).path("value").asText()).isEqualTo(outcome);
    }

    /** An operator sees the token where the request waits. */
    private void cockpitShows(String requestId, String step, String picture) {
        String path = "history/process-instance?processInstanceIds=" + requestId + "&activeActivityIdIn=" + step;
        await().atMost(PATIENCE).until(() -> requester.get(path).body().size() == 1);

        Person operator = browser.login("operator", "cockpit");
        operator.page()
                .navigate(operator.page().url().replaceAll("#.*", "") + "#/process-instance/" + requestId + "/runtime");
        assertThat(operator.page()
                        .locator(".djs-overlays[data-container-id='" + step + "'] .badge")
                        .first())
                .isVisible();
        Browser.picture(operator.page(), picture, 900);
        operator.page().context().close();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new IllegalStateException(none);
        }
    }
}
