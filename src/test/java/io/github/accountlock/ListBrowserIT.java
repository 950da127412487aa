package io.github.accountlock;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.github.accountlock.fixture.Browser;
import io.github.accountlock.fixture.Person;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Many accounts under one approval: from a file to what became of each. */
class ListBrowserIT extends DemoInBrowser {

    private static final String GOOD = """
            provider,region,instanceId,accountName
            tencent-postgres,ap-guangzhou,postgres-demo01,user_063
            tencent-postgres,ap-guangzhou,postgres-demo01,no_such_user
            alibaba-polardb,cn-hangzhou,pc-demo01,user_063
            """;
    private static final String BAD = GOOD + "tencent-postgres,ap-nowhere,postgres-demo01,user_064\n";

    @Test
    void listIsChosenApprovedCarriedOutAndSettled() {
        Person second = browser.login("manager2", "tasklist");
        requester.openStartForm("Lock of many accounts");
        assertThat(requester.page().getByText("A provider, with its regions, is one of: alibaba-polardb"))
                .isVisible();
        assertThat(requester.page().getByText("Download a template"))
                .hasAttribute("href", Pattern.compile("accountName%0A.*tencent-postgres%2Cap-guangzhou%2C%2C%0A"));
        choose(BAD);
        requester.field("reason").fill("They leave with the company that was sold.");
        requester.choose("For good: until somebody asks for an unlock");
        requester.pressStart();
        assertThat(requester.page().locator(".fjs-form-field .account-lock-refusal"))
                .containsText("Line 5, region: \"ap-nowhere\" is not configured for tencent-postgres");

        choose(GOOD);
        requester.pressStart();
        requester.startFormIsGone();
        for (Person approver : new Person[] {manager, second}) {
            approver.openTask("Approve list", "3 accounts");
            assertThat(approver.field("listSeen")).hasValue(Pattern.compile("no_such_user"));
            Browser.picture(approver.page(), "approve-list.png", 1100);
            approver.page().locator("button.account-lock-decision").first().click();
            assertThat(approver.page().locator("dialog[open]"))
                    .containsText("each account gets a lock request of its own");
            approver.page().getByText("Approve now").click();
            approver.page().locator("dialog[open]").waitFor(hidden());
        }

        await().atMost(PATIENCE)
                .until(() -> witness.get("task?taskDefinitionKey=Task_SettleList")
                                .body()
                                .size()
                        == 1);
        requester.openTask("Settle list", "3 accounts");
        Person operator = browser.login("operator", "tasklist");
        operator.openTask("Settle list", "3 accounts");
        operator.claim();
        requester.openTask("Settle list", "3 accounts");
        assertThat(requester.page().locator(".account-lock-hint"))
                .hasText("Claimed by operator: it is operator's to do, or to give back with × beside that name.");
        operator.page().locator("a.unclaim, [ng-click='unclaim()']").first().click();
        operator.page().getByText("Claim the task to fill in its form.").waitFor();
        requester.openTask("Settle list", "3 accounts");
        requester.claim();
        assertThat(requester.field("listRestSeen"))
                .hasValue("tencent-postgres/ap-guangzhou/postgres-demo01/no_such_user: account not found");
        requester.page().locator("a:has-text('Account history')").click();
        assertThat(requester.page().locator(".account-lock-list")).containsText("3 accounts: 2 locked, 1 not locked.");
        requester.page().getByText("Form", exactly()).click();
        requester.choose("Accept: they stay as they are");
        requester.complete();
        requester.taskIsDone();

        assertThat(requester.myRequest("3 accounts")).containsText("Carried out: 2 of 3 locked");
        requester.page().locator("dialog[open] tr.accounts summary").first().click();
        assertThat(requester.page().locator("dialog[open] .account-lock-list tbody tr"))
                .hasCount(3);
        auditorSeesWhatBelongsTogether();
        accountsOfAPersonAreFound();
        listOfAllOrNoneIsUndone(second);
        listComesWithEachWindow(second);
    }

    private void listComesWithEachWindow(Person second) {
        requester.page().keyboard().press("Escape");
        requester.openStartForm("Lock of many accounts");
        requester
                .field("accounts")
                .fill("tencent-postgres/ap-guangzhou/postgres-demo01/user_065\n"
                        + "alibaba-polardb/cn-hangzhou/pc-demo01/user_065");
        requester.field("reason").fill("Patches.");
        requester.choose("In the next window “weekend”");
        requester.field("windowTimes").fill("3");
        assertThat(requester.page().locator(".account-lock-times"))
                .containsText(Pattern.compile(
                        "Locked from .* until .*, and 2 times more, each time that the window comes after that"));
        requester.pressStart();
        requester.startFormIsGone();
        for (Person approver : new Person[] {manager, second}) {
            approver.openTask("Approve list", "2 accounts");
            assertThat(approver.page().locator(".fjs-form"))
                    .containsText("Each account is locked several times under this one approval");
            Browser.picture(approver.page(), "approve-windows.png", 1100);
            approver.page().locator("button.account-lock-decision").first().click();
            assertThat(approver.page().locator("dialog[open]"))
                    .containsText(
                            Pattern.compile("Locked each time(.*? until .*?){3}If the lock fails", Pattern.DOTALL));
            approver.page().getByText("Approve now").click();
            approver.page().locator("dialog[open]").waitFor(hidden());
        }

        assertThat(requester.myRequest("2 accounts").first()).containsText("3 times, the first from ");
        requester.page().locator("dialog[open] tr.accounts summary").first().click();
        assertThat(requester.page().locator("dialog[open] .account-lock-list").first())
                .containsText("2 accounts, each to be locked 3 times: ");
        assertThat(requester
                        .page()
                        .locator("dialog[open] .account-lock-list")
                        .first()
                        .locator("tbody tr"))
                .hasCount(6);
    }

    private void listOfAllOrNoneIsUndone(Person second) {
        requester.openTasklist();
        requester.openStartForm("Lock of many accounts");
        requester
                .field("accounts")
                .fill("tencent-postgres/ap-guangzhou/postgres-demo01/user_064\n"
                        + "tencent-postgres/ap-guangzhou/postgres-demo01/no_such_user");
        requester.field("reason").fill("Both or none.");
        requester.choose("For good: until somebody asks for an unlock");
        requester.choose("All or none: unlock all others of the list again, too");
        requester.pressStart();
        requester.startFormIsGone();
        for (Person approver : new Person[] {manager, second}) {
            approver.openTask("Approve list", "2 accounts");
            assertThat(approver.page().locator(".fjs-form"))
                    .containsText("All or none: as soon as one of the accounts is surely not locked");
            approver.page().locator("button.account-lock-decision").first().click();
            approver.page().getByText("Approve now").click();
            approver.page().locator("dialog[open]").waitFor(hidden());
        }

        await().atMost(PATIENCE)
                .until(() -> requester.myRequest("2 accounts").textContent().contains("Undone: 0 of 2 locked"));
        requester.page().locator("dialog[open] tr.accounts summary").first().click();
        assertThat(requester.page().locator("dialog[open] .account-lock-list").first())
                .containsText("user_064Unlocked");
        requester
                .page()
                .locator("dialog[open] .account-lock-list tbody a")
                .first()
                .click();
        assertThat(requester.page().locator("dialog[open]"))
                .containsText("This request alone. All that you have made are under “Asked by me”.");
    }

    /** On the instances that the list has named. */
    private void accountsOfAPersonAreFound() {
        requester.page().keyboard().press("Escape");
        requester.openStartForm("Lock of many accounts");
        Locator finder = requester.page().locator(".modal-content .account-lock-choice");
        finder.locator("input").fill("*");
        finder.locator("input").press("Enter");
        assertThat(finder).containsText("Give at least 3 letters or digits");

        finder.locator("input").fill("*ser_063");
        finder.locator("button").click();

        assertThat(finder).containsText("added, of");
        assertThat(requester.field("accounts"))
                .hasValue(Pattern.compile("tencent-postgres/ap-guangzhou/postgres-demo01/user_063"));
        assertThat(requester.field("accounts"))
                .hasValue(Pattern.compile("alibaba-polardb/cn-hangzhou/pc-demo01/user_063"));
        Browser.picture(requester.page(), "list-of-a-person.png", 1100);
    }

    private void auditorSeesWhatBelongsTogether() {
        Page page = browser.login("auditor", "cockpit").page();
        page.evaluate("location.hash = '#/lock-audit?accountName=user_063'");
        assertThat(page.locator(".lock-audit-requests tbody tr")).hasCount(2);
        page.locator(".lock-audit-account").first().click();
        assertThat(page.locator(".lock-audit-verdict"))
                .containsText(
                        Pattern.compile(
                                "under list “Lock of 3 accounts \\(list [0-9a-f]{8}\\) at alibaba-polardb,"
                                        + " tencent-postgres, asked for by requester”, which was approved by manager and manager2"));
        assertThat(page.locator(".lock-audit-facts")).containsText(", approved by manager, manager2");
        Browser.picture(page, "audit-request-of-list.png", 900);
        page.locator(".lock-audit-verdict a").click();
        assertThat(page.locator(".lock-audit-content .account-lock-list tbody tr"))
                .hasCount(3);

        page.evaluate("location.hash = '#/lock-audit/happenings?control=decided'");
        assertThat(page.locator(".lock-audit-happenings tbody tr:has-text('Lock of 3 accounts (list')"))
                .hasCount(2);
        assertThat(page.locator(".lock-audit-happenings tbody tr:has-text('user_063')"))
                .hasCount(0);
        Browser.picture(page, "audit-happenings.png", 900);
    }

    private void choose(String csv) {
        requester
                .page()
                .locator(".modal-content input[type=file]")
                .setInputFiles(new FilePayload("accounts.csv", "text/csv", csv.getBytes(StandardCharsets.UTF_8)));
        assertThat(requester.field("accounts")).hasValue(csv);
    }

    private static Locator.WaitForOptions hidden() {
        return new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN);
    }

    private static Page.GetByTextOptions exactly() {
        return new Page.GetByTextOptions().setExact(true);
    }
}
