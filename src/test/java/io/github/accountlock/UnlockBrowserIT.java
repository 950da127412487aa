package io.github.accountlock;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import io.github.accountlock.fixture.Browser;
import io.github.accountlock.fixture.Person;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Unlocks, and what an operator decides when a lock, its undo or an unlock cannot be proven: by hand in a real browser. */
class UnlockBrowserIT extends DemoInBrowser {

    private static final Pattern HELD = Pattern.compile("requester since \\w{3}, .* UTC \\(held\\): ");

    private Person manager2;
    private Person operator;

    @BeforeAll
    void logInTheOthers() {
        manager2 = browser.login("manager2", "tasklist");
        operator = browser.login("operator", "tasklist");
    }

    @Test
    void unlockIsAskedForApprovedByTwoAndProven() {
        locked("user_020");

        String id = unlockRequested("user_020", false);
        approve(manager, id, "user_020", "approve-unlock.png");
        assertThat(requester.myRequest("user_020").first()).containsText("still wanted from managers");
        whoHasApprovedIsTold("user_020");
        approve(manager2, id, "user_020", "approve-unlock-second.png");

        ended(id, "UNLOCKED");
        assertThat(clouds.state(tencent("user_020"))).isEqualTo("UNLOCKED");
        assertThat(requester.myRequest("user_020").first()).containsText("The lock was removed as asked");
    }

    /** In his list, in the form, and where he would decide. */
    private void whoHasApprovedIsTold(String account) {
        String told = "You have approved this already; one more approval is needed, from somebody else.";
        manager.openTask("approved by manager", account);
        assertThat(manager.page().locator(".fjs-form")).containsText(told);
        manager.page().locator(".account-lock-decision:text-is('Approve')").click();
        assertThat(manager.page().locator("dialog[open] .notice")).hasText(told);
        assertThat(manager.page().locator("dialog[open]").getByText("Approve now"))
                .hasCount(0);
        manager.page().getByText("Leave it").click();
    }

    /** Who decides reads times of his own, and no ids. */
    @Test
    void holdsAreShownInWords() {
        locked("user_038");
        String id = requested(UNLOCK, "user_038", Map.of());
        task(id, "Task_ApproveUnlock");
        manager.openTask("Approve unlock", "user_038");

        Locator holds = manager.page().locator(".fjs-form-field:has([id$='Field_holdsSeen']) .account-lock-shown");
        assertThat(holds).containsText(HELD);
        assertThat(manager.field("holdsSeen")).hasValue(Pattern.compile("since \\d{4}-.*request "));
        manager.page().locator(".account-lock-decision:text-is('Approve')").click();
        assertThat(manager.page().locator("dialog[open] .facts")).containsText(HELD);
        manager.page().getByText("Leave it").click();
        requester.takeBack("user_038", "Only looked.");
    }

    @Test
    void lockOfSomebodyElseIsShownAsSuch() {
        clouds.set(tencent("user_021"), "LOCKED");
        String denied = unlockRequested("user_021", false);
        ended(denied, "DENIED");
        assertThat(requester.myRequest("user_021").first()).containsText("The lock is not ours");

        requester.openTasklist();
        String id = unlockRequested("user_021", true);
        task(id, "Task_ApproveUnlock");
        manager.openTask("Approve unlock", "user_021");
        assertThat(manager.page().locator(".fjs-form")).containsText("Account Lock Flow did not place this lock.");
        assertThat(manager.field("lockIsForeign")).hasValue("yes");
        manager.claim();
        Browser.picture(manager.page(), "approve-foreign-unlock.png", 1700);
        manager.choose("Reject");
        manager.field("decisionReason").fill("Nobody knows who locked it.");
        manager.complete();

        ended(id, "REJECTED");
        assertThat(clouds.state(tencent("user_021"))).isEqualTo("LOCKED");
    }

    @Test
    void lockThatIsNotProvenIsSettledByAnOperator() {
        String id = lockNotShown("user_022", "hold");
        task(operator, id, "Task_SettleLock");
        assertThat(requester.myRequest("user_022")).containsText("Needs an operator");

        operator.openTask("Settle lock", "user_022");
        operator.claim();
        assertThat(operator.page().locator(".fjs-form")).containsText("The lock is not proven");
        assertThat(operator.page().locator(".fjs-form")).not().containsText("The lock was to be removed");
        assertThat(operator.field("problem")).hasValue("The lock is not proven; the last look said: UNLOCKED.");
        assertThat(operator.field("lockOutcomeWords")).hasValue("Yes: the cloud accepted it");
        assertThat(operator.field("verificationWords")).hasValue("The cloud shows no lock");
        Browser.picture(operator.page(), "settle-lock.png", 1750);
        operator.choose("Verify again");
        operator.complete();
        assertThat(operator.fieldError("settlementReason")).hasText("Field is required.");
        assertThat(operator.page().locator(".page-notifications .alert")).hasCount(0);
        clouds.set(tencent("user_022"), "LOCKED");
        operator.field("settlementReason").fill("I locked it in the console by hand.");
        operator.complete();

        ended(id, "LOCKED");
    }

    @Test
    void undoThatIsNotProvenIsSettledByAnOperator() {
        String id = lockNotShown("user_023", "undo");
        task(operator, id, "Task_SettleUndo");

        operator.openTask("Settle undo", "user_023");
        operator.claim();
        assertThat(operator.page().locator(".fjs-form")).containsText("The lock was to be removed");
        assertThat(operator.page().locator(".fjs-form")).not().containsText("The lock is not proven");
        Browser.picture(operator.page(), "settle-undo.png", 1750);
        operator.choose("Undo");
        operator.field("settlementReason").fill("The console shows no lock, and none is needed any more.");
        operator.complete();

        ended(id, "UNDONE");
        assertThat(requester.myRequest("user_023")).containsText("Lock undone, account unlocked");
    }

    @Test
    void unlockThatIsNotProvenIsSettledByAnOperator() {
        locked("user_024");
        String id = requested(UNLOCK, "user_024", Map.of());
        notExecuted("user_024", "UnlockAccount");
        approve(manager, id, "user_024", "approve-unlock.png");
        approve(manager2, id, "user_024", "approve-unlock-second.png");
        task(operator, id, "Task_SettleUnlock");

        operator.openTask("Settle unlock", "user_024");
        operator.claim();
        assertThat(operator.page().locator(".fjs-form-field-radio")).not().containsText("Undo");
        Browser.picture(operator.page(), "settle-unlock.png", 1600);
        operator.choose("Keep");
        operator.field("settlementReason").fill("The cloud's support looks into it.");
        operator.complete();

        ended(id, "CLOSED_BY_OPERATOR");
        assertThat(requester.myRequest("user_024").first())
                .containsText("Kept by operator without proof: The cloud's support looks into it.");
    }

    private void locked(String account) {
        String lock = requested(account, Map.of());
        decide(lock, Map.of("decision", "approve"));
        ended(lock, "LOCKED");
    }

    /** The cloud says yes to the lock and never shows it. */
    private String lockNotShown(String account, String onFailure) {
        String id = requested(account, Map.of("onFailure", onFailure));
        notExecuted(account, "LockAccount");
        decide(id, Map.of("decision", "approve"));
        return id;
    }

    private String unlockRequested(String account, boolean foreignToo) {
        requester.openStartForm("Account unlock");
        fill(account, "Its owner has a new password.", "SEC-1234");
        if (foreignToo) {
            requester.field("removeForeignLock").check();
        }
        Browser.picture(requester.page(), "request-unlock.png", 1150);
        requester.pressStart();
        requester.startFormIsGone();
        return newest(UNLOCK, account);
    }

    private void approve(Person person, String id, String account, String picture) {
        task(person, id, "Task_ApproveUnlock");
        person.openTask("Approve unlock", account);
        person.claim();
        assertThat(person.field("stateSeen")).hasValue("LOCKED");
        assertThat(person.field("lockIsForeign")).hasValue("no");
        assertThat(person.page().locator(".fjs-form")).not().containsText("did not place this lock");
        Browser.picture(person.page(), picture, 1650);
        person.choose("Approve");
        person.complete();
        person.taskIsDone();
    }
}
