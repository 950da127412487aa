package io.github.accountlock;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.Media;
import io.github.accountlock.audit.BundleCheck;
import io.github.accountlock.cockpit.AuditAccess;
import io.github.accountlock.fixture.Browser;
import io.github.accountlock.fixture.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.identity.User;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The report and the evidence that an auditor takes along, and what everybody else sees of the audit. */
class AuditRightsIT extends AuditInBrowser {

    private String locked;
    private String ofAdmin;
    private Person admin;

    @BeforeAll
    void requestsOfTwoPeople() {
        locked = locked("user_070", Map.of());
        admin = browser.login("admin", "cockpit");
        Person.Answer started = admin.submit(start(LOCK), values("user_071"));
        assertThat(started.status()).isEqualTo(200);
        ofAdmin = started.body().path("id").asText();
    }

    @Test
    void controlsReportCountsDrawsAndIsSaved() throws IOException {
        String emergency = requested("user_072", Map.of("urgency", "emergency"));
        decide(emergency, Map.of("decision", "approve"));
        ended(emergency, "LOCKED");
        String own = task(admin, ofAdmin, "Task_ApproveLock");
        assertThat(admin.decide(own, Map.of("decision", "approve")).status()).isEqualTo(403);
        String deleted = requested("user_073", Map.of());
        task(deleted, "Task_ApproveLock");
        as("admin", () -> engine.getRuntimeService().deleteProcessInstance(deleted, "A test of the pager."));

        String settled = settled("user_074");

        Page page = open(auditor, HOME + "/controls");

        assertThat(page.locator("#self-approval tbody tr").first()).containsText("admin");
        assertThat(page.locator("#refused h2")).hasText(Pattern.compile("Refused attempts \\([1-9]\\d*\\)"));
        assertThat(line(page, "#emergency", emergency)).containsText("requester");
        assertThat(line(page, "#deleted", deleted)).containsText("A test of the pager.");
        assertThat(line(page, "#by-hand", deleted)).containsText("Delete process instance");
        assertThat(line(page, "#settled", settled)).containsText("keep: The cloud's support looks into it.");
        assertThat(line(page, "#unproven", settled)).containsText("Kept by operator without proof");
        assertThat(page.locator(".lock-audit-plots svg")).hasCount(3);
        assertThat(page.locator(".lock-audit-plots figure").first()).containsText("median");
        assertThat(button(page, "Print")).isVisible();
        fits(page);
        Browser.picture(page, "audit-controls.png", 1000);
        Browser.picture(page, "audit-controls-whole.png", 3000);

        isPrintedWhole(page);

        Download saved = page.waitForDownload(() -> button(page, "Save as HTML").click());
        assertThat(saved.suggestedFilename()).matches("controls-.*\\.html");
        String html = Files.readString(saved.path());
        assertThat(html)
                .contains("Attempts at self-approval", "<svg", emergency)
                .doesNotContain("<script", "href=");
        line(page, "#deleted", deleted).locator("a").click();
        assertThat(page.locator(".lock-audit-verdict")).containsText("Deleted by hand");

        open(auditor, HOME + "/controls?from=2020-01-01&to=2020-02-01");
        assertThat(page.locator(".lock-audit-plots svg")).hasCount(0);
        assertThat(page.locator(".lock-audit-plots")).containsText("No request got that far.");
    }

    /** A lock that the cloud accepted and never shows, kept by an operator. */
    private String settled(String account) {
        String id = requested(account, Map.of("onFailure", "hold"));
        notExecuted(account, "LockAccount");
        decide(id, Map.of("decision", "approve"));
        Person operator = browser.login("operator", "tasklist");
        String task = task(operator, id, "Task_SettleLock");
        assertThat(operator.post("task/" + task + "/claim", Map.of("userId", "operator"))
                        .status())
                .isEqualTo(204);
        assertThat(operator.decide(
                                task,
                                Map.of("settlement", "keep", "settlementReason", "The cloud's support looks into it."))
                        .status())
                .isEqualTo(204);
        ended(id, "CLOSED_BY_OPERATOR");
        operator.page().context().close();
        return id;
    }

    /** Cockpit's boxes are as high as the window; on paper the document is as long as the report. */
    private static void isPrintedWhole(Page page) {
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        Object cut = page.evaluate("() => document.querySelector('.lock-audit-report').getBoundingClientRect().bottom"
                + " + window.scrollY - document.documentElement.scrollHeight");
        assertThat(((Number) cut).doubleValue()).isLessThanOrEqualTo(0);
        assertThat(page.locator("[cam-widget-header]")).isHidden();
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
    }

    private static Locator line(Page page, String control, String request) {
        return page.locator(control + " tbody tr")
                .filter(new Locator.FilterOptions().setHasText(request))
                .first();
    }

    @Test
    void evidenceIsTakenAlongInOneFile() throws IOException {
        Page page = openRequest(locked);

        Download bundle = page.waitForDownload(
                () -> page.getByText("Evidence bundle (zip)").click());

        assertThat(bundle.suggestedFilename()).isEqualTo("account-lock-" + locked + ".zip");
        BundleCheck.Result result = BundleCheck.of(
                bundle.path(), AuditAccess.of(engine).orElseThrow().keys());
        assertThat(result.problems()).isEmpty();
        assertThat(result.verdict()).startsWith("Locked.");
    }

    @Test
    void requesterSeesTheOwnRequestsAndNothingElse() {
        Person limited = browser.login("requester", "cockpit");
        Page page = limited.page();
        for (String address : List.of("/processes", "/decisions", "/process-instance/" + ofAdmin + "/runtime", "/")) {
            open(limited, address);
            page.waitForURL(Pattern.compile(".*#/lock-audit$"));
            assertThat(page.locator(".lock-audit-requests")).isVisible();
        }

        assertThat(page.locator(".lock-audit-requests")).not().containsText("admin");
        assertThat(page.locator("main > .lock-audit-banner")).containsText("ledger");
        assertThat(page.getByText(Pattern.compile("^Check (now|again)$"))).hasCount(0);
        assertThat(page.getByText("Controls report")).isHidden();
        assertThat(page.locator("a[href='#/processes']:visible, a[href='#/decisions']:visible"))
                .hasCount(0);
        fits(page);
        Browser.picture(page, "audit-requester.png", 900);

        open(limited, HOME + "?accountName=user_071");
        assertThat(page.locator(".lock-audit-content")).containsText("No request matches.");
        open(limited, HOME + "/request/" + ofAdmin);
        assertThat(page.locator(".lock-audit-problem"))
                .containsText("There is no such request, or you may not see it.");
        open(limited, HOME + "/controls");
        assertThat(page.locator(".lock-audit-problem")).containsText("Only people who may read every request");
        open(limited, HOME + "/account?path=tencent-postgres/ap-guangzhou/postgres-demo01/user_070");
        assertThat(page.locator(".lock-audit-requests tbody tr")).hasCount(1);
        assertThat(page.locator(".lock-audit-live")).hasCount(0);
        open(limited, HOME + "/request/" + locked);
        assertThat(page.locator(".lock-audit-verdict")).containsText("Locked. Requested by requester");
        whatMayBeAskedForIsOffered(limited);
        page.context().close();
    }

    /** Where the account is not as we hold it: forms for who may make requests, and for others who may. */
    private void whatMayBeAskedForIsOffered(Person limited) {
        for (Person person : List.of(limited, auditor)) {
            person.page().route("**/request/" + locked, AuditRightsIT::differing);
            open(person, HOME + "/request/" + locked);
        }

        assertThat(limited.page().locator(".lock-audit-facts a[href*='processStart=']"))
                .hasText(new String[] {"Ask for the lock again", "Ask to end the hold"});
        assertThat(auditor.page().locator(".lock-audit-facts"))
                .containsText("Ask requester, or somebody else who may make requests");
        assertThat(auditor.page().locator(".lock-audit-facts a[href*='processStart=']"))
                .hasCount(0);
        auditor.page().unroute("**/request/" + locked);
    }

    private static void differing(Route call) {
        APIResponse answer = call.fetch();
        String body = answer.text().replace("\"differs\":\"\"", "\"differs\":\"unlocked\"");
        call.fulfill(new Route.FulfillOptions().setResponse(answer).setBody(body));
    }

    @Test
    void auditorChangesNothing() {
        assertThat(auditor.post("process-instance/" + ofAdmin + "/variables", Map.of("modifications", Map.of()))
                        .status())
                .isEqualTo(403);
        assertThat(auditor.submit(start(LOCK), values("user_075")).status()).isEqualTo(403);
    }

    @Test
    void outsiderIsNotLetIn() {
        User outsider = engine.getIdentityService().newUser("outsider");
        outsider.setPassword("outsider");
        engine.getIdentityService().saveUser(outsider);

        Page page = browser.refused("outsider", "cockpit");

        assertThat(page.locator(".lock-audit, .lock-audit-card")).hasCount(0);
        page.navigate(page.url().replaceAll("#.*", "") + "#" + HOME);
        assertThat(page.locator("input[ng-model=password]")).isVisible();
        assertThat(page.locator(".lock-audit")).hasCount(0);
        page.context().close();
    }
}
