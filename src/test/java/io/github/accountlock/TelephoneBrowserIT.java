package io.github.accountlock;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody who approves with a telephone in his hand. */
class TelephoneBrowserIT extends DemoInBrowser {

    private static final int WIDTH = 390;
    private static final int HEIGHT = 844;
    private static final int HEAD = 120;
    private static final String CUT = """
            () => {
              const edge = document.querySelector('.fjs-form').getBoundingClientRect().right;
              return [...document.querySelectorAll('.fjs-form-field-radio label')].filter(label => {
                const words = document.createRange();
                words.selectNodeContents(label);
                return words.getBoundingClientRect().right > edge;
              }).map(label => label.textContent);
            }
            """;

    @AfterEach
    void large() {
        manager.page().setViewportSize(1280, 900);
    }

    @Test
    void openedTaskComesIntoViewWithWhatItIsAbout() {
        String id = requested("user_037", Map.of("lockDuration", "P1D"));
        task(id, "Task_ApproveLock");

        Page page = manager.page();
        manager.openTasklist();
        page.setViewportSize(WIDTH, HEIGHT);
        page.locator(".tasks-list .task:has-text('user_037') a").first().click();
        page.locator(".fjs-form").waitFor();

        assertThat(top(page.locator(".task-details"))).isLessThan(HEAD);
        for (String fact : List.of("requester", "accountName", "instanceId", "region", "reason", "lockUntil")) {
            Locator shown = page.locator(".fjs-form-field:has([id$='Field_" + fact + "']) .account-lock-shown");
            assertThat(shown).isInViewport();
            assertThat(top(shown)).as(fact).isLessThan(HEIGHT - 40);
        }
        assertThat(page.evaluate(CUT))
                .as("choices of which the end is not read")
                .isEqualTo(List.of());
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target/screenshots/approve-telephone.png")));

        page.locator(".account-lock-decision:text-is('Reject')").click();
        page.locator("dialog[open] textarea").fill("Not this one.");
        page.getByText("Reject now").click();
        ended(id, "REJECTED");
        assertThat(page.locator(".account-lock-decision")).hasCount(0);
        assertThat(page.locator("section.tasks-list")).isInViewport();
    }

    private static double top(Locator shown) {
        BoundingBox box = shown.boundingBox();
        return box.y;
    }
}
