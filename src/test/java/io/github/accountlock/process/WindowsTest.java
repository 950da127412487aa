package io.github.accountlock.process;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.fixture.ControlledClouds;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request for the next maintenance window is one with its times, which everybody reads. */
class WindowsTest {

    private static final AccountRef ACCOUNT = tencent("app_user");
    private static final ControlledClouds CLOUDS = new ControlledClouds();
    private static final ProcessEngine ENGINE = engine();

    private final ProcessTester flow = new ProcessTester(ENGINE);

    @BeforeEach
    void setUp() {
        CLOUDS.forget();
        CLOUDS.set(ACCOUNT, "UNLOCKED");
        ClockUtil.setCurrentTime(Date.from(Instant.parse("2026-11-30T12:00:00Z")));
    }

    @AfterEach
    void tearDown() {
        ClockUtil.reset();
    }

    @AfterAll
    static void close() {
        ENGINE.close();
        CLOUDS.close();
    }

    @Test
    void accountIsLockedFromTheBeginOfTheNextWindowToItsEnd() {
        ProcessInstance request = flow.requested(ACCOUNT, "lockStart", "window:weekend");
        assertThat(flow.facts(request).request().values())
                .containsEntry("lockFrom", "2026-12-05T21:00:00Z")
                .containsEntry("lockUntil", "2026-12-06T01:00:00Z")
                .doesNotContainKeys("lockStart", "lockDuration");
        flow.approve(request);

        ClockUtil.setCurrentTime(Date.from(Instant.parse("2026-12-05T21:00:00Z")));
        flow.runJobs(request);
        assertThat(CLOUDS.state(ACCOUNT)).isEqualTo("LOCKED");
        ClockUtil.setCurrentTime(Date.from(Instant.parse("2026-12-06T01:00:00Z")));
        flow.runJobs(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("UNLOCKED");
    }

    @Test
    void windowThatThereIsNotIsNamedWithThoseThatThereAre() {
        refused(
                "lockStart: there is no maintenance window \"night\"; choose release or weekend.",
                Map.of("lockStart", "window:night"));
    }

    @Test
    void windowHasItsOwnTimes() {
        String sentence = ": must be empty where lockStart names a maintenance window.";
        refused("lockUntil" + sentence, Map.of("lockStart", "window:weekend", "lockUntil", "2026-12-31T18:00:00Z"));
        refused("lockDuration" + sentence, Map.of("lockStart", "window:weekend", "lockDuration", "PT4H"));
    }

    @Test
    void formOffersThemWithTheirTimes() {
        String definition = ENGINE.getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKey("account-lock")
                .latestVersion()
                .singleResult()
                .getId();

        assertThat(ENGINE.getFormService().getDeployedStartForm(definition))
                .asString(java.nio.charset.StandardCharsets.UTF_8)
                .contains("In the next window “weekend”: Sat 22:00, 4 hours (Europe/Berlin)")
                .contains("\"window:release\"");
    }

    private void refused(String sentence, Map<String, String> more) {
        Map<String, Object> values = new HashMap<>(ProcessTester.values(ACCOUNT));
        values.putAll(more);
        assertThatThrownBy(() -> flow.as("requester", () -> flow.start(values)))
                .isInstanceOf(Refusal.class)
                .hasMessage(sentence);
    }

    private static ProcessEngine engine() {
        Map<String, String> settings = ProcessTester.settings(CLOUDS);
        settings.put("windows.weekend.days", "SAT");
        settings.put("windows.weekend.from", "22:00");
        settings.put("windows.weekend.for", "PT4H");
        settings.put("windows.weekend.zone", "Europe/Berlin");
        settings.put("windows.release.days", "TUE,THU");
        settings.put("windows.release.from", "06:30");
        settings.put("windows.release.for", "PT1H");
        settings.put("windows.release.zone", "Asia/Shanghai");
        StandaloneInMemProcessEngineConfiguration configuration = new StandaloneInMemProcessEngineConfiguration();
        configuration.setJdbcUrl("jdbc:h2:mem:windows;DB_CLOSE_DELAY=-1");
        configuration.setProcessEngineName("windows");
        return ProcessTester.configured(configuration, settings).buildProcessEngine();
    }
}
