package io.github.accountlock;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.github.accountlock.fixture.Browser;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** A lock that is approved now and placed at a time, as its people see it. */
class LaterStartBrowserIT extends DemoInBrowser {

    private static final Instant TOMORROW =
            Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS);

    @Test
    void startIsAskedForApprovedShownAndTakenBack() {
        Page page = requester.page();
        requester.openTasklist();
        page.navigate(page.url().split("#")[0]
                + "#/?processStart=account-lock&provider=tencent-postgres&region=ap-guangzhou&instanceId=postgres-demo01"
                + "&accountName=user_008&lockStart=later&lockFrom=" + TOMORROW);
        requester.field("reason").fill("The database moves.");
        assertThat(requester.page().getByText("For 4 hours from now")).hasCount(0);
        requester.choose("For some time, counted from the lock");
        requester.choose("8 hours");
        assertThat(times()).containsText("Locked from " + words(TOMORROW) + ", for 8 hours counted from the lock");
        Browser.picture(page, "later-start-form.png", 1500);
        requester.pressStart();
        requester.startFormIsGone();
        String id = newest(LOCK, "user_008");
        page.locator(".account-lock-made").getByText("See it").click();
        assertThat(page.locator("dialog[open] tbody")).containsText("user_008");
        assertThat(page.locator(".account-lock-made")).hasCount(0);
        page.keyboard().press("Escape");
        assertThat(frozen(id, "lockFrom")).isEqualTo(TOMORROW.toString());
        task(id, "Task_ApproveLock");
        assertThat(frozen(id, "lockFor")).isEqualTo("PT8H");

        manager.openTask("Approve lock", "user_008");
        assertThat(manager.field("lockFrom")).hasValue(TOMORROW.toString());
        assertThat(manager.page().locator(".fjs-form")).containsText(words(TOMORROW));
        assertThat(manager.page().locator(".fjs-form")).not().containsText(TOMORROW.toString());
        assertThat(manager.page().locator(".fjs-form")).containsText("at the time under Lock from, and not before");
        assertThat(manager.page().locator(".fjs-form")).containsText("It is locked for 8 hours");
        assertThat(manager.page().locator(".fjs-form")).not().containsText("within seconds");
        manager.page().locator(".account-lock-decision:text-is('Approve')").click();
        Locator asked = manager.page().locator("dialog[open]");
        assertThat(asked).containsText("has approved, the account is locked at its cloud at ");
        assertThat(asked.locator(".facts")).containsText("Locked from");
        assertThat(asked.locator(".facts")).containsText("for 8 hours from the lock on");
        manager.page().getByText("Approve now").click();
        assertThat(asked).hasCount(0);

        task(requester, id, "Task_AwaitStart");
        assertThat(requester.myRequest("user_008")).containsText("Approved, to be locked on ");
        assertThat(requester.myRequest("user_008")).containsText("Then, for 8 hours counted from the lock");
        requester.page().keyboard().press("Escape");
        requester.openTask("Await start", "user_008");
        assertThat(requester.field("lockFrom")).hasValue(TOMORROW.toString());

        requester.openTasklist();
        requester.takeBack("user_008", "It moves next week.");
        ended(id, "WITHDRAWN");
    }

    /** What cannot be is said before it is sent, and what the server refuses has no machine's times. */
    @Test
    void endBeforeTheStartIsToldBeforeItIsSent() {
        requester.openTasklist();
        requester
                .page()
                .navigate(requester.page().url().split("#")[0]
                        + "#/?processStart=account-lock&provider=tencent-postgres&region=ap-guangzhou"
                        + "&instanceId=postgres-demo01&accountName=user_012&reason=moves&lockStart=later&lockFrom="
                        + TOMORROW + "&lockDuration=temporary&lockUntil=" + TOMORROW.minusSeconds(3600));
        requester.field("reason").fill("The database moves.");
        requester.page().keyboard().press("Tab");

        assertThat(times()).containsText("It would end on " + words(TOMORROW.minusSeconds(3600)));
        requester.pressStart();
        assertThat(requester.page().locator(".fjs-form-field .account-lock-refusal"))
                .containsText(
                        words(TOMORROW.minusSeconds(3600)) + " is not after the start of the lock, " + words(TOMORROW));
        requester.page().locator(".modal-footer >> text=Close").click();
    }

    private Locator times() {
        return requester.page().locator(".account-lock-times");
    }

    /** As the browser of a person in UTC says it. */
    private String words(Instant moment) {
        return (String) requester.page().evaluate("""
                moment => new Date(moment).toLocaleString(undefined, { weekday: "short", day: "numeric", month: "short",
                    year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" })
                """, moment.toString());
    }

    @Test
    void startThatCannotBeIsRefusedBesideItsField() {
        requester.openStartForm("Account lock");
        fill("user_009", "The database moves.", "");
        requester.choose("At a time");
        requester.choose("For good");
        requester.pressStart();

        assertThat(requester.page().locator(".fjs-form-field:has([id$='Field_lockFrom-date']) .account-lock-refusal"))
                .containsText("A lock that begins later needs its start, date and time.");
        requester.page().locator(".modal-footer >> text=Close").click();
    }

    @Test
    void nextWindowHasItsOwnTimes() {
        requester.openStartForm("Account lock");
        fill("user_010", "The database moves.", "");
        requester.choose("In the next window “weekend”: Sat");
        assertThat(requester.page().getByText("How long", new Page.GetByTextOptions().setExact(true)))
                .isHidden();
        assertThat(requester.page().getByText("A window has its own begin and end"))
                .isVisible();
        String shown = times().textContent();
        requester.pressStart();
        requester.startFormIsGone();

        String id = newest(LOCK, "user_010");
        assertThat(shown)
                .isEqualTo("Locked from " + words(Instant.parse(frozen(id, "lockFrom"))) + " until "
                        + words(Instant.parse(frozen(id, "lockUntil"))) + ".");
        assertThat(requester.myRequest("user_010"))
                .containsText("From " + words(Instant.parse(frozen(id, "lockFrom"))) + " until ");
        requester.page().keyboard().press("Escape");
        assertThat(Instant.parse(frozen(id, "lockFrom")).plus(4, ChronoUnit.HOURS))
                .isEqualTo(Instant.parse(frozen(id, "lockUntil")));
        task(id, "Task_ApproveLock");
        requester.takeBack("user_010", "Only looked.");
    }
}
