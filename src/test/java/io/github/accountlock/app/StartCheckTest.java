package io.github.accountlock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.fixture.Production;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.env.MockEnvironment;

/** What the application refuses to start with, on top of its shipped configuration. */
class StartCheckTest {

    @Test
    void shippedConfigurationIsSafeAsSoonAsItsValuesAreGiven() throws IOException {
        assertThat(StartCheck.problems(production())).isEmpty();
    }

    @Test
    void everythingUnsafeIsNamedAtOnce() throws IOException {
        MockEnvironment unsafe = production();
        unsafe.setProperty("camunda.bpm.webapp.session-cookie.enable-secure-cookie", "false");
        unsafe.setProperty("camunda.bpm.webapp.csrf.enable-secure-cookie", "false");
        unsafe.setProperty("camunda.bpm.webapp.header-security.hsts-disabled", "true");
        unsafe.setProperty("camunda.bpm.authorization.enabled", "false");
        unsafe.setProperty("camunda.bpm.history-level", "audit");
        unsafe.setProperty("account-lock.trusted-models", "abc");

        List<String> problems = StartCheck.problems(unsafe);

        assertThat(problems)
                .hasSize(6)
                .anyMatch(problem -> problem.startsWith("camunda.bpm.webapp.session-cookie.enable-secure-cookie"))
                .anyMatch(problem -> problem.startsWith("camunda.bpm.webapp.csrf.enable-secure-cookie"))
                .anyMatch(problem -> problem.startsWith("camunda.bpm.webapp.header-security.hsts-disabled"))
                .anyMatch(problem -> problem.startsWith("camunda.bpm.authorization.enabled"))
                .anyMatch(problem -> problem.startsWith("camunda.bpm.history-level"))
                .anyMatch(problem -> problem.startsWith("account-lock.trusted-models"));
    }

    private static MockEnvironment production() throws IOException {
        MockEnvironment environment = new MockEnvironment();
        PropertySource<?> shipped = new YamlPropertySourceLoader()
                .load("shipped", new ClassPathResource("application.yaml"))
                .get(0);
        environment.getPropertySources().addLast(shipped);
        environment.setProperty("SPRING_DATASOURCE_URL", "jdbc:postgresql://db/accountlock");
        environment.setProperty("SPRING_DATASOURCE_USERNAME", "app");
        environment.setProperty("SPRING_DATASOURCE_PASSWORD", "fake-password");
        environment.setProperty("ACCOUNT_LOCK_ADMIN_USER", "root1");
        environment.setProperty("ACCOUNT_LOCK_ADMIN_PASSWORD", "fake-admin-password-1");
        environment.setProperty("ACCOUNT_LOCK_EVIDENCE_KEYS", Production.EVIDENCE_KEYS);
        environment.setProperty("TENCENT_SECRET_ID", "fake-id");
        environment.setProperty("TENCENT_SECRET_KEY", "fake-key");
        return environment;
    }
}
