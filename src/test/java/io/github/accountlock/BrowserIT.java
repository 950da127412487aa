package io.github.accountlock;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.github.accountlock.fixture.Browser;
import io.github.accountlock.fixture.Person;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The demo as people see it: Tasklist, Cockpit and the page of the simulated clouds in a real browser. */
class BrowserIT extends DemoInBrowser {

    @Test
    void personIsToldInTheFormWhatIsWrongAndCorrectsIt() {
        requester.openStartForm("Account lock");
        fill("app user", "Its password was found in a public repository.", "SEC-1234");
        requester.choose("For good");

        requester.pressStart();
        requester.isTold("An account name has 1 to 63 letters, digits and underscores");
        assertThat(refusalBeside("accountName")).containsText("An account name has 1 to 63 letters");
        assertThat(requester.field("accountName")).isFocused();

        requester.closeNotes();
        requester.field("accountName").fill("pg_monitor");
        requester.pressStart();

        requester.isTold("The provider reserves postgres and names that start with pg_");
        assertThat(requester.page().locator(".account-lock-refusal")).hasCount(1);

        requester.closeNotes();
        requester.field("accountName").fill("etl_user");
        Browser.picture(requester.page(), "request-form.png", 1270);
        requester.pressStart();
        requester.startFormIsGone();

        assertThat(instance("etl_user").path("businessKey").asText())
                .isEqualTo("tencent-postgres/ap-guangzhou/postgres-demo01/etl_user");
    }

    @Test
    void emptyFormShowsItsFirstFieldThatIsMissing() {
        for (Map.Entry<String, String> form : Map.of(
                        "Account lock",
                        "provider-0",
                        "Account unlock",
                        "provider-0",
                        "Lock of many accounts",
                        "accounts")
                .entrySet()) {
            requester.page().evaluate("sessionStorage.clear()"); // what an earlier test has typed
            requester.openTasklist();
            requester.openStartForm(form.getKey());
            requester.pressStart();

            assertThat(requester.field(form.getValue())).isFocused();
            assertThat(requester.field(form.getValue())).isInViewport();
            requester.page().locator(".modal-footer >> text=Close").click();
        }
    }

    private Locator refusalBeside(String field) {
        return requester.page().locator(".fjs-form-field:has([id$='Field_" + field + "']) .account-lock-refusal");
    }

    @Test
    void threeProcessesAreOfferedAndTheRegionsFollowTheCloud() {
        requester.page().locator("a:has-text('Start process')").click();
        assertThat(requester.page().locator(".modal-content .processes a"))
                .hasText(new String[] {"Account lock", "Account unlock", "Lock of many accounts"});
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

        assertThat(requester.page().locator(".tasks-list .task")).hasCount(0);
        Person.Answer refused = requester.submit("task/" + approval, Map.of("decision", "approve"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body().path("type").asText()).isEqualTo("AuthorizationException");
        assertThat(requester.myRequest("app_user"))
                .containsText("Waiting for approval: 0 of 1; still wanted from managers");

        cockpitShows(id, "Task_ApproveLock", "cockpit-waiting.png");

        manager.openTask("Approve lock", "app_user");
        assertThat(manager.page().locator(".account-lock-hint")).hasText("or claim the task to decide in its form");
        manager.claim();
        assertThat(manager.page().locator(".account-lock-hint")).hasCount(0);
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
        approveDialogSaysThatTheFormIsNotSent();
        manager.choose("Approve");
        manager.complete();

        ended(id, "LOCKED");
        Page page = browser.open(clouds.uri().toString());
        assertThat(page.locator(".instances tr")
                        .filter(new Locator.FilterOptions().setHasText("app_user"))
                        .filter(new Locator.FilterOptions().setHasText("LOCKED"))
                        .first())
                .isVisible();
        Browser.picture(page, "simulated-clouds.png", 900);
        page.close();
        assertThat(requester.myRequest("app_user")).containsText("Locked");
        assertThat(requester.myRequest("app_user")).not().containsText("this hold has ended");
        assertThat(requester.myRequest("app_user")).containsText("The cloud, asked after our lock call");
    }

    /** "Reject" is chosen in the form behind it. */
    private void approveDialogSaysThatTheFormIsNotSent() {
        Locator dialog = manager.page().locator("dialog[open]");
        manager.page().locator(".account-lock-decision:text-is('Approve')").click();
        assertThat(dialog)
                .containsText(
                        "In the form you have chosen “Reject: it is not locked, or is unlocked again”. Nothing of the form is"
                                + " sent from here: what counts is the button below.");
        assertThat(dialog.getByText("Leave it")).isFocused();
        dialog.getByText("Leave it").click();
        assertThat(dialog).hasCount(0);
    }

    @Test
    void linkFillsInTheFormAndWhatWasTypedIsKeptUntilTheRequestIsMade() {
        Page page = requester.page();
        requester.openTasklist();
        page.navigate(page.url().split("#")[0]
                + "#/?processStart=account-lock&provider=tencent-postgres&region=ap-guangzhou&instanceId=postgres-demo01"
                + "&accountName=user_102&urgency=emergency");
        assertThat(requester.field("accountName")).hasValue("user_102");
        requester.field("reason").fill("A leaver.");
        requester.choose("For 4 hours");
        assertThat(page.locator(".account-lock-times"))
                .containsText(
                        "Locked at once if you may lock first in an emergency, else as soon as it is approved until ");

        page.reload();

        assertThat(requester.field("reason")).hasValue("A leaver.");
        assertThat(requester.field("instanceId")).hasValue("postgres-demo01");
        requester.pressStart();
        requester.startFormIsGone();
        requester.openTasklist();
        requester.openStartForm("Account lock");
        assertThat(requester.field("reason")).hasValue("");
        page.locator(".modal-footer >> text=Close").click();
        manager.openTask("EMERGENCY: Approve lock", "user_102");
        page = manager.page();
        page.locator(".account-lock-decision:text-is('Approve')").click();
        assertThat(page.locator("dialog[open] .facts")).not().containsText("it stays locked");
        page.keyboard().press("Escape");
    }

    @Test
    void nobodyGetsTheValuesOfAnotherLinkOrOfAnotherPerson() {
        Page page = requester.page();
        openLink(page, "user_103");
        requester.field("reason").fill("A leaver.");
        page.keyboard().press("Escape");

        page.navigate("about:blank");
        openLink(page, "user_104");

        assertThat(requester.field("accountName")).hasValue("user_104");
        assertThat(requester.field("reason")).hasValue("");
        requester.field("reason").fill("Another leaver.");

        Page otherTab = page.context().newPage();
        page.context().clearCookies();
        browser.logIn(otherTab, "admin", "tasklist");
        otherTab.locator("a:has-text('Start process')").waitFor();
        page.reload();

        assertThat(requester.field("accountName")).hasValue("user_104");
        assertThat(requester.field("reason")).hasValue("");
        otherTab.close();
        page.context().clearCookies();
        browser.logIn(page, "requester", "tasklist");
        page.locator("a:has-text('Start process')").waitFor();
    }

    @Test
    void linkFillsOneRequestInAndTheNextStartsEmpty() {
        Page page = requester.page();
        openLink(page, "user_105");
        requester.field("reason").fill("A leaver.");
        requester.choose("For 4 hours");
        requester.pressStart();
        requester.startFormIsGone();

        requester.openStartForm("Account lock");

        assertThat(requester.field("accountName")).hasValue("");
        assertThat(requester.field("reason")).hasValue("");
        page.locator(".modal-footer >> text=Close").click();
    }

    private void openLink(Page page, String account) {
        requester.openTasklist();
        page.navigate(page.url().split("#")[0]
                + "#/?processStart=account-lock&provider=tencent-postgres&region=ap-guangzhou&instanceId=postgres-demo01"
                + "&accountName=" + account);
        requester.field("accountName").waitFor();
    }

    @Test
    void managerDecidesWithoutClaiming() {
        String approved = requested("user_100", Map.of("urgency", "emergency"));
        String rejected = requested("user_101", Map.of());
        Page page = manager.page();

        manager.openTask("Approve lock", "user_101");
        page.locator(".account-lock-decision:text-is('Reject')").click();
        assertThat(page.locator("dialog[open] .facts")).containsText("Its password was found");
        page.locator("dialog[open] >> text=Reject now").click();
        assertThat(page.locator("dialog[open] [role=alert]")).hasText("Say why you reject the request.");
        page.locator("dialog[open] textarea").fill("Ask the team first.");
        page.locator("dialog[open] >> text=Reject now").click();
        assertThat(page.locator("dialog[open]")).hasCount(0);
        assertThat(page.locator(".tasks-list .task:has-text('user_101')")).hasCount(0);
        assertThat(page.locator(".account-lock-made")).containsText("Rejected: lock user_101 on postgres-demo01.");
        assertThat(page).not().hasURL(Pattern.compile("[?&]task="));
        page.reload();
        page.locator(".tasks-list .task").first().waitFor();
        assertThat(page.getByText("does not exist anymore")).hasCount(0);
        ended(rejected, "REJECTED");

        assertThat(page.locator(".tasks-list .task").first()).containsText("EMERGENCY: Approve lock: user_100");
        manager.openTask("Approve lock", "user_100");
        page.locator(".account-lock-decision:text-is('Approve')").click();
        assertThat(page.locator("dialog[open] .notice")).containsText("is locked at its cloud within seconds");
        assertThat(page.locator("dialog[open]")).not().containsText("In the form");
        Browser.picture(page, "approve-dialog.png", 900);
        page.locator("dialog[open] >> text=Approve now").click();
        ended(approved, "LOCKED");
        page.getByText("My requests").click();
        page.locator("dialog[open] >> text=Decided by me").click();
        assertThat(page.locator("dialog[open] tbody tr:has-text('user_100')")).containsText("Locked");
        assertThat(page.locator("dialog[open] tbody tr:has-text('user_101')")).containsText("Ask the team first.");
        page.keyboard().press("Escape");
    }

    @Test
    void temporaryLockWaitsForItsEnd() {
        String id = requested("report_user", Map.of("lockUntil", LocalDate.now().plusDays(1) + "T18:30Z"));

        decide(id, Map.of("decision", "approve"));

        cockpitShows(id, "IntermediateEvent_LockExpires", "cockpit-temporary.png");
        assertThat(requester.myRequest("report_user")).containsText("Locked until");

        requester.myRequest("report_user").getByText("Ask for longer").click();
        Locator said = requester.page().locator(".account-lock-times");
        assertThat(said)
                .containsText(Pattern.compile("Your request keeps it locked until .*06:30 PM UTC. Choose a later"));
        requester.choose("For 1 hour from now");
        assertThat(said).containsText("already. Choose a later end.");
        requester.choose("For 1 week from now");
        assertThat(said).containsText("Locked as soon as it is approved until");
        requester.page().keyboard().press("Escape");
    }

    @Test
    void peopleReadWhyARequestEnded() {
        String withdrawn = requested("user_001", Map.of());
        task(withdrawn, "Task_ApproveLock");
        requester.takeBack("user_001", "It was the wrong account.");
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
        assertThat(requester.myRequest("user_003"))
                .containsText("Waiting for approval: 0 of 1; still wanted from managers");
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
    void browserNoticesScriptsAndForeignRequests(@LocalServerPort int port) {
        try (Browser other = Browser.start(port)) {
            Page page = other.open("http://127.0.0.1:" + port + "/camunda/app/tasklist/default/");
            other.assertNoSurprises();

            page.evaluate("() => { alert(1); new Image().src = 'http://127.0.0.1:9/x.png'; }");

            assertThatThrownBy(other::assertNoSurprises)
                    .hasMessageContaining("dialog: 1")
                    .hasMessageContaining("foreign request: http://127.0.0.1:9/x.png");
        }
    }

    @Test
    void timeThatIsStillBeingTypedIsNeverTakenForALastingLock() {
        requester.openStartForm("Account lock");
        fill("user_005", "Its password was found in a public repository.", "");
        requester.pressStart();
        assertThat(requester.fieldError("lockDuration")).hasText("Field is required.");

        String day = LocalDate.now().plusDays(30).format(DateTimeFormatter.ofPattern("MM/dd/yyyy"));
        requester.choose("Until a time");
        requester.field("lockUntil-date").click();
        requester.type(day);
        requester.field("lockUntil-time").click();
        assertThat(requester.page().locator(".fjs-form-field-datetime:has([id$='Field_lockUntil-time'])"))
                .containsText("a time between them becomes the one before it");
        requester.type("18:37"); // quarter hours, as the field says
        requester.pressStartTooSoon();
        requester.isTold("a temporary lock needs its end, date and time.");
        Browser.picture(requester.page(), "time-lost.png", 1350);
        requester.closeNotes();
        requester.page().keyboard().press("Tab");
        requester.pressStart();
        requester.startFormIsGone();

        String id = instance("user_005").path("id").asText();
        assertThat(frozen(id, "lockUntil"))
                .isEqualTo(LocalDate.now().plusDays(30).atTime(18, 30) + ":00Z");
    }

    @Test
    void lastingLockForgetsTheTimeThatWasTypedBefore() {
        requester.openStartForm("Account lock");
        fill("user_006", "Its password was found in a public repository.", "");
        requester.choose("Until a time");
        requester.field("lockUntil-time").click();
        requester.field("lockUntil-date").fill("12/31/2099");
        requester.field("lockUntil-time").fill("18:30");
        requester.page().keyboard().press("Tab");
        requester.choose("For good");
        assertThat(requester.field("lockUntil-date")).isHidden();
        requester.pressStart();
        requester.startFormIsGone();

        assertThat(frozen(instance("user_006").path("id").asText(), "lockUntil"))
                .isEqualTo("null");
    }

    private Locator regions() {
        return requester.page().locator("label:has(input[id*=Field_region])");
    }

    /** An operator sees the token where the request waits. */
    private void cockpitShows(String requestId, String step, String picture) {
        String path = "history/process-instance?processInstanceIds=" + requestId + "&activeActivityIdIn=" + step;
        await().atMost(PATIENCE).until(() -> witness.get(path).body().size() == 1);

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
}
