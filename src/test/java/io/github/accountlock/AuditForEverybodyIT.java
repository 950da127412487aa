package io.github.accountlock;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.github.accountlock.fixture.Browser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages of the audit on a telephone, by keyboard, with a screen reader, and on paper. */
class AuditForEverybodyIT extends AuditInBrowser {

    private static final int TELEPHONE = 390;
    private static final int DESK = 1280;

    /** What axe-core calls serious or worse in our part of the page, one line each. */
    private static final String SERIOUS = """
            async () => {
              const found = await axe.run(document.querySelector('.lock-audit'), { resultTypes: ['violations'] });
              return found.violations.filter(each => ['serious', 'critical'].includes(each.impact))
                  .map(each => `${each.id}: ${each.nodes.map(node => node.html.slice(0, 200)).join(' ')}`).join('\\n');
            }
            """;

    private static final Map<String, String> PAGES = Map.ofEntries(
            Map.entry("start page", HOME),
            Map.entry("queue", HOME + "?queue=running"),
            Map.entry("request", HOME + "/request/%s"),
            Map.entry("waiting request", HOME + "/request/%s"),
            Map.entry("account", HOME + "/account?path=tencent-postgres/ap-guangzhou/postgres-demo01/user_090"),
            Map.entry("controls report", HOME + "/controls"),
            Map.entry("happenings", HOME + "/happenings?control=decided"),
            Map.entry("decisions", HOME + "/decisions"),
            Map.entry("policy and keys", HOME + "/rules"),
            Map.entry("messages", HOME + "/messages"),
            Map.entry("locked by somebody else", HOME + "/others"));

    private String axe;
    private String locked;
    private String waiting;

    @BeforeAll
    void someRequests() throws IOException {
        try (InputStream script = getClass().getResourceAsStream("/axe.min.js")) {
            axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
        locked = locked("user_090", Map.of("ticket", "SEC-90"));
        waiting = requested("user_091", Map.of("urgency", "emergency"));
        task(waiting, "Task_ApproveLock");
        lockedBySomebodyElse("user_092");
    }

    private static Stream<Arguments> pages() {
        return PAGES.keySet().stream()
                .sorted()
                .flatMap(page -> Stream.of(TELEPHONE, DESK).map(width -> Arguments.of(page, width)));
    }

    private Page shown(String name, int width) {
        Page page = auditor.page();
        page.setViewportSize(width, 844);
        open(auditor, PAGES.get(name).formatted(name.startsWith("waiting") ? waiting : locked));
        assertThat(page.locator(".lock-audit-content > *").first()).isVisible();
        assertThat(page.locator(".lock-audit-content")).not().containsText("Reading …");
        return page;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void pageFitsAndHasNoSeriousFinding(String name, int width) {
        Page page = shown(name, width);

        assertThat(page.evaluate("""
                () => [document.scrollingElement, ...document.querySelectorAll('.lock-audit')]
                    .filter(each => each.scrollWidth > each.clientWidth)
                    .map(each => `${each.tagName} ${each.scrollWidth} > ${each.clientWidth}`).join()
                """)).as(name + " " + width + " wide").isEqualTo("");
        page.evaluate(axe);
        assertThat((String) page.evaluate(SERIOUS))
                .as(name + " " + width + " wide")
                .isEmpty();
        if (width == TELEPHONE) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(java.nio.file.Path.of("target/screenshots/telephone-" + name.replace(' ', '-') + ".png")));
        }
        page.setViewportSize(DESK, 900);
    }

    @Test
    void everyQueueIsReachedAndOpenedByTheKeyboard() {
        Page page = shown("start page", DESK);
        page.locator(".lock-audit-queues summary").press("Enter");
        page.locator(".lock-audit-numbers a").first().focus();
        List<String> reached = new java.util.ArrayList<>();
        for (int i = 0; i < 12; i++) {
            reached.add((String) page.evaluate("document.activeElement.querySelector('span')?.textContent ?? ''"));
            page.keyboard().press("Tab");
        }

        assertThat(reached).hasSize(12).doesNotContain("").doesNotHaveDuplicates();
        page.locator(".lock-audit-numbers a").last().focus();
        page.keyboard().press("Enter");
        page.waitForURL("**queue=deleted**");
    }

    @Test
    void paperHasTheSealedFactsOpenAndTheScreenHasNot() {
        Page page = shown("request", DESK);
        Locator sealed = page.locator(".lock-audit-what details.ledger");
        int facts = sealed.count();
        assertThat(facts).isGreaterThan(5);

        page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))");
        assertThat(page.locator(".lock-audit-what details.ledger[open] > :nth-child(2)"))
                .hasCount(facts);
        assertThat(page.locator(".lock-audit-what details.engine[open]")).hasCount(0);
        page.evaluate("() => window.dispatchEvent(new Event('afterprint'))");
        assertThat(page.locator(".lock-audit-what details[open]")).hasCount(0);

        byte[] paper = page.pdf(new Page.PdfOptions()
                .setPreferCSSPageSize(true)
                .setPath(java.nio.file.Path.of("target/screenshots/audit-request.pdf")));
        String document = new String(paper, StandardCharsets.ISO_8859_1);
        assertThat(document).contains("/MediaBox [0 0 594.95996 841.91998]");
        Browser.picture(page, "audit-request-after-paper.png", 900);
    }
}
