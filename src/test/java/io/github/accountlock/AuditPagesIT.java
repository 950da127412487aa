package io.github.accountlock;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.github.accountlock.fixture.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The search of "Lock audit" in Cockpit, as an auditor uses it. */
class AuditPagesIT extends AuditInBrowser {

    private static final int GHOSTS = 30;

    @BeforeAll
    void requestsOfManyOutcomes() {
        for (int i = 1; i <= GHOSTS; i++) {
            requested("ghost_%02d".formatted(i), Map.of());
        }
        locked("user_040", Map.of("ticket", "SEC-1234"));
        String rejected = requested("user_041", Map.of());
        decide(rejected, Map.of("decision", "reject", "decisionReason", "Ask the team of the account first."));
        clouds.set(tencent("user_042"), "LOCKED");
        requested("user_042", Map.of());
        requested("user_043", Map.of("urgency", "emergency"));
        String deleted = requested("user_044", Map.of());
        task(deleted, "Task_ApproveLock");
        as("admin", () -> engine.getRuntimeService().deleteProcessInstance(deleted, "A test of the pager."));
        withdrawn("user_045");
        allEnded("ghost_%");
        for (String account : List.of("user_041", "user_042", "user_045")) {
            allEnded(account);
        }
    }

    private void withdrawn(String account) {
        String id = requested(account, Map.of());
        task(id, "Task_ApproveLock");
        requester.takeBack(account, "It was the wrong account.");
    }

    @Test
    void everyFilterFindsWhatItSays() {
        String tomorrow = LocalDate.now().plusDays(1).toString();
        Page page = open(auditor, HOME);

        finds(page, Map.of("accountName", "user_040"), "user_040");
        finds(page, Map.of(), "user_045", "user_044", "user_043", "user_042", "user_041", "user_040");
        finds(page, Map.of("instanceId", "pc-demo01"));
        finds(page, Map.of("provider", "alibaba-polardb"));
        finds(page, Map.of("requester", "requester", "outcome", "LOCKED"), "user_040");
        finds(page, Map.of("requester", "manager"));
        finds(page, Map.of("approver", "manager"), "user_040");
        finds(page, Map.of("person", "manager"), "user_041", "user_040");
        finds(page, Map.of("action", "unlock"));
        finds(page, Map.of("outcome", "REJECTED"), "user_041");
        finds(page, Map.of("outcome", "ALREADY_LOCKED"), "user_042");
        finds(page, Map.of("outcome", "DELETED"), "user_044");
        finds(page, Map.of("outcome", "WITHDRAWN"), "user_045");
        finds(page, Map.of("outcome", "RUNNING"), "user_043");
        finds(page, Map.of("urgency", "emergency"), "user_043");
        finds(page, Map.of("from", tomorrow));
        finds(page, Map.of("to", tomorrow, "outcome", "LOCKED"), "user_040");
    }

    /** Searches among the accounts of this class, by hand. */
    private static void finds(Page page, Map<String, String> asked, String... accounts) {
        page.getByText("Clear", new Page.GetByTextOptions().setExact(true)).click();
        page.waitForURL(Pattern.compile(".*#/lock-audit$"));
        Map<String, String> all = new TreeMap<>(asked);
        all.putIfAbsent("accountName", "user_04*");
        for (Map.Entry<String, String> each : all.entrySet()) {
            Locator field = page.locator(".lock-audit-search [name=" + each.getKey() + "]");
            if (field.evaluate("field => field.tagName").equals("SELECT")) {
                field.selectOption(each.getValue());
            } else {
                field.fill(each.getValue());
            }
        }
        button(page, "Search").click();
        page.waitForURL(Pattern.compile(".*accountName=.*"));
        if (accounts.length == 0) {
            assertThat(page.locator(".lock-audit-content")).containsText("No request matches.");
        } else {
            assertThat(page.locator(".lock-audit-requests .lock-audit-account")).hasText(accounts);
        }
    }

    @Test
    void headersSortAndTheAddressCanBeSentOn() {
        Page page = open(auditor, HOME + "?accountName=user_04*");
        Locator accounts = page.locator(".lock-audit-requests .lock-audit-account");

        header(page, "Outcome").click();
        header(page, "Outcome ↓").click();
        assertThat(header(page, "Outcome ↑")).isVisible();
        assertThat(page.locator(".lock-audit-requests tbody tr").first()).containsText("Waiting for approval");
        header(page, "Account").click();
        assertThat(accounts)
                .hasText(new String[] {"user_045", "user_044", "user_043", "user_042", "user_041", "user_040"});
        header(page, "Account ↓").click();
        assertThat(accounts)
                .hasText(new String[] {"user_040", "user_041", "user_042", "user_043", "user_044", "user_045"});
        assertThat(page.locator("th[aria-sort=ascending]")).hasText("Account ↑");
        page.locator("[name=outcome]").selectOption("DELETED");
        page.locator("[name=accountName]").press("Enter");
        assertThat(accounts).hasText("user_044");

        Page same = open(auditor, page.url().replaceAll(".*#", ""));
        assertThat(same.locator("[name=accountName]")).hasValue("user_04*");
        assertThat(same.locator("[name=outcome]")).hasValue("DELETED");
        assertThat(same.locator("th[aria-sort=ascending]")).hasText("Account ↑");
        assertThat(same.locator(".lock-audit-requests .lock-audit-account")).hasText("user_044");
    }

    private static Locator header(Page page, String name) {
        return page.locator(".lock-audit-requests th a").getByText(name, new Locator.GetByTextOptions().setExact(true));
    }

    @Test
    void pagesCountsAndFilesAgree() throws IOException {
        Page page = open(auditor, HOME + "?accountName=ghost_*");
        assertThat(page.locator(".lock-audit-count")).hasText("1 to 25 of 30 requests");
        assertThat(page.locator(".lock-audit-requests tbody tr")).hasCount(25);
        assertThat(page.locator(".lock-audit-counts li")).hasText(new String[] {"Account not found: 30"});

        page.getByText("Next page").click();
        assertThat(page.locator(".lock-audit-count")).hasText("26 to 30 of 30 requests");
        assertThat(page.locator(".lock-audit-requests tbody tr")).hasCount(5);
        Download csv = page.waitForDownload(() -> page.getByText("CSV").click());
        List<String> rows = Files.readAllLines(csv.path());
        assertThat(csv.suggestedFilename()).isEqualTo("lock-audit.csv");
        assertThat(rows).hasSize(1 + GHOSTS);
        assertThat(rows.get(0)).contains("\"account\"");
        assertThat(rows.subList(1, rows.size())).allMatch(row -> row.contains("\"ACCOUNT_NOT_FOUND\""));
        Download json = page.waitForDownload(() -> page.getByText("JSON").click());
        assertThat(new ObjectMapper().readTree(json.path().toFile()).findValuesAsText("accountName"))
                .hasSize(GHOSTS)
                .allMatch(name -> name.startsWith("ghost_"));
        page.getByText("Previous page").click();
        assertThat(page.locator(".lock-audit-count")).hasText("1 to 25 of 30 requests");

        open(auditor, HOME + "?accountName=user_04*");
        assertThat(page.locator(".lock-audit-counts li")).hasCount(6);
        Browser.picture(page, "audit-search.png", 900);
        page.getByText("Locked: 1", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator(".lock-audit-requests .lock-audit-account")).hasText("user_040");
        assertThat(page.locator(".lock-audit-counts .chosen")).hasText("Locked: 1");
        page.locator(".lock-audit-counts .chosen").click();
        assertThat(page.locator(".lock-audit-requests tbody tr")).hasCount(6);
    }

    @Test
    void whatIsAskedWronglyIsSaidInOneSentence() {
        Page page = open(auditor, HOME + "?from=yesterday");

        assertThat(page.locator(".lock-audit-problem")).containsText("from: \"yesterday\" is not a time");
        assertThat(button(page, "Try again")).isVisible();
    }

    @Test
    void everythingIsReachedByTheKeyboard() {
        Page page = open(auditor, HOME + "?accountName=user_04*");
        assertThat(page.locator(".lock-audit-requests tbody tr")).hasCount(6);

        page.locator(".lock-audit a").first().focus();
        for (int i = 0; i < 100; i++) {
            page.evaluate("document.activeElement.dataset.reached = 'yes'");
            page.keyboard().press("Tab");
        }

        assertThat(page.evaluate("""
                () => [...document.querySelectorAll('.lock-audit a, .lock-audit button, .lock-audit [name]')]
                    .filter(each => !each.dataset.reached).map(each => each.outerHTML).join()
                """)).isEqualTo("");
        fits(page);
    }
}
