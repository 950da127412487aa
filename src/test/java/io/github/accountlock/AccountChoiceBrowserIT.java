package io.github.accountlock;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.options.BoundingBox;
import io.github.accountlock.fixture.Accounts;
import io.github.accountlock.fixture.ControlledClouds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The accounts of an instance beside the field for the name of one. */
class AccountChoiceBrowserIT extends DemoInBrowser {

    private static final String SHOW = "button:has-text('Show accounts of this instance')";
    private static final String WORSE_THAN_MINOR = """
            async () => (await axe.run(document.querySelector('.account-lock-choice'), { resultTypes: ['violations'] }))
                .violations.map(each => each.id + ': ' + each.nodes.map(node => node.html).join(' '))
            """;

    /** For all of them: what one test has read may be shown to the next. */
    @BeforeEach
    void lockOne() {
        clouds.set(Accounts.tencent("user_107"), "LOCKED");
    }

    @AfterEach
    void leaveTheForm() {
        clouds.forget();
        requester.page().locator(".modal-footer >> text=Close").click();
        requester.startFormIsGone();
        requester.page().evaluate("() => sessionStorage.removeItem('account-lock-draft:request-lock')");
    }

    @Test
    void accountIsChosenByTheKeyboardAndByAClick() throws IOException {
        openForm("TencentDB for PostgreSQL", "ap-guangzhou", "postgres-demo01");

        show().focus();
        requester.page().keyboard().press("Enter");

        assertThat(list()).isFocused();
        assertThat(choice()).containsText("accounts, read");
        assertThat(list().locator("option:has-text('user_107')")).hasText("user_107 · locked");
        assertThat(list().locator("option:has-text('user_108')")).hasText("user_108 · unlocked");
        requester.type("user_108");
        assertThat(requester.field("accountName")).hasValue("user_108");
        requester.page().keyboard().press("ArrowUp");
        assertThat(requester.field("accountName")).hasValue("user_107");
        assertThat(problems()).isEmpty();
        requester.page().keyboard().press("Enter");
        assertThat(requester.field("accountName")).isFocused();

        list().selectOption("user_108");
        assertThat(requester.field("accountName")).hasValue("user_108");
        requester.page().reload();
        assertThat(requester.field("accountName")).hasValue("user_108");
        assertThat(show()).isVisible();
    }

    /** The list stands in a label, whose clicks are for its field: those on an option are the browser's. */
    @Test
    void accountIsChosenByTheMouse() {
        openForm("TencentDB for PostgreSQL", "ap-guangzhou", "postgres-demo01");
        show().click();
        assertThat(list()).isFocused();
        Locator option = list().locator("option:has-text('user_106')");
        option.scrollIntoViewIfNeeded();
        BoundingBox box = option.boundingBox();

        requester.page().mouse().click(box.x + box.width / 2, box.y + box.height / 2);

        assertThat(requester.field("accountName")).hasValue("user_106");
    }

    /** Also the form itself has taken it, and not only the field that shows it. */
    @Test
    void requestIsMadeForTheChosenAccount() {
        openForm("Alibaba Cloud PolarDB", "cn-hangzhou", "pc-demo01");
        requester.field("reason").fill("A leaver.");
        requester.choose("For good");
        show().click();
        list().selectOption("user_109");
        requester.pressStart();
        requester.startFormIsGone();

        assertThat(instance("user_109").path("businessKey").asText())
                .isEqualTo("alibaba-polardb/cn-hangzhou/pc-demo01/user_109");
        requester.openStartForm("Account lock");
    }

    @Test
    void listIsOfTheInstanceThatStandsInTheForm() {
        requester.openStartForm("Account lock");
        show().click();
        assertThat(choice()).containsText("Choose the cloud and the region, and name the instance first.");

        requester.choose("TencentDB for PostgreSQL");
        requester.choose("ap-guangzhou");
        requester.field("instanceId").fill("postgres-nobody");
        show().click();
        assertThat(choice()).containsText("The cloud gave no usable answer.");
        assertThat(choice())
                .containsText("tencent-postgres/ap-guangzhou/postgres-nobody: DescribeAccounts was refused");

        requester.field("instanceId").fill("pc-demo01");
        assertThat(choice().locator(".account-lock-refusal")).hasCount(0);
        show().click();
        assertThat(choice()).containsText("An id is postgres- followed by");

        requester.field("instanceId").fill("postgres-demo01");
        show().click();
        assertThat(list()).isVisible();
        requester.choose("Alibaba Cloud PolarDB");
        assertThat(list()).hasCount(0);
    }

    @Test
    void cloudThatIsDownIsASentenceAndIsAskedAgain() throws IOException {
        clouds.fail(ControlledClouds.fault(Accounts.polardb("app_user"), "html-502"));
        openForm("Alibaba Cloud PolarDB", "cn-hangzhou", "pc-nobody");

        show().click();

        assertThat(choice().locator(".account-lock-refusal"))
                .containsText("The cloud gave no usable answer. alibaba-polardb/cn-hangzhou/pc-nobody:"
                        + " DescribeAccounts failed at the provider: it answered HTTP 502");
        assertThat(problems()).isEmpty();
        show().click();
        assertThat(choice().locator(".account-lock-refusal")).containsText("DescribeAccounts was refused");
    }

    @Test
    void unlockFormShowsWhatWeHoldFirst() {
        String held = requested("user_099", Map.of());
        manager.decide(task(held, "Task_ApproveLock"), Map.of("decision", "approve"));
        ended(held, "LOCKED");
        openForm("Account unlock", "TencentDB for PostgreSQL", "ap-guangzhou", "postgres-demo01");

        // A list that another test has asked for is shown for ten seconds.
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            show().click();
            assertThat(list().locator("option").first())
                    .hasText("user_099 · locked, held by a request", new HasTextOptions().setTimeout(2000));
        });
        assertThat(list().locator("optgroup").nth(1)).hasAttribute("label", "Locked by others");
        assertThat(list().locator("optgroup").nth(1)).containsText("user_107 · locked");
        assertThat(list().locator("option:has-text('user_108')")).hasCount(0);
        choice().getByText("that are not locked").click();
        assertThat(list().locator("option:has-text('user_108')")).hasCount(1);
        list().selectOption("user_099");
        assertThat(requester.field("accountName")).hasValue("user_099");
    }

    /** Also of a date that was chosen by clicks, which is no input of a text. */
    @Test
    void chosenDateSurvivesAReload() {
        requester.openStartForm("Account lock");
        requester.choose("Until a time");
        Locator date = requester.page().locator(".fjs-form [id$='-Field_lockUntil-date']");
        date.click();
        requester
                .page()
                .locator(".flatpickr-calendar.open .flatpickr-next-month")
                .click();
        requester
                .page()
                .locator(".flatpickr-calendar.open .flatpickr-day:not(.prevMonthDay):text-is('15')")
                .click();
        Locator time = requester.page().locator(".fjs-form [id$='-Field_lockUntil-time']");
        time.fill("08:30");
        time.press("Tab");
        String chosen = date.inputValue();
        assertThat(time).hasValue("08:30");

        requester.page().reload();

        assertThat(requester.page().locator(".fjs-form [id$='-Field_lockUntil-date']"))
                .hasValue(chosen);
        assertThat(requester.page().locator(".fjs-form [id$='-Field_lockUntil-time']"))
                .hasValue("08:30");
    }

    private void openForm(String cloud, String region, String instance) {
        openForm("Account lock", cloud, region, instance);
    }

    private void openForm(String form, String cloud, String region, String instance) {
        requester.openStartForm(form);
        requester.choose(cloud);
        requester.choose(region);
        requester.field("instanceId").fill(instance);
    }

    private Locator show() {
        return requester.page().locator(SHOW);
    }

    private Locator choice() {
        return requester.page().locator(".account-lock-choice");
    }

    private Locator list() {
        return choice().locator("select");
    }

    private List<?> problems() throws IOException {
        Page page = requester.page();
        try (InputStream script = getClass().getResourceAsStream("/axe.min.js")) {
            page.evaluate(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
        return (List<?>) page.evaluate(WORSE_THAN_MINOR);
    }
}
