package io.github.accountlock;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.github.accountlock.fixture.Browser;
import io.github.accountlock.fixture.Person;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Texts that try to run, to load something or to deceive, in every field that a person can fill: refused with a sentence,
 * or shown to every reader as the text they are.
 */
class HostileTextsIT extends DemoInBrowser {

    private static final String IMAGE = "<img src=//example.com/x onerror=alert(1)>";
    private static final String MARKDOWN = "![x](https://example.com/x)";
    private static final String ANGULAR = "{{constructor.constructor('alert(1)')()}}";
    private static final String EXPRESSION = "${1+1}";
    private static final String TWO_LINES = "SEC-1\r\nLOCK-004 ended LOCKED";
    private static final String MARK = "SEC\u200F-1";
    private static final String OVERRIDE = "SEC-1\u202E4321";
    private static final String LONG = "x".repeat(10_240);

    private static final List<String> ALL =
            List.of(IMAGE, MARKDOWN, ANGULAR, EXPRESSION, TWO_LINES, MARK, OVERRIDE, LONG);

    /** Everything that several lines may contain. */
    private static final String LINES = String.join("\n", IMAGE, MARKDOWN, ANGULAR, EXPRESSION, MARK);

    /** As much of it as one line of a ticket may contain. */
    private static final String LINE = IMAGE + ANGULAR + EXPRESSION;

    private Person manager2;
    private Person operator;

    @BeforeAll
    void logInTheOthers() {
        manager2 = browser.login("manager2", "tasklist");
        operator = browser.login("operator", "tasklist");
    }

    @Test
    void textsOfALockStayTextForEveryReader() {
        requester.openStartForm("Account lock");
        fill("user_030", LINES, LINE);
        requester.choose("For good");
        requester.choose("Leave everything");
        requester.pressStart();
        requester.startFormIsGone();
        String id = instance("user_030").path("id").asText();
        assertThat(frozen(id, "reason")).isEqualTo(LINES);

        task(id, "Task_ApproveLock");
        manager.openTask("Approve lock", "user_030");
        assertThat(manager.field("reason")).hasValue(LINES);
        assertThat(manager.field("ticket")).hasValue(LINE);
        assertThat(requester.myRequest("user_030")).containsText(LINE.substring(0, 40));
        cockpitShowsAsText(id);
        notExecuted("user_030", "LockAccount");
        decide(manager, id, "Approve lock", "user_030", "Approve");

        settle(id, "Task_SettleLock", "Settle lock", "user_030");
        ended(id, "CLOSED_BY_OPERATOR");
        assertThat(requester.myRequest("user_030")).containsText("Kept by operator without proof: " + IMAGE);
    }

    @Test
    void textsOfAnUnlockStayTextForEveryReader() {
        String lock = requested("user_031", Map.of("reason", LINES));
        decide(lock, Map.of("decision", "approve"));
        ended(lock, "LOCKED");

        requester.openStartForm("Account unlock");
        fill("user_031", LINES, LINE);
        requester.pressStart();
        requester.startFormIsGone();
        String id = newest(UNLOCK, "user_031");
        task(id, "Task_ApproveUnlock");
        manager.openTask("Approve unlock", "user_031");
        assertThat(manager.field("holdsSeen").inputValue()).endsWith(LINES.replace('\n', ' ')); // a line a hold
        decide(manager, id, "Approve unlock", "user_031", "Approve");
        cockpitShowsAsText(id);
        notExecuted("user_031", "UnlockAccount");
        decide(manager2, id, "Approve unlock", "user_031", "Approve");

        settle(id, "Task_SettleUnlock", "Settle unlock", "user_031");
        ended(id, "CLOSED_BY_OPERATOR");
        assertThat(requester.myRequest("user_031").first()).containsText(ANGULAR);
    }

    @Test
    void reasonsOfARejectionAndAWithdrawalStayText() {
        String rejected = requested("user_032", Map.of());
        decide(manager, rejected, "Approve lock", "user_032", "Reject");
        ended(rejected, "REJECTED");

        String withdrawn = requested("user_033", Map.of());
        task(withdrawn, "Task_ApproveLock");
        requester.takeBack("user_033", LINE);
        ended(withdrawn, "WITHDRAWN");

        assertThat(requester.myRequest("user_032")).containsText("Rejected by manager: " + IMAGE);
        assertThat(requester.myRequest("user_033")).containsText("Withdrawn by requester: " + IMAGE);
    }

    @Test
    void formSaysWhatAFieldDoesNotTake() {
        requester.openStartForm("Account lock");
        for (String text : List.of(IMAGE, ANGULAR, EXPRESSION, MARK, OVERRIDE, LONG)) {
            fill(text, LONG, LONG);
            requester.field("instanceId").fill(text);
            requester.pressStartTooSoon();

            assertThat(requester.fieldError("instanceId")).containsText("must match pattern");
            if (text.length() > 63) { // shorter ones may be somebody's names; their cloud's rules refuse them
                assertThat(requester.fieldError("accountName")).containsText("maximum length of 63");
            }
            assertThat(requester.fieldError("reason")).containsText("maximum length of 1000");
            assertThat(requester.fieldError("ticket")).containsText("maximum length of 100");
        }
    }

    @Test
    void hiddenCharactersTypedByHandAreNamedInTheRedBox() {
        requester.openStartForm("Account lock");
        fill("user_034", OVERRIDE, MARK);
        requester.choose("For good");
        requester.pressStart();

        requester.isTold("Reason: has the hidden character U+202E (RIGHT-TO-LEFT OVERRIDE); remove it.");
        requester.isTold("Ticket: has the hidden character U+200F (RIGHT-TO-LEFT MARK); remove it.");
        Browser.picture(requester.page(), "hidden-characters.png", 1300);
        requester.closeNotes();
        requester.field("reason").fill("Its password was found.");
        requester.field("ticket").fill("SEC-1");
        requester.pressStart();
        requester.startFormIsGone();
    }

    @Test
    void serverRefusesWhatTheStartFormsWouldNotSend() {
        Map<String, List<String>> taken = Map.of(
                "ticket", List.of(IMAGE, MARKDOWN, ANGULAR, EXPRESSION),
                "reason", List.of(IMAGE, MARKDOWN, ANGULAR, EXPRESSION, TWO_LINES, MARK));
        List<String> both = List.of("provider", "region", "instanceId", "accountName", "reason", "ticket", "urgency");
        SoftAssertions softly = new SoftAssertions();
        for (String field : both) {
            refused(softly, LOCK, field, taken.getOrDefault(field, List.of()));
            refused(softly, UNLOCK, field, taken.getOrDefault(field, List.of()));
        }
        for (String field : List.of("lockDuration", "lockUntil", "passwordValidUntil", "onFailure")) {
            refused(softly, LOCK, field, List.of());
        }
        refused(softly, UNLOCK, "removeForeignLock", List.of());
        softly.assertAll();
        assertThat(witness.get("history/process-instance?processInstanceBusinessKeyLike=%25/user_035")
                        .body())
                .isEmpty();
    }

    @Test
    void serverRefusesWhatTheFormsOfTasksWouldNotSend() {
        String id = requested("user_036", Map.of("onFailure", "hold"));
        String approval = task(id, "Task_ApproveLock");
        claim(manager, "manager", approval);
        SoftAssertions softly = new SoftAssertions();
        for (String text : ALL) {
            refused(softly, manager, approval, "decision", Map.of("decision", text, "decisionReason", "x"));
        }
        for (String text : List.of(OVERRIDE, LONG, "x\u0000")) {
            refused(softly, manager, approval, "decisionReason", Map.of("decision", "reject", "decisionReason", text));
        }
        notExecuted("user_036", "LockAccount");
        assertThat(manager.decide(approval, Map.of("decision", "approve")).status())
                .isEqualTo(204);
        String settlement = task(operator, id, "Task_SettleLock");
        claim(operator, "operator", settlement);
        for (String text : ALL) {
            refused(softly, operator, settlement, "settlement", Map.of("settlement", text, "settlementReason", "x"));
        }
        for (String text : List.of(OVERRIDE, LONG, "x\u0000")) {
            refused(
                    softly,
                    operator,
                    settlement,
                    "settlementReason",
                    Map.of("settlement", "keep", "settlementReason", text));
        }
        softly.assertAll();
    }

    /** Nothing starts, and the sentence names the field; texts that are taken are not tried. */
    private void refused(SoftAssertions softly, String process, String field, List<String> taken) {
        for (String text : ALL) {
            if (!taken.contains(text)) {
                Map<String, String> values = new HashMap<>(values("user_035"));
                values.put(field, text);
                says(softly, 400, field, text, requester.submit(start(process), values));
            }
        }
    }

    private static void refused(
            SoftAssertions softly, Person person, String task, String field, Map<String, String> values) {
        says(softly, 400, field, values.get(field), person.decide(task, values));
        softly.assertThat(person.get("task/" + task).status()).isEqualTo(200);
    }

    private static void says(SoftAssertions softly, int status, String field, String text, Person.Answer answer) {
        String message =
                answer.body() == null ? "" : answer.body().path("detail").asText();
        String about = field + " = " + (text.length() > 80 ? "long" : text) + ": " + message;
        softly.assertThat(answer.status()).as(about).isEqualTo(status);
        softly.assertThat(message).as(about).contains(field + ": ").hasSizeLessThan(600);
    }

    private static void claim(Person person, String user, String task) {
        assertThat(person.post("task/" + task + "/claim", Map.of("userId", user))
                        .status())
                .isEqualTo(204);
    }

    private void decide(Person person, String id, String name, String account, String decision) {
        task(person, id, name.equals("Approve lock") ? "Task_ApproveLock" : "Task_ApproveUnlock");
        person.openTask(name, account);
        person.claim();
        person.choose(decision);
        person.field("decisionReason").fill(LONG);
        assertThat(person.fieldError("decisionReason")).containsText("maximum length of 1000");
        person.field("decisionReason").fill(LINES);
        person.complete();
        person.taskIsDone();
    }

    private void settle(String id, String step, String name, String account) {
        task(operator, id, step);
        operator.openTask(name, account);
        operator.claim();
        assertThat(operator.field("reason")).hasValue(LINES);
        assertThat(operator.field("ticket")).hasValue(LINE);
        operator.choose("Keep");
        operator.field("settlementReason").fill(LONG);
        assertThat(operator.fieldError("settlementReason")).containsText("maximum length of 1000");
        operator.field("settlementReason").fill(LINES);
        operator.complete();
    }

    /** A running request, as an operator reads it in Cockpit. */
    private void cockpitShowsAsText(String id) {
        Person reader = browser.login("operator", "cockpit");
        Page page = reader.page();
        page.navigate(page.url().replaceAll("#.*", "") + "#/lock-audit/request/" + id);
        Locator value = page.getByText(IMAGE).first();
        assertThat(value).isVisible();
        Browser.picture(page, "cockpit-hostile.png", 1100);
        page.context().close();
    }
}
