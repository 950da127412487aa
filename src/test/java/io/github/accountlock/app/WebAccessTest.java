package io.github.accountlock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.fixture.RunningApplication;
import io.github.accountlock.fixture.WebSession;
import java.net.HttpCookie;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.webapp.impl.security.auth.AuthenticationFilter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Doors of the running application: engine-rest, headers, cookies, CSRF. Cookies as in production. */
class WebAccessTest {

    private static final RunningApplication APPLICATION = RunningApplication.demo(
            "web",
            "camunda.bpm.webapp.session-cookie.enable-secure-cookie=true",
            "camunda.bpm.webapp.csrf.enable-secure-cookie=true",
            "camunda.bpm.webapp.header-security.hsts-disabled=false");

    private final WebSession browser = new WebSession(APPLICATION.uri());

    @AfterAll
    static void close() {
        APPLICATION.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/engine-rest/engine",
                "/engine-rest/engine/",
                "/engine-rest/task",
                "/engine-rest/version",
                "/engine-rest/engine/default/user",
                "/engine-rest/openapi.json",
                "/engine-rest//engine",
                "/camunda/../engine-rest/engine",
                "/%65ngine-rest/engine",
                "/engine-rest;x=y/engine"
            })
    void engineRestIsShutWithoutAName(String path) {
        HttpResponse<String> response = browser.send("GET", path, null, null);

        assertThat(response.statusCode()).as(response.body()).isIn(400, 401);
        assertThat(browser.send("OPTIONS", "/engine-rest/engine", null, null).statusCode())
                .isEqualTo(401);
    }

    @Test
    void engineRestKnowsTheUsersOfTheEngineAndTheirRights() {
        assertThat(basic("auditor", "auditor", "/engine-rest/history/process-instance/count")
                        .statusCode())
                .isEqualTo(200);
        assertThat(basic("auditor", "auditor", "/engine-rest/process-definition/key/account-lock")
                        .body())
                .contains("\"account-lock\"");
        assertThat(basic("outsider", "", "/engine-rest/engine").statusCode()).isEqualTo(401);
        assertThat(basic("", "", "/engine-rest/engine").statusCode()).isEqualTo(401);
        assertThat(browser.send("GET", "/engine-rest/engine", null, null, "Authorization", "Basic ???")
                        .statusCode())
                .isEqualTo(401);
        assertThat(browser.send("GET", "/engine-rest/engine", null, null, "Authorization", "Bearer x")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void pagesAreSentWithTheirHeadersAndCookiesAreGuarded() {
        HttpResponse<String> page = browser.send("GET", "/camunda/app/tasklist/default/", null, null);

        assertThat(page.headers().firstValue("Strict-Transport-Security").orElse(""))
                .contains("max-age=31536000");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("frame-ancestors 'none'");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith("JSESSIONID=")
                        .contains("HttpOnly")
                        .contains("Secure")
                        .containsIgnoringCase("SameSite=Lax"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith("XSRF-TOKEN=")
                        .contains("Secure")
                        .containsIgnoringCase("SameSite=Lax"));
        assertThat(browser.cookies()).extracting(HttpCookie::getName).contains("JSESSIONID");
    }

    @Test
    void rightsAreLookedUpAgainAfterAMinute() {
        var servlets = APPLICATION.servlets();

        assertThat(servlets.getFilterRegistration("Authentication Filter")
                        .getInitParameter(AuthenticationFilter.AUTH_CACHE_TTL_INIT_PARAM_NAME))
                .isEqualTo("60000");
    }

    @Test
    void expressionsSeeNoBeanOfTheApplication() {
        var configuration =
                (ProcessEngineConfigurationImpl) APPLICATION.engine().getProcessEngineConfiguration();

        assertThat(configuration.getBeans()).isEmpty();
    }

    private HttpResponse<String> basic(String user, String password, String path) {
        String pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return browser.send("GET", path, null, null, "Authorization", "Basic " + pair);
    }
}
