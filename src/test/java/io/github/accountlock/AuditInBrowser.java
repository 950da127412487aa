package io.github.accountlock;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.fixture.Person;
import io.github.accountlock.hold.ForeignLocks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.identity.Group;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The demo with an auditor in front of Cockpit. */
abstract class AuditInBrowser extends DemoInBrowser {

    static final String HOME = "/lock-audit";
    static final String OTHERS = "postgres-elsewhere";

    Person auditor;
    private String cockpit;

    @BeforeAll
    void logInTheAuditor(@LocalServerPort int port) {
        cockpit = "http://127.0.0.1:" + port + "/camunda/app/cockpit/default/";
        auditor = browser.login("auditor", "cockpit");
    }

    /** As two readings of an instance have it that is not there, so that nothing reads it again. */
    void lockedBySomebodyElse(String... accounts) {
        ForeignLocks locks =
                new ForeignLocks(AccountLockServices.of(engine).orElseThrow().connections());
        InstanceRef instance = new InstanceRef(new ProviderId("tencent-postgres"), "ap-guangzhou", OTHERS);
        Set<String> paths =
                Stream.of(accounts).map(name -> instance.account(name).path()).collect(Collectors.toSet());
        for (int hour = 2; hour > 0; hour--) {
            Instant asked = Instant.now().minus(Duration.ofHours(hour));
            locks.take(instance, paths, Set.of(), asked, 2, Duration.ofSeconds(2));
        }
    }

    /** A page of Cockpit, read anew. */
    Page open(Person person, String address) {
        Page page = person.page();
        page.navigate("about:blank"); // another fragment alone loads nothing
        page.navigate(cockpit + "#" + address);
        return page;
    }

    Page openRequest(String id) {
        Page page = open(auditor, HOME + "/request/" + id);
        assertThat(page.locator(".lock-audit-count")).isVisible();
        return page;
    }

    /** The lines of the timeline that say this. */
    static Locator lines(Page page, String text) {
        return page.locator(".lock-audit-line").filter(new Locator.FilterOptions().setHasText(text));
    }

    static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    /** Neither the page nor the part of it that scrolls is wider than the window. */
    static void fits(Page page) {
        for (int width : List.of(1280, 1920)) {
            page.setViewportSize(width, 900);
            assertThat(page.evaluate("""
                    () => [document.scrollingElement, ...document.querySelectorAll('.lock-audit')]
                        .filter(each => each.scrollWidth > each.clientWidth)
                        .map(each => `${each.tagName} ${each.scrollWidth} > ${each.clientWidth}`).join()
                    """)).as(width + " wide: " + page.url()).isEqualTo("");
        }
        page.setViewportSize(1280, 900);
    }

    String locked(String account, Map<String, String> more) {
        String id = requested(account, more);
        decide(id, Map.of("decision", "approve"));
        ended(id, "LOCKED");
        return id;
    }

    /** Acts in the engine as a person who is logged in there. */
    void as(String user, Runnable act) {
        List<String> groups = engine.getIdentityService().createGroupQuery().groupMember(user).list().stream()
                .map(Group::getId)
                .toList();
        engine.getIdentityService().setAuthentication(user, groups);
        try {
            act.run();
        } finally {
            engine.getIdentityService().clearAuthentication();
        }
    }

    /** Every request about accounts with these names has ended. */
    void allEnded(String names) {
        await().atMost(PATIENCE)
                .until(() -> engine.getHistoryService()
                                .createHistoricProcessInstanceQuery()
                                .processInstanceBusinessKeyLike("%/" + names)
                                .unfinished()
                                .count()
                        == 0);
    }
}
