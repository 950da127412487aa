package io.github.accountlock;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.fixture.Browser;
import io.github.accountlock.fixture.Person;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Emergency locks and their review, several holds on one account: by hand in a real browser. */
class HoldsBrowserIT extends DemoInBrowser {

    private Person responder;

    @BeforeAll
    void logInTheOthers() {
        responder = browser.login("responder", "tasklist");
    }

    @Test
    void emergencyLockIsInPlaceWhenItIsReviewedAndUndoneWhenItIsRejected() {
        String id = lockedFirst("user_110");
        assertThat(responder.myRequest("user_110").locator(".emergency")).hasText("EMERGENCY");
        assertThat(responder.myRequest("user_110"))
                .containsText("Locked, approvers are asked whether it stays: 0 of 1");

        manager.openTask("EMERGENCY, LOCKED ALREADY: Approve lock", "user_110");
        Page page = manager.page();
        assertThat(page.locator(".fjs-form")).containsText("This emergency lock is in place already");
        assertThat(page.locator(".fjs-form")).not().containsText("is locked at its cloud within seconds");
        Browser.picture(page, "review-form.png", 1600);
        page.locator(".account-lock-decision:text-is('Reject')").click();
        assertThat(page.locator("dialog[open] .notice")).containsText("is removed again");
        page.locator("dialog[open] textarea").fill("A false alarm.");
        page.locator("dialog[open] >> text=Reject now").click();

        ended(id, "UNDONE");
        assertThat(clouds.state(tencent("user_110"))).isEqualTo("UNLOCKED");
        assertThat(responder.myRequest("user_110")).containsText("rejected by manager (A false alarm.)");
    }

    @Test
    void emergencyLockThatIsConfirmedStays() {
        String id = lockedFirst("user_111");

        manager.openTask("EMERGENCY, LOCKED ALREADY: Approve lock", "user_111");
        manager.page().locator(".account-lock-decision:text-is('Approve')").click();
        assertThat(manager.page().locator("dialog[open] .notice")).containsText("stays, as it was asked for");
        assertThat(manager.page().locator("dialog[open] .facts dt:text-is('Urgency')"))
                .hasCount(1);
        assertThat(manager.page().locator("dialog[open] .facts dt:text-is('State')"))
                .hasCount(0); // read before the lock
        manager.page().locator("dialog[open] >> text=Approve now").click();

        ended(id, "LOCKED");
    }

    @Test
    void temporaryLockIsAskedToEndEarlyAndToLastLongerInMyRequests() {
        String id = requested("user_112", Map.of("lockDuration", "PT4H"));
        decide(id, Map.of("decision", "approve"));
        await().atMost(PATIENCE)
                .until(() -> AccountLockServices.of(engine)
                        .orElseThrow()
                        .ledger()
                        .of(id)
                        .holds());

        managerIsNotOfferedWhatHeMayNotAskFor("user_112");
        assertThat(requester.myRequest("user_112").locator(".emergency")).hasCount(0);
        assertThat(requester.myRequest("user_112")).containsText("Ask for longer");
        requester.myRequest("user_112").getByText("Ask to unlock").click();
        requester.field("hold").waitFor();
        assertThat(requester.field("hold")).hasValue(id);
        assertThat(requester.page().locator(".account-lock-hold"))
                .containsText("This is the hold of requester on user_112, asked for on ");
        assertThat(requester.field("accountName")).hasValue("user_112");
        assertThat(requester.field("region-0")).isChecked(); // the last that is filled in
        requester.field("reason").fill("She is back.");
        requester.pressStart();
        requester.startFormIsGone();
        String unlock = newest(UNLOCK, "user_112");

        task(unlock, "Task_ApproveUnlock");
        manager.openTask("Approve unlock", "user_112");
        assertThat(manager.field("hold")).hasValue(id);
        assertThat(manager.field("holdsSeen")).hasValue(Pattern.compile(".*requester since .* until .*"));
    }

    private void managerIsNotOfferedWhatHeMayNotAskFor(String account) {
        manager.page().getByText("My requests").click();
        manager.page().getByText("Decided by me").click();
        Locator row = manager.page().locator("dialog[open] tbody tr:has-text('" + account + "')");
        assertThat(row).containsText("Locked until");
        assertThat(row).not().containsText("Ask ");
        manager.page().keyboard().press("Escape");
    }

    @Test
    void furtherHoldIsApprovedInTheKnowledgeOfWhoHoldsTheAccount() {
        String first = requested("user_113", Map.of());
        decide(first, Map.of("decision", "approve"));
        ended(first, "LOCKED");
        String second = requested("user_113", Map.of("reason", "An audit."));

        task(second, "Task_ApproveLock");
        manager.openTask("Approve lock", "user_113");
        assertThat(manager.page().locator(".fjs-form"))
                .containsText("Account Lock Flow keeps this account locked already");
        Browser.picture(manager.page(), "further-hold-form.png", 1700);
        manager.page().locator(".account-lock-decision:text-is('Approve')").click();
        assertThat(manager.page().locator("dialog[open] .notice")).containsText("nothing is called");
        manager.page().locator("dialog[open] >> text=Approve now").click();

        ended(second, "LOCKED");
        assertThat(requester.myRequest("user_113").first()).containsText("this request holds it too");
    }

    @Test
    void approversDecideAboutATemporaryLockWhoseTimeIsOver() {
        String end = Instant.now().plusSeconds(30).toString();
        String id = requested("user_114", Map.of("lockUntil", end, "atEnd", "review"));
        decide(id, Map.of("decision", "approve"));
        requested("user_115", Map.of("lockDuration", "PT4H", "atEnd", "review"));
        manager.openTask("Approve lock", "user_115");
        assertThat(manager.page().locator(".fjs-form")).containsText("When its time is over, you are asked again");
        await().atMost(PATIENCE)
                .until(() -> AccountLockServices.of(engine)
                        .orElseThrow()
                        .ledger()
                        .of(id)
                        .underReview());

        assertThat(requester.myRequest("user_114"))
                .containsText("Locked, approvers are asked whether it stays: 0 of 1");
        manager.openTask("ITS TIME IS OVER: Approve lock", "user_114");
        Page page = manager.page();
        assertThat(page.locator(".fjs-form")).containsText("The time of this lock is over, and the account is still");
        assertThat(page.locator(".fjs-form")).not().containsText("is locked at its cloud within seconds");
        Browser.picture(page, "end-review-form.png", 1600);
        page.locator(".account-lock-decision:text-is('Reject')").click();
        assertThat(page.locator("dialog[open] .notice")).containsText("is unlocked, unless others hold it too");
        page.locator("dialog[open] textarea").fill("He is back.");
        page.locator("dialog[open] >> text=Reject now").click();

        ended(id, "UNLOCKED");
        assertThat(clouds.state(tencent("user_114"))).isEqualTo("UNLOCKED");
    }

    private String lockedFirst(String account) {
        Map<String, String> values = values(account);
        values.put("urgency", "emergency");
        Person.Answer started = responder.submit(start(LOCK), values);
        assertThat(started.status()).as(started.body().toString()).isEqualTo(200);
        String id = started.body().path("id").asText();
        task(id, "Task_ApproveLock");
        assertThat(clouds.state(tencent(account))).isEqualTo("LOCKED");
        return id;
    }
}
