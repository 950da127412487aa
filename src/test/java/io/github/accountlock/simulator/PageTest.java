package io.github.accountlock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PageTest {

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-01T10:00:00Z"));
    private final SimulatedClouds clouds = SimulatedClouds.start(0, clock);
    private final ControlClient control = new ControlClient(clouds);
    private final CloudClient cloud = new CloudClient(clouds, clock);

    @AfterEach
    void close() {
        clouds.close();
    }

    @Test
    void lockedAccountsComeBeforeTheOthers() throws IOException {
        cloud.tencentLock("user_119");

        String page = control.get("/").body();

        assertThat(page.indexOf("user_119")).isLessThan(page.indexOf("locked_user"));
        assertThat(page.indexOf("locked_user")).isLessThan(page.indexOf("app_user"));
        assertThat(page).contains("<td>LockAccount</td><td>postgres-demo01 user_119</td>");
    }

    @Test
    void dataOfStrangersIsEscaped() throws IOException {
        cloud.tencentLock("<script>alert('{{instances}}')</script>");

        assertThat(control.get("/").body())
                .contains("&lt;script&gt;alert(&#39;&#123;&#123;instances}}&#39;)")
                .doesNotContain("<script");
    }

    @Test
    void nothingButTheOwnStyleIsLoaded() {
        HttpResponse<String> page = control.get("/");

        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none'; style-src 'self'");
        assertThat(control.get("/page.css").headers().firstValue("Content-Type"))
                .hasValue("text/css;charset=utf-8");
    }
}
