package io.github.accountlock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** Everything under {@code account-lock.oidc}. */
class OidcSettingsTest {

    private final ApplicationContextRunner host = new ApplicationContextRunner().withUserConfiguration(Host.class);

    @Test
    void nothingIsConfigured() {
        host.run(context -> assertThat(context.getBean(OidcSettings.class))
                .isEqualTo(new OidcSettings("preferred_username", "groups", Map.of(), "")));
    }

    @Test
    void everythingIsConfigured() {
        host.withPropertyValues(
                        "account-lock.oidc.user-claim=nick",
                        "account-lock.oidc.groups-claim=roles",
                        "account-lock.oidc.group-mapping.[/dba/approvers]=managers",
                        "account-lock.oidc.group-mapping.engine-admins=camunda-admin",
                        "account-lock.oidc.audience=account-lock-api")
                .run(context -> assertThat(context.getBean(OidcSettings.class))
                        .isEqualTo(new OidcSettings(
                                "nick",
                                "roles",
                                Map.of("/dba/approvers", "managers", "engine-admins", "camunda-admin"),
                                "account-lock-api")));
    }

    @Test
    void unknownNameIsRefusedByName() {
        host.withPropertyValues("account-lock.oidc.audiance=account-lock-api")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("account-lock.oidc.audiance"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(OidcSettings.class)
    static class Host {}
}
