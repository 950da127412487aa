package io.github.accountlock;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import io.github.accountlock.fixture.Browser;
import io.github.accountlock.fixture.Person;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A manager names who decides while he is away, in Tasklist, and his substitute decides there. */
class SubstituteBrowserIT extends DemoInBrowser {

    private Person away;
    private Person deputy;

    @BeforeAll
    void people() {
        user("away", "managers");
        user("deputy", "requesters");
        away = browser.login("away", "tasklist");
        deputy = browser.login("deputy", "tasklist");
    }

    private void user(String id, String group) {
        IdentityService identity = engine.getIdentityService();
        User user = identity.newUser(id);
        user.setPassword(id);
        user.setFirstName(id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1));
        user.setLastName("Demo");
        identity.saveUser(user);
        identity.createMembership(id, group);
    }

    @Test
    void deputyDecidesWhileTheManagerIsAwayAndNotAfterwards() {
        String id = requested("user_116", Map.of());
        task(id, "Task_ApproveLock");
        Locator section = mySubstitute(away);
        assertThat(section).containsText("Nobody stands in for you");

        Locator approvers = section.locator("select[name=approver]");
        assertThat(approvers.locator("option:text-is('Manager Demo (manager)')"))
                .hasCount(1);
        assertThat(section.locator("input[name=substitute]")).isHidden();
        section.getByText("Name substitute").click();
        assertThat(section.locator("label:has([name=approver]) [role=alert]")).hasText("Choose who decides for you.");
        assertThat(section.locator("label:has([name=until]) [role=alert]")).hasText("Say until when, date and time.");
        assertThat(approvers).isFocused();
        approvers.selectOption("Somebody else, by user name");
        section.getByText("Name substitute").click();
        assertThat(section.locator("label:has([name=approver]) [role=alert]")).hasCount(0);
        assertThat(section.locator("label:has([name=substitute]) [role=alert]"))
                .hasText("Give the user name of who decides for you.");
        section.locator("input[name=from]").press("1"); // the month alone
        section.getByText("Name substitute").click();
        assertThat(section.locator("label:has([name=from]) [role=alert]")).hasText("Give date and time.");
        section.locator("input[name=from]").fill("");
        approvers.selectOption("Somebody else, by user name");
        section.locator("input[name=substitute]").fill("deputy");
        section.locator("input[name=until]")
                .fill(LocalDateTime.now(ZoneOffset.UTC)
                        .plusDays(100)
                        .truncatedTo(ChronoUnit.MINUTES)
                        .toString());
        section.getByText("Name substitute").click();
        assertThat(section.locator("p[role=alert]")).containsText("90 days later at most");
        section.locator("input[name=until]")
                .fill(LocalDateTime.now(ZoneOffset.UTC)
                        .plusDays(7)
                        .truncatedTo(ChronoUnit.MINUTES)
                        .toString());
        section.getByText("Name substitute").click();
        assertThat(section.locator("li.now")).containsText("deputy stands in for you");
        Browser.picture(away.page(), "my-substitute.png", 700);

        Locator ofDeputy = mySubstitute(deputy);
        assertThat(ofDeputy.locator("li.now")).containsText("You stand in for away until");
        deputy.openTasklist();
        deputy.openTask("Approve lock", "user_116");
        assertThat(deputy.page().locator(".fjs-form")).containsText("You decide in the place of away.");
        deputy.page().locator(".account-lock-decision:text-is('Approve')").click();
        assertThat(deputy.page().locator("dialog[open]")).containsText("You decide in the place of away.");
        deputy.page().getByText("Approve now for away").click();
        ended(id, "LOCKED");
        away.openTasklist();
        away.page().locator("a.account-lock-requests-link").click();
        away.page().getByText("Decided by me").click();
        assertThat(away.page().locator("dialog[open] tbody")).containsText("user_116");

        section = mySubstitute(away);
        section.getByText("End it now").click();
        assertThat(section.locator("li.over")).containsText("deputy stood in for you");
        String next = requested("user_117", Map.of());
        task(next, "Task_ApproveLock");
        assertThat(deputy.get("task?processInstanceId=" + next).body()).isEmpty();
    }

    private static Locator mySubstitute(Person person) {
        person.openTasklist();
        person.page().locator("a.account-lock-requests-link").click();
        person.page().getByText("My substitute").click();
        Locator section = person.page().locator("dialog[open] section.substitutes");
        section.waitFor();
        return section;
    }
}
