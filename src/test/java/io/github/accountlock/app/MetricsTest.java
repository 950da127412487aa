package io.github.accountlock.app;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.fixture.RunningApplication;
import io.github.accountlock.fixture.WebSession;
import io.github.accountlock.metrics.Metric;
import io.github.accountlock.process.ProcessTester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * What Prometheus scrapes from our application, and what it logs, after one request was locked, one waits for approval and
 * one stands with an incident.
 */
@ExtendWith(OutputCaptureExtension.class)
class MetricsTest {

    private static final Pattern NAME = Pattern.compile("accountlock_[a-z_]+");
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final ControlledClouds CLOUDS = new ControlledClouds();

    private static RunningApplication application;
    private static ProcessTester flow;
    private static ProcessInstance stuck;
    private static List<String> log;
    private static String scrape;

    @BeforeAll
    static void requestsEndWaitAndFail(CapturedOutput output) {
        application = RunningApplication.production(Postgres.newDatabase(), CLOUDS);
        flow = new ProcessTester(application.engine(), false);
        CLOUDS.fail(tencent("app_user"), "throttled");
        ProcessInstance locked = requested("app_user");
        flow.approve(locked);
        await().atMost(SOON).until(() -> flow.facts(locked).ended().isPresent());
        requested("report_user");
        CLOUDS.fail(ControlledClouds.fault(tencent("etl_user"), "no-permission").put("times", 0));
        stuck = started("etl_user");
        await().atMost(SOON).until(() -> flow.incident(stuck) != null);
        scrape = scrape();
        log = output.getOut().lines().toList();
    }

    @AfterAll
    static void close() {
        application.close();
        CLOUDS.close();
    }

    @Test
    void everythingThatIsMeasuredIsScraped() {
        assertThat(scrape)
                .contains("accountlock_requests_ended_total{outcome=\"LOCKED\"} 1.0")
                .contains("accountlock_requests_ended_total{outcome=\"REJECTED\"} 0.0")
                .contains("accountlock_requests_open{stage=\"approval\"} 2.0")
                .contains("accountlock_requests_open{stage=\"work\"} 0.0")
                .contains("accountlock_incidents_open 1.0")
                .contains("accountlock_jobs_failed_total{next=\"incident\"} 1.0")
                .contains("accountlock_messages{state=\"dead\"} 0.0")
                .contains("accountlock_verification_age_seconds NaN")
                .contains("accountlock_verification_sound 1.0");
        assertThat(value("accountlock_requests_oldest_seconds{stage=\"approval\"}"))
                .isPositive();
        assertThat(value("accountlock_jobs_failed_total{next=\"put_back\"}")).isPositive();
        assertThat(call("lock", "ok")).isEqualTo(1);
        assertThat(call("read", "throttled")).isEqualTo(1);
        assertThat(call("read", "auth")).isEqualTo(1);
        assertThat(value(
                        "accountlock_pacing_delay_seconds_count{action=\"LockAccount\",provider=\"tencent-postgres\"}"))
                .isEqualTo(1);
        assertThat(value("accountlock_ledger_append_seconds_count{way=\"join\"}"))
                .isPositive();
        assertThat(value("accountlock_ledger_append_seconds_count{way=\"commit\"}"))
                .isPositive();
    }

    @Test
    void noMetricNamesAnAccountOrAPerson() {
        assertThat(scrape.lines().filter(line -> line.startsWith("accountlock_")))
                .isNotEmpty()
                .noneMatch(
                        line -> line.matches(".*(app_user|etl_user|report_user|postgres-demo01|requester|manager).*"));
    }

    @Test
    void everyMetricOfTheDashboardIsScraped() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(Files.readString(Path.of("docker", "grafana-dashboard.json")));
        Set<String> shown = names(dashboard.findValuesAsText("expr").stream().collect(Collectors.joining("\n")));

        assertThat(dashboard.path("uid").asText()).isEqualTo("account-lock-flow");
        assertThat(shown).hasSizeGreaterThan(10);
        assertThat(names(scrape)).containsAll(shown);
    }

    @Test
    void pageOfOperationsListsEveryMetric() throws IOException {
        String page = Files.readString(Path.of("src/docs/operations.md"));

        assertThat(names(scrape)).containsAll(names(page));
        assertThat(Arrays.stream(Metric.values()).map(Metric::id))
                .allMatch(id -> page.contains("| `" + id.replace('.', '_')));
    }

    @Test
    void failedStepIsOneLineWithItsCause() {
        List<String> failures =
                log.stream().filter(line -> line.contains("LOCK-055 ")).toList();

        assertThat(failures)
                .filteredOn(line -> line.contains(stuck.getId()))
                .singleElement()
                .asString()
                .contains(
                        "[" + stuck.getId() + "] ", "step " + AccountLockProcess.READ + " of request " + stuck.getId())
                .contains("tencent-postgres/ap-guangzhou/postgres-demo01/etl_user: DescribeAccounts was refused:");
        assertThat(log).noneMatch(line -> line.contains("ENGINE-14006") || line.startsWith("\tat org.camunda."));
    }

    private static ProcessInstance requested(String account) {
        ProcessInstance request = started(account);
        await().atMost(SOON)
                .until(() -> application
                                .engine()
                                .getTaskService()
                                .createTaskQuery()
                                .processInstanceId(request.getId())
                                .taskDefinitionKey(AccountLockProcess.APPROVE)
                                .count()
                        == 1);
        return request;
    }

    private static ProcessInstance started(String account) {
        AccountRef ref = tencent(account);
        return flow.as("requester", () -> flow.start(ProcessTester.values(ref)));
    }

    private static String scrape() {
        var response = new WebSession(application.uri()).send("GET", "/actuator/prometheus", null, null);
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private static double call(String action, String answer) {
        return value("accountlock_provider_calls_seconds_count{action=\"" + action + "\",answer=\"" + answer
                + "\",provider=\"tencent-postgres\"}");
    }

    private static double value(String series) {
        return scrape.lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series + " in\n" + scrape));
    }

    private static Set<String> names(String text) {
        return NAME.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }
}
