package io.github.accountlock.hardening;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import io.github.accountlock.fixture.Browser;
import io.github.accountlock.fixture.Person;
import io.github.accountlock.fixture.Production;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.ProcessEngine;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** "Lock audit" in the Cockpit of a stranger's Boot application: nothing of ours but the plugin's own classes. */
class AuditInForeignHostIT {

    @Test
    void sameSearchAndRequestPages() {
        try (ConfigurableApplicationContext host = new SpringApplicationBuilder(ForeignHostTest.Host.class)
                        .run(
                                "--spring.config.name=strangers",
                                "--spring.profiles.active=demo",
                                "--server.port=0",
                                "--spring.datasource.url=jdbc:h2:mem:foreign-audit;DB_CLOSE_DELAY=-1",
                                "--camunda.bpm.admin-user.id=admin",
                                "--camunda.bpm.admin-user.password=admin",
                                "--camunda.bpm.authorization.enabled=true",
                                "--camunda.bpm.history-level=full",
                                "--camunda.bpm.job-execution.enabled=false",
                                "--camunda.bpm.auto-deployment-enabled=false",
                                "--account-lock.evidence.keys=" + Production.EVIDENCE_KEYS,
                                "--account-lock.providers.tencent-postgres.endpoint=http://127.0.0.1:9",
                                "--account-lock.providers.tencent-postgres.secret-id=fake-id",
                                "--account-lock.providers.tencent-postgres.secret-key=fake-key");
                Browser browser =
                        Browser.start(host.getEnvironment().getProperty("local.server.port", Integer.class))) {
            String id = requested(host.getBean(ProcessEngine.class));
            Person admin = browser.login("admin", "cockpit");
            Page page = admin.page();

            page.locator("nav a:text-is('Lock audit'), a[href='#/lock-audit']")
                    .first()
                    .click();
            assertThat(page.locator(".lock-audit-requests tbody tr")).containsText("app_user");
            page.locator(".lock-audit-requests .lock-audit-account").click();

            page.waitForURL(Pattern.compile(".*#/lock-audit/request/" + id));
            assertThat(page.locator(".lock-audit-verdict")).containsText("Not ended yet. Requested by admin on");
            assertThat(page.locator(".lock-audit-diagram .djs-element[data-element-id='Task_ReadAccount']"))
                    .hasClass(Pattern.compile("lock-audit-active"));
            assertThat(page.locator(".lock-audit-line").first()).containsText("Lock requested");
            page.getByText("Controls report").click();
            assertThat(page.locator(".lock-audit-report")).containsText("Refused attempts");
            Browser.picture(page, "audit-foreign-host.png", 900);
            browser.assertNoSurprises();
        }
    }

    private static String requested(ProcessEngine engine) {
        engine.getIdentityService().setAuthentication("admin", List.of("camunda-admin"));
        try {
            return engine.getRuntimeService()
                    .startProcessInstanceByKey(
                            "account-lock",
                            Map.of(
                                    "provider", "tencent-postgres",
                                    "region", "ap-guangzhou",
                                    "instanceId", "postgres-demo01",
                                    "accountName", "app_user",
                                    "reason", "Its password was found in a public repository."))
                    .getId();
        } finally {
            engine.getIdentityService().clearAuthentication();
        }
    }
}
