package io.github.accountlock;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.github.accountlock.fixture.Browser;
import io.github.accountlock.fixture.Person;
import io.github.accountlock.process.ProcessTester;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** One request, its account, and the ways to them from Cockpit's own pages, as an auditor uses them. */
class AuditRequestIT extends AuditInBrowser {

    private static final int MANY = 5_000;
    private static final String IMAGE = "<img src=//example.com/x onerror=alert(1)>";
    private static final String ANGULAR = "{{constructor.constructor('alert(1)')()}}";

    @Autowired
    private JdbcTemplate sql;

    @Test
    void requestPageTellsTheWholeStory() {
        String id = locked("user_050", Map.of("ticket", "SEC-1234"));

        Page page = openRequest(id);

        Locator verdict = page.locator(".lock-audit-verdict");
        assertThat(verdict)
                .containsText(
                        Pattern.compile("^Locked\\. Requested by requester on .* because “Its password was found in"
                                + " a public repository\\.” \\(ticket SEC-1234\\), approved by manager under rule \\d+ of policy"
                                + " version 1, proven by reading the account at .* after the lock\\."));
        assertThat(page.locator(".lock-audit h1")).hasText("Lock request: user_050");
        assertThat(page.locator(".lock-audit-content .lock-audit-banner.good"))
                .containsText("Ledger of this request sound up to entry 9");
        assertThat(page.locator(".lock-audit-content .lock-audit-banner.good"))
                .containsText("Engine history level: full. The engine removes its history of this request");
        assertThat(page.locator(".lock-audit-facts")).containsText("SEC-1234");
        assertThat(page.locator(".lock-audit-facts a").first())
                .hasText("tencent-postgres/ap-guangzhou/postgres-demo01/user_050");

        assertThat(step(page, "Task_LockAccount")).hasClass(Pattern.compile("lock-audit-passed"));
        assertThat(step(page, "EndEvent_AccountLocked")).hasClass(Pattern.compile("lock-audit-passed"));
        assertThat(step(page, "Task_SettleLock")).not().hasClass(Pattern.compile("lock-audit-passed"));
        assertThat(step(page, "Flow_LockApprovedYes")).hasClass(Pattern.compile("lock-audit-passed"));
        assertThat(step(page, "Flow_LockApprovedPending")).not().hasClass(Pattern.compile("lock-audit-passed"));
        assertThat(page.locator(".bjs-powered-by")).isVisible();
        fits(page);
        Browser.picture(page, "audit-request.png", 1000);
        page.locator(".lock-audit-diagram").scrollIntoViewIfNeeded();
        Browser.picture(page, "audit-request-whole.png", 2600);
    }

    @Test
    void stepWithAPictureOfItsOwnShowsWhereTheRequestStands() {
        String id = requested("user_062", Map.of("onFailure", "undo"));
        notExecuted("user_062", "LockAccount");
        decide(id, Map.of("decision", "approve"));
        task(witness, id, "Task_SettleUndo");
        Page page = openRequest(id);

        assertThat(step(page, "SubProcess_UndoLock")).hasClass(Pattern.compile("lock-audit-active"));
        assertThat(step(page, "Task_SettleUndo")).isHidden();
        page.locator(".lock-audit-diagram").scrollIntoViewIfNeeded();
        Browser.picture(page, "audit-request-waiting.png", 900);
        step(page, "SubProcess_UndoLock").click();
        assertThat(step(page, "Task_SettleUndo")).isVisible();
        assertThat(step(page, "Task_SettleUndo")).hasClass(Pattern.compile("lock-audit-active"));
        assertThat(step(page, "StartEvent_UndoAsked")).hasClass(Pattern.compile("lock-audit-passed"));
        Browser.picture(page, "audit-request-undo.png", 900);
        page.locator(".lock-audit-diagram .bjs-breadcrumbs")
                .getByText("Account lock")
                .click();
        assertThat(step(page, "Task_LockAccount")).isVisible();

        open(auditor, "/process-instance/" + id + "/runtime");
        assertThat(page.locator("[data-element-id='SubProcess_UndoLock']").first())
                .isVisible();
        Browser.picture(page, "cockpit-instance.png", 900);
    }

    private static Locator kind(Page page, String name) {
        return page.locator(".lock-audit-kinds label")
                .filter(new Locator.FilterOptions().setHasText(name))
                .locator("input")
                .first();
    }

    private static Locator step(Page page, String id) {
        return page.locator(".lock-audit-diagram .djs-element[data-element-id='" + id + "']");
    }

    @Test
    void timelineIsFilteredByKindAndKeepsItsFacts() {
        String id = locked("user_051", Map.of());
        Page page = openRequest(id);
        assertThat(lines(page, "Lock requested")).hasCount(1);
        assertThat(lines(page, "Call of the cloud: set LOCKED")).hasCount(1);
        assertThat(lines(page, "The cloud answered")).containsText("provider request id");
        assertThat(page.locator(".lock-audit-line.activity")).hasCount(0);

        kind(page, "Activities").check();
        assertThat(page.locator(".lock-audit-line.activity").first()).containsText("Lock requested");
        kind(page, "Approvals").uncheck();
        assertThat(page.locator(".lock-audit-line.approval")).hasCount(0);
        kind(page, "Variables").check();
        assertThat(lines(page, "Variable outcome").first()).isVisible();

        assertThat(button(page, "Show more")).isHidden();
        lines(page, "The cloud answered").locator("summary").first().click();
        assertThat(lines(page, "The cloud answered").locator("dl")).containsText("seal");
    }

    @Test
    void whatSomebodyDidAroundTheProcessStandsOut() {
        String id = requested("user_052", Map.of());
        task(id, "Task_ApproveLock");
        new ProcessTester(engine, false).behindTheDoors(() -> {
            as("admin", () -> engine.getRuntimeService().setVariable(id, "approval", "approved"));
            as(
                    "admin",
                    () -> engine.getRuntimeService()
                            .createProcessInstanceModification(id)
                            .cancelAllForActivity("Task_ApproveLock")
                            .startBeforeActivity("Task_RecordState")
                            .setAnnotation("The approver lost the first one.")
                            .execute());
        });
        // Once more where the step that was begun by force is just being refused.
        await().ignoreException(OptimisticLockingException.class).until(() -> {
            as("admin", () -> engine.getRuntimeService().deleteProcessInstance(id, "Not needed any more."));
            return true;
        });

        Page page = openRequest(id);

        assertThat(page.locator(".lock-audit-verdict")).containsText("Deleted by hand before its end");
        Locator dangers = page.locator(".lock-audit-line.danger");
        assertThat(dangers.filter(new Locator.FilterOptions().setHasText("Set variable")))
                .containsText("by admin");
        assertThat(dangers.filter(new Locator.FilterOptions().setHasText("Variable approval set by admin")))
                .containsText("approved");
        assertThat(dangers.filter(new Locator.FilterOptions().setHasText("Modify process instance")))
                .containsText("The approver lost the first one.");
        assertThat(dangers.filter(new Locator.FilterOptions().setHasText("Deleted by hand")))
                .containsText("Not needed any more.");
        kind(page, "Operations").uncheck();
        assertThat(dangers.filter(new Locator.FilterOptions().setHasText("Set variable")))
                .isVisible();
        dangers.first().scrollIntoViewIfNeeded();
        Browser.picture(page, "audit-dangers.png", 1700);
    }

    @Test
    void timesAreThoseOfTheViewerWithUtcOnHover() {
        String id = requested("user_053", Map.of());
        task(id, "Task_ApproveLock");
        String utc = sql.queryForObject(
                "select to_char(happened_at at time zone 'UTC', 'HH24:MI:SS') from account_lock_ledger"
                        + " where request_id = ? and entry_no = 1",
                String.class,
                id);
        Person abroad = browser.login("auditor", "cockpit", "Asia/Kolkata");

        Page page = open(abroad, HOME + "/request/" + id);

        Locator time = lines(page, "Lock requested").locator("time");
        assertThat(time).hasAttribute("title", Pattern.compile(".* " + utc + " UTC"));
        String there =
                java.time.LocalTime.parse(utc).plusHours(5).plusMinutes(30).toString();
        assertThat(time).hasText(Pattern.compile("^" + there + ".*"));
        abroad.page().context().close();
    }

    @Test
    void fiveThousandLinesAreReadInPieces() {
        String id = requested("user_054", Map.of());
        task(id, "Task_ApproveLock");
        new ProcessTester(engine, false)
                .behindTheDoors(() -> ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                        .getCommandExecutorTxRequired()
                        .execute(context -> {
                            for (int i = 0; i < MANY; i++) {
                                engine.getRuntimeService().setVariable(id, "noise", i);
                            }
                            return id;
                        }));

        Page page = openRequest(id);

        assertThat(page.locator(".lock-audit-line")).hasCount(200);
        assertThat(page.locator(".lock-audit-timeline .lock-audit-count"))
                .containsText(Pattern.compile("200 of 5,\\d\\d\\d lines shown"));
        button(page, "Show more").click();
        assertThat(page.locator(".lock-audit-line")).hasCount(400);
        kind(page, "Request").uncheck();
        assertThat(lines(page, "Lock requested")).hasCount(0);
        assertThat(page.locator(".lock-audit-line")).hasCount(200);
    }

    @Test
    void requestIsStillToldWhenTheEnginesHistoryIsGone() {
        String id = locked("user_055", Map.of());
        engine.getHistoryService().deleteHistoricProcessInstance(id);

        Page page = openRequest(id);

        assertThat(page.locator(".lock-audit-verdict")).containsText("Locked. Requested by requester");
        assertThat(page.locator(".lock-audit-content"))
                .containsText("own history of this request is gone (cleaned up)");
        assertThat(page.locator(".lock-audit-content")).containsText("so the path is not drawn");
        assertThat(step(page, "Task_LockAccount")).not().hasClass(Pattern.compile("lock-audit-passed"));
        assertThat(lines(page, "Ended: LOCKED")).isVisible();
        Browser.picture(page, "audit-history-gone.png", 1300);
    }

    @Test
    void accountPageShowsRequestsHoldsAndTheLiveState() {
        String id = locked("user_056", Map.of());
        Page page = openRequest(id);
        page.locator(".lock-audit-facts a").first().click();

        assertThat(page.locator(".lock-audit h1")).hasText("user_056");
        assertThat(page.locator(".lock-audit-content")).containsText("holds the lock");
        assertThat(page.locator(".lock-audit-requests tbody tr")).hasCount(1);
        button(page, "Ask the cloud for the state now").click();
        assertThat(page.locator(".lock-audit-live")).containsText(Pattern.compile("LOCKED .*, read "));
        fits(page);
        Browser.picture(page, "audit-account.png", 900);

        openRequest(id);
        assertThat(lines(page, "Live state asked for: LOCKED")).containsText("by auditor");
    }

    @Test
    void approverSeesTheAccountsHistoryBesideTheTask() {
        String earlier = requested("user_057", Map.of());
        decide(earlier, Map.of("decision", "reject", "decisionReason", "Not now."));
        ended(earlier, "REJECTED");
        String id = requested("user_057", Map.of());
        task(id, "Task_ApproveLock");

        manager.openTask("Approve lock", "user_057");
        Page page = manager.page();
        page.getByText("Account history").click();

        Locator panel = page.locator(".account-lock-account");
        assertThat(panel).containsText("tencent-postgres/ap-guangzhou/postgres-demo01/user_057");
        assertThat(panel).containsText("Rejected, not locked");
        button(page, "Ask the cloud for the state now").click();
        assertThat(panel.locator(".lock-audit-live")).containsText(Pattern.compile("UNLOCKED .*, read "));
        Browser.picture(page, "tasklist-account-history.png", 900);
    }

    @Test
    void cockpitsOwnPagesLeadToTheAudit() {
        String running = requested("user_058", Map.of());
        task(running, "Task_ApproveLock");
        String finished = locked("user_059", Map.of());

        Page page = open(auditor, "/processes");
        assertThat(page.locator(".lock-audit-card")).containsText("Waiting for approval");
        assertThat(page.locator(".lock-audit-card"))
                .containsText(Pattern.compile("[1-9]\\d*Accounts we keep locked now"));
        fits(page);
        page.locator(".lock-audit-card").scrollIntoViewIfNeeded();
        Browser.picture(page, "audit-card.png", 1300);
        page.locator(".lock-audit-card").getByText("Not ended yet").click();
        page.waitForURL(Pattern.compile(".*#/lock-audit\\?queue=running.*"));

        open(auditor, "/process-instance/" + running + "/runtime");
        page.getByText("Lock trail", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator(".lock-audit-tab .lock-audit-verdict")).containsText("Not ended yet.");
        assertThat(page.locator(".lock-audit-tab .lock-audit-count")).isVisible();
        Browser.picture(page, "audit-tab.png", 1300);

        open(auditor, "/process-instance/" + finished + "/runtime");
        page.waitForURL(Pattern.compile(".*#/lock-audit/request/" + finished));
        assertThat(page.locator(".lock-audit-verdict")).containsText("Locked.");
    }

    @Test
    void entryThatWasChangedIsFoundAndSaid() {
        String id = locked("user_060", Map.of());
        Page page = open(auditor, HOME + "?accountName=user_060");
        checked(page, "Ledger sound: every seal up to entry");
        String facts = sql.queryForObject(
                "select facts from account_lock_ledger where request_id = ? and entry_no = 4", String.class, id);
        write(id, facts.replace("manager", "manager2") + " ");
        try {
            openRequest(id);
            assertThat(page.locator(".lock-audit-verdict")).containsText("Do not rely on this");
            assertThat(page.locator(".lock-audit-content .lock-audit-banner.bad"))
                    .containsText("Ledger of this request broken at entry 4");
            assertThat(lines(page, "Approved").first()).containsText("This entry cannot be trusted");
            Browser.picture(page, "audit-broken.png", 1000);
            open(auditor, HOME + "?accountName=user_060");
            assertThat(page.locator(".lock-audit-requests tbody tr")).containsText("Not to be relied on");
            checked(page, "Ledger broken: request " + id);
            assertThat(page.locator("main > .lock-audit-banner.bad")).not().containsText("more)");
            Browser.picture(page, "audit-broken-search.png", 900);
        } finally {
            write(id, facts);
        }
        open(auditor, HOME + "?accountName=user_060");
        checked(page, "Ledger sound: every seal up to entry");
        assertThat(page.locator(".lock-audit-requests tbody tr")).not().containsText("Not to be relied on");
    }

    private static void checked(Page page, String result) {
        page.getByText(Pattern.compile("^Check (now|again)$")).click();
        assertThat(page.locator("main > .lock-audit-banner")).containsText(result);
    }

    private void write(String id, String facts) {
        assertThat(sql.update(
                        "update account_lock_ledger set facts = ? where request_id = ? and entry_no = 4", facts, id))
                .isOne();
    }

    @Test
    void hostileTextsAreTextOnEveryPage() {
        String reason = IMAGE + "\n" + ANGULAR;
        String id = requested("user_061", Map.of("reason", reason, "ticket", IMAGE));
        decide(id, Map.of("decision", "reject", "decisionReason", reason));
        ended(id, "REJECTED");

        Page page = openRequest(id);
        for (String text : List.of(IMAGE, ANGULAR)) {
            assertThat(page.locator(".lock-audit-verdict")).containsText(text);
            assertThat(page.locator(".lock-audit-facts")).containsText(text);
            assertThat(lines(page, "Rejected").first()).containsText(text);
        }
        noElements(page);

        open(
                auditor,
                HOME + "/account?path="
                        + "tencent-postgres/ap-guangzhou/postgres-demo01/%3Cimg%20src=x%20onerror=alert(1)%3E");
        assertThat(page.locator(".lock-audit h1")).containsText("<img");
        noElements(page);
        open(auditor, HOME + "?accountName=" + "%3Cimg%20src=x%20onerror=alert(1)%3E&requester={{1%2B1}}");
        assertThat(page.locator("[name=requester]")).hasValue("{{1+1}}");
        noElements(page);
        requested("user_061", Map.of("urgency", "emergency", "reason", reason));
        open(auditor, HOME + "/controls");
        assertThat(page.locator("#emergency")).containsText(IMAGE);
        noElements(page);
    }

    private static void noElements(Page page) {
        assertThat(page.locator(".lock-audit img:not(.bjs-powered-by img), .lock-audit script"))
                .hasCount(0);
    }
}
