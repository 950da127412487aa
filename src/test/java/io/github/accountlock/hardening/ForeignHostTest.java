package io.github.accountlock.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.autoconfigure.AccountLockAutoConfiguration;
import io.github.accountlock.autoconfigure.AccountLockWebAutoConfiguration;
import io.github.accountlock.fixture.Production;
import io.github.accountlock.fixture.WebSession;
import java.net.URI;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.spring.boot.starter.CamundaBpmAutoConfiguration;
import org.camunda.bpm.spring.boot.starter.webapp.CamundaBpmWebappAutoConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The promises of the plugin in a stranger's Boot application with Camunda's starters, nothing of our application. */
class ForeignHostTest extends HardenedEngineContract {

    private static final ConfigurableApplicationContext HOST = new SpringApplicationBuilder(Host.class)
            .run(
                    "--spring.config.name=strangers",
                    "--spring.profiles.active=demo",
                    "--server.port=0",
                    "--spring.datasource.url=jdbc:h2:mem:foreign;DB_CLOSE_DELAY=-1",
                    "--camunda.bpm.authorization.enabled=true",
                    "--camunda.bpm.history-level=full",
                    "--camunda.bpm.job-execution.enabled=false",
                    "--camunda.bpm.auto-deployment-enabled=false",
                    "--account-lock.evidence.keys=" + Production.EVIDENCE_KEYS,
                    "--account-lock.providers.tencent-postgres.endpoint=http://127.0.0.1:9",
                    "--account-lock.providers.tencent-postgres.secret-id=fake-id",
                    "--account-lock.providers.tencent-postgres.secret-key=fake-key");

    @AfterAll
    static void close() {
        HOST.close();
    }

    @Override
    ProcessEngine engine() {
        return HOST.getBean(ProcessEngine.class);
    }

    @Override
    Probe probe() {
        return HOST.getBean("probe", Probe.class);
    }

    @Test
    void beansOfTheHostStayVisibleToItsProcesses() {
        deploy("<serviceTask id='step' camunda:expression='${visible.touched()}'/>");

        engine().getRuntimeService().startProcessInstanceByKey("probe");

        assertThat(HOST.getBean("visible", Probe.class).touches()).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /camunda/app/admin/default/setup/",
        "GET, /camunda/app/admin/default/setup",
        "GET, /camunda/app/admin/default/setup;x=y/",
        "GET, //camunda//app/admin/default/setup/",
        "GET, /camunda/app/tasklist/../admin/default/setup/",
        "GET, /camunda/app/admin/default/%73etup/",
        "POST, /camunda/api/admin/setup/default/user/create",
        "POST, /camunda/api/admin/./setup/default/user/create",
        "POST, /camunda/api/admin/%2e/setup/default/user/create",
        "POST, /camunda/api/admin//setup/default/user/create",
        "POST, /camunda/api/admin/setup;x=y/default/user/create",
        "POST, /camunda;a=b/api/admin/setup/default/user/create",
        "POST, /camunda/api/admin/%73etup/default/user/create",
        "PUT, /camunda/api/admin/setup/default/user/create"
    })
    void setupOfAFirstUserIsShut(String method, String path) {
        WebSession browser = new WebSession(
                URI.create("http://127.0.0.1:" + HOST.getEnvironment().getProperty("local.server.port")));
        browser.send("GET", "/camunda/app/admin/default/", null, null);

        int status = browser.send(
                        method,
                        path,
                        method.equals("GET")
                                ? null
                                : "{\"profile\":{\"id\":\"intruder\"},\"credentials\":{\"password\":\"a-Password-1\"}}",
                        "application/json")
                .statusCode();

        assertThat(status).isEqualTo(403);
        assertThat(engine().getIdentityService()
                        .createUserQuery()
                        .userId("intruder")
                        .count())
                .isZero();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        JacksonAutoConfiguration.class,
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        ServletWebServerFactoryAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        AccountLockAutoConfiguration.class,
        AccountLockWebAutoConfiguration.class,
        CamundaBpmAutoConfiguration.class,
        CamundaBpmWebappAutoConfiguration.class
    })
    static class Host {

        @Bean
        Probe probe() {
            return new Probe();
        }

        @Bean
        Probe visible() {
            return new Probe();
        }
    }
}
