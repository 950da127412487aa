package io.github.accountlock.process;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.fixture.ControlledClouds;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
    private static final AccountRef REPORT = tencent("report_user");
    private static final Instant SECOND = Instant.parse("2026-12-12T21:00:00Z");
    private static final ControlledClouds CLOUDS = new ControlledClouds();
    private static final ProcessEngine ENGINE = engine();

    private final ProcessTester flow = new ProcessTester(ENGINE);

    @BeforeEach
    void setUp() {
        CLOUDS.forget();
        flow.nobodyHolds();
        CLOUDS.set(ACCOUNT, "UNLOCKED");
        CLOUDS.set(REPORT, "UNLOCKED");
        ClockUtil.setCurrentTime(Date.from(Instant.parse("2026-11-30T12:00:00Z")));
    }

    @AfterEach
    void tearDown() {
        ENGINE.getRuntimeService()
                .createProcessInstanceQuery()
                .list()
                .forEach(left -> ENGINE.getRuntimeService().deleteProcessInstance(left.getId(), "end of test"));
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
    void listIsLockedEachTimeThatTheWindowComesUnderOneApproval() {
        ProcessInstance list = listed("windowTimes", 3);
        assertThat(flow.facts(list).request().values())
                .containsEntry("lockFrom", "2026-12-05T21:00:00Z")
                .containsEntry("lockUntil", "2026-12-20T01:00:00Z")
                .containsEntry(
                        "lockTimes",
                        "2026-12-05T21:00:00Z/2026-12-06T01:00:00Z 2026-12-12T21:00:00Z/2026-12-13T01:00:00Z"
                                + " 2026-12-19T21:00:00Z/2026-12-20T01:00:00Z");
        approve(list);
        List<ProcessInstance> requests = carryOut(list);
        assertThat(requests).hasSize(6);
        assertThat(requests.stream().map(request -> flow.facts(request)))
                .allSatisfy(request -> assertThat(request.request().lockTimes()).isEmpty())
                .extracting(request -> request.request().account().accountName() + " "
                        + request.request().lockFrom().orElseThrow())
                .containsExactlyInAnyOrder(
                        "app_user 2026-12-05T21:00:00Z",
                        "app_user 2026-12-12T21:00:00Z",
                        "app_user 2026-12-19T21:00:00Z",
                        "report_user 2026-12-05T21:00:00Z",
                        "report_user 2026-12-12T21:00:00Z",
                        "report_user 2026-12-19T21:00:00Z");

        for (String saturday : List.of("2026-12-05", "2026-12-12", "2026-12-19")) {
            assertThat(CLOUDS.state(ACCOUNT)).isEqualTo("UNLOCKED");
            assertThat(flow.variable(list, "outcome")).isNull();
            goTo(saturday + "T21:00:00Z", requests);
            assertThat(Stream.of(ACCOUNT, REPORT).map(CLOUDS::state)).containsOnly("LOCKED");
            goTo(
                    Instant.parse(saturday + "T21:00:00Z")
                            .plus(4, ChronoUnit.HOURS)
                            .toString(),
                    requests);
        }
        carryOut(list);

        assertThat(requests)
                .allSatisfy(
                        request -> assertThat(flow.variable(request, "outcome")).isEqualTo("UNLOCKED"));
        assertThat(flow.variable(list, "outcome")).isEqualTo("CARRIED_OUT");
        assertThat(flow.facts(list).carriedOut().orElseThrow().locked()).isEqualTo(6);
    }

    @Test
    void timeThatIsTakenBackIsLeftOutAndTheOthersCome() {
        ProcessInstance list = listed("windowTimes", 2);
        approve(list);
        List<ProcessInstance> requests = carryOut(list);
        ProcessInstance second = requests.stream()
                .filter(request -> flow.facts(request).request().account().equals(ACCOUNT))
                .filter(request -> flow.facts(request).request().lockFrom().equals(Optional.of(SECOND)))
                .findFirst()
                .orElseThrow();

        flow.withdraw(second, "Task_AwaitStart", "requester", "The second is not needed.");
        goTo("2026-12-05T21:00:00Z", requests);
        assertThat(CLOUDS.state(ACCOUNT)).isEqualTo("LOCKED");
        goTo("2026-12-06T01:00:00Z", requests);
        goTo(SECOND.toString(), requests);

        assertThat(CLOUDS.state(ACCOUNT)).isEqualTo("UNLOCKED");
        assertThat(CLOUDS.state(REPORT)).isEqualTo("LOCKED");
        carryOut(list);
        assertThat(flow.facts(list).carriedOut())
                .isEmpty(); // somebody says what becomes of the one that was taken back
    }

    @Test
    void timesAreAsManyAsAllowedAndOfAWindow() {
        refusedList("windowTimes: \"32\" is not allowed; allowed is 1 to 31.", "windowTimes", 32);
        refusedList("windowTimes: \"0\" is not allowed; allowed is 1 to 31.", "windowTimes", 0);
        refusedList(
                "windowTimes: 2027-03-06T21:00:00Z is too far ahead; allowed is 90 days, until 2027-02-28T12:00:00Z.",
                "windowTimes",
                14);
        refusedList(
                "windowTimes: must be empty where lockStart names no maintenance window.",
                "windowTimes",
                2,
                "lockStart",
                "approved");
        refusedList(
                "onFailure: all or none (undo_all) is for a list that is locked once; choose another answer (undo or hold).",
                "windowTimes",
                2,
                "onFailure",
                "undo_all");
        assertThat(flow.facts(listed("windowTimes", 1)).request().lockTimes()).isEmpty();
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

    private ProcessInstance listed(Object... more) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "accounts",
                ACCOUNT.path() + "\n" + REPORT.path(),
                "reason",
                "Patches.",
                "lockStart",
                "window:weekend"));
        for (int i = 0; i < more.length; i += 2) {
            values.put((String) more[i], more[i + 1]);
        }
        return flow.as(
                "requester", () -> ENGINE.getRuntimeService().startProcessInstanceByKey("account-lock-bulk", values));
    }

    private void refusedList(String sentence, Object... more) {
        assertThatThrownBy(() -> listed(more)).isInstanceOf(Refusal.class).hasMessage(sentence);
    }

    private void approve(ProcessInstance list) {
        flow.runJobs(list);
        flow.decide(list, "manager", Map.of("decision", "approve"));
        flow.decide(list, "manager2", Map.of("decision", "approve"));
    }

    /** Until nothing more is requested; the requests of its accounts. */
    private List<ProcessInstance> carryOut(ProcessInstance list) {
        for (int i = 0; i < 8; i++) {
            flow.runJobs(list);
            requests().forEach(flow::runJobs);
            flow.passTime(Duration.ofMinutes(1));
        }
        return requests();
    }

    private static List<ProcessInstance> requests() {
        return ENGINE.getRuntimeService()
                .createProcessInstanceQuery()
                .processDefinitionKey("account-lock")
                .list();
    }

    private void goTo(String time, List<ProcessInstance> requests) {
        ClockUtil.setCurrentTime(Date.from(Instant.parse(time)));
        requests.forEach(flow::runJobs);
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
