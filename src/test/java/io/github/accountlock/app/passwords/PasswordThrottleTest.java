package io.github.accountlock.app.passwords;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.fixture.RunningApplication;
import io.github.accountlock.fixture.WebSession;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Date;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Wrong passwords over HTTP, behind a proxy that says where requests come from. */
class PasswordThrottleTest {

    private static final RunningApplication APPLICATION = RunningApplication.demo("throttle");
    private static final String STRANGER = "203.0.113.66";

    private final WebSession browser = new WebSession(APPLICATION.uri());
    private String office;
    private static int tests;

    @AfterAll
    static void close() {
        APPLICATION.close();
    }

    @BeforeEach
    void everyTestComesFromAnotherOffice() {
        office = "198.51.100." + ++tests;
        ClockUtil.setCurrentTime(new Date());
    }

    @AfterEach
    void clockRunsAgain() {
        ClockUtil.reset();
    }

    @Test
    void rightPasswordWaitsAfterAWrongOneFromTheSameSourceOverRest() {
        assertThat(basic(office, "manager", "wrong").statusCode()).isEqualTo(401);

        HttpResponse<String> tooEarly = basic(office, "manager", "manager");

        assertThat(tooEarly.statusCode()).isEqualTo(429);
        assertThat(tooEarly.headers().firstValue("Retry-After")).hasValue("3");
        assertThat(tooEarly.body()).contains("can be tried in 3 seconds");
        move(3);
        assertThat(basic(office, "manager", "manager").statusCode()).isEqualTo(200);
        assertThat(basic(office, "manager", "manager").statusCode()).isEqualTo(200);
    }

    @Test
    void rightPasswordWaitsAfterAWrongOneFromTheSameSourceInTheWebApplications() {
        assertThat(login(office, "manager", "wrong").statusCode()).isEqualTo(401);

        HttpResponse<String> tooEarly = login(office, "manager", "manager");

        assertThat(tooEarly.statusCode()).isEqualTo(429);
        assertThat(tooEarly.headers().firstValue("Retry-After")).hasValue("3");
        assertThat(tooEarly.body()).contains("can be tried in 3 seconds");
        assertThat(basic(office, "manager", "manager").statusCode()).isEqualTo(429);
        move(3);
        assertThat(login(office, "manager", "manager").statusCode()).isEqualTo(200);
    }

    @Test
    void wrongPasswordsOfAStrangerDoNotStopTheRightOne() {
        for (int i = 0; i < 15; i++) {
            assertThat(basic(STRANGER, "operator", "guess" + i).statusCode()).isEqualTo(401);
            assertThat(login(STRANGER, "operator", "guess" + i).statusCode()).isEqualTo(429);
            move(60);
        }

        assertThat(login(office, "operator", "operator").statusCode()).isEqualTo(200);
        assertThat(basic(office, "operator", "operator").statusCode()).isEqualTo(200);
    }

    @Test
    void nobodyIsLockedOutForLongerThanAMinute() {
        for (int i = 0; i < 30; i++) {
            basic(office, "auditor", "wrong");
            move(60);
        }

        assertThat(basic(office, "auditor", "auditor").statusCode()).isEqualTo(200);
    }

    @Test
    void unknownUserIsAnsweredAsAKnownOne() {
        assertThat(basic(office, "nobody", "wrong").statusCode()).isEqualTo(401);
        assertThat(basic(office, "nobody", "wrong").statusCode()).isEqualTo(429);
    }

    @Test
    void passwordIsNotGuessedThroughTheVerificationOfRestEither() {
        for (int i = 0; i < 5; i++) {
            verify("guess" + i);
        }

        assertThat(verify("manager").body()).contains("\"authenticated\":false");
        move(60);
        assertThat(verify("manager").body()).contains("\"authenticated\":true");
    }

    private HttpResponse<String> verify(String password) {
        return browser.send(
                "POST",
                "/engine-rest/identity/verify",
                "{\"username\":\"manager\",\"password\":\"" + password + "\"}",
                "application/json",
                "Authorization",
                authorization("admin", "admin"),
                "X-Forwarded-For",
                office);
    }

    private HttpResponse<String> basic(String source, String user, String password) {
        return browser.send(
                "GET",
                "/engine-rest/engine",
                null,
                null,
                "Authorization",
                authorization(user, password),
                "X-Forwarded-For",
                source);
    }

    private HttpResponse<String> login(String source, String user, String password) {
        WebSession page = new WebSession(APPLICATION.uri());
        page.send("GET", "/camunda/app/tasklist/default/", null, null);
        return page.send(
                "POST",
                "/camunda/api/admin/auth/user/default/login/tasklist",
                "username=" + user + "&password=" + password,
                "application/x-www-form-urlencoded",
                "X-Forwarded-For",
                source);
    }

    private static String authorization(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static void move(int seconds) {
        ClockUtil.setCurrentTime(new Date(ClockUtil.getCurrentTime().getTime() + seconds * 1000L));
    }
}
