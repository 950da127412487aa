package io.github.accountlock;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.fixture.Person;
import io.github.accountlock.ledger.Entry;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The link of a request, copied by who asked and followed by others; and what approvers say to each other beside it. */
class LinkBrowserIT extends DemoInBrowser {

    private static final String FOLLOWED = "This request alone. All that you have made are under “Asked by me”.";

    @Test
    void linkIsCopiedAndLeadsTheRequesterBackAndTheApproverToTheTask() {
        String id = requested("user_120", Map.of());
        String task = task(id, "Task_ApproveLock");
        requester.page().context().grantPermissions(List.of("clipboard-read", "clipboard-write"));

        Locator request = requester.myRequest("user_120");
        request.getByText("Copy link").click();
        assertThat(request).containsText("Copied");
        String link = (String) requester.page().evaluate("() => navigator.clipboard.readText()");

        assertThat(link).endsWith("/account-lock/requests/" + id);
        requester.page().navigate(link);
        Locator dialog = requester.page().locator("dialog[open]");
        assertThat(dialog).containsText(FOLLOWED);
        assertThat(dialog.locator("tbody tr")).hasCount(1);
        assertThat(dialog).containsText("user_120");

        manager.page().navigate(link);
        assertThat(manager.page()).hasURL(Pattern.compile(".*#/\\?.*task=" + task + ".*"));
        manager.page().locator(".fjs-form").waitFor();
    }

    @Test
    void whoIsNotLoggedInLogsInAndIsThere() {
        String id = requested("user_119", Map.of());
        task(id, "Task_ApproveLock");
        URI application = URI.create(requester.page().url()).resolve("/");

        Page page = browser.open(application + "account-lock/requests/" + id);
        page.getByText("Tasklist").click();
        page.locator("input[ng-model=username]").fill("requester");
        page.locator("input[ng-model=password]").fill("requester");
        page.locator("button[type=submit]").click();

        assertThat(page.locator("dialog[open]")).containsText(FOLLOWED);
        assertThat(page.locator("dialog[open] tbody")).containsText("user_119");
    }

    @Test
    void requesterCommentsInMyRequestsAndTheApproverReadsIt() {
        String id = requested("user_098", Map.of());
        task(id, "Task_ApproveLock");
        Locator request = requester.myRequest("user_098");

        request.getByText("Comment").click();
        request.locator("textarea").fill("The leaver is back.");
        request.getByText("Send comment").click();

        assertThat(request).containsText("Your comment stands in the history of the request.");
        manager.openTask("Approve lock", "user_098");
        manager.page()
                .getByText("History", new Page.GetByTextOptions().setExact(true))
                .click();
        assertThat(manager.page().locator(".history-pane")).containsText("The leaver is back.");
        Person auditor = browser.login("auditor", "cockpit");
        assertThat(auditor.send(
                                "POST",
                                "../../../cockpit/plugin/account-lock-audit/default/requests/one/" + id + "/comment",
                                Map.of("text", "Looks fine."))
                        .status())
                .isEqualTo(403);
    }

    /** At the width of a telephone nothing of the list stands beside the screen. */
    @Test
    void myRequestsFitATelephone() {
        String id = requested("user_097", Map.of("reason", "A_reason_without_a_blank_".repeat(8)));
        task(id, "Task_ApproveLock");
        Page page = requester.page();
        requester.myRequest("user_097");

        page.setViewportSize(390, 844);
        assertThat(page.evaluate("() => { const box = document.querySelector('dialog[open] .rows');"
                        + " return box.scrollWidth - box.clientWidth; }"))
                .isEqualTo(0);
        assertThat(page.evaluate("() => Math.max(...[...document.querySelectorAll('dialog[open] *')]"
                        + ".map(each => each.getBoundingClientRect().right))"))
                .matches(right -> ((Number) right).doubleValue() <= 390);
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(java.nio.file.Path.of("target/screenshots/telephone-my-requests.png")));
        page.setViewportSize(1280, 900);
    }

    @Test
    void approverCommentsInTasklistAndReadsItThere() {
        String id = requested("user_118", Map.of());
        task(id, "Task_ApproveLock");

        manager.openTask("Approve lock", "user_118");
        manager.page().getByText("Add comment").click();
        manager.page().locator(".modal-dialog textarea").fill("I have asked the owner.");
        manager.page().locator(".modal-dialog button.btn-primary").click();

        manager.page()
                .getByText("History", new Page.GetByTextOptions().setExact(true))
                .click();
        assertThat(manager.page().locator(".history-pane")).containsText("I have asked the owner.");
        assertThat(AccountLockServices.of(engine)
                        .orElseThrow()
                        .ledger()
                        .trail(id)
                        .entries())
                .extracting(Entry::kind)
                .contains("COMMENTED");
    }
}
