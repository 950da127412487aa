package io.github.accountlock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlibabaCallsTest {

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-01T10:00:00Z"));
    private final SimulatedClouds clouds = SimulatedClouds.start(0, clock);
    private final ControlClient control = new ControlClient(clouds);
    private final CloudClient cloud = new CloudClient(clouds, clock);

    @AfterEach
    void close() {
        clouds.close();
    }

    @Test
    void lockAndUnlockChangeTheStateShown() throws IOException {
        HttpResponse<String> answer = cloud.alibabaLock("app_user");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json;charset=utf-8");
        assertThat(ControlClient.json(answer).path("RequestId").asText()).matches("[0-9A-F-]{36}");
        assertThat(account("app_user").path("AccountLockState").asText()).isEqualTo("Lock");

        change(Map.of("AccountLockState", "UnLock"));

        assertThat(account("app_user").path("AccountLockState").asText()).isEqualTo("UnLock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-09-17T10:00:00Z", "2026-09-17 10:00:00"})
    void validTimeIsStoredAndKept(String text) throws IOException {
        assertThat(account("app_user").path("AccountPasswordValidTime").asText())
                .isEqualTo("undefined");

        change(Map.of("AccountPasswordValidTime", text));
        change(Map.of("AccountLockState", "UnLock"));

        assertThat(account("app_user").path("AccountPasswordValidTime").asText())
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "DBClusterId, '', 400, MissingDBClusterId",
        "AccountName, '', 400, MissingAccountName",
        "AccountLockState, '', 400, MissingAccountLockState",
        "AccountLockState, Unlock, 400, InvalidAccountLockState.Malformed",
        "AccountPasswordValidTime, 2026-02-30T10:00:00Z, 400, InvalidAccountPasswordValidTime.Malformed",
        "AccountPasswordValidTime, tomorrow, 400, InvalidAccountPasswordValidTime.Malformed",
        "DBClusterId, pc-demo02, 404, InvalidDBCluster.NotFound",
        "RegionId, cn-beijing, 404, InvalidDBCluster.NotFound",
        "AccountName, nobody, 404, InvalidAccountName.NotFound"
    })
    void wrongChangeIsRefused(String name, String value, int status, String code) throws IOException {
        HttpResponse<String> answer = change(Map.of(name, value));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(ControlClient.json(answer).path("Code").asText()).isEqualTo(code);
        assertThat(control.stateOf("alibaba-polardb", "app_user")).isEqualTo("UNLOCKED");
    }

    @Test
    void unknownActionAndVersionAreRefused() throws IOException {
        assertThat(code(cloud.alibaba("DropAccount", Map.of()))).isEqualTo("InvalidAction.NotFound");
        assertThat(code(cloud.alibaba("DescribeAccounts", "2020-01-01", Map.of())))
                .isEqualTo("InvalidVersion");
    }

    @Test
    void pagesAreDisjointAndComplete() throws IOException {
        Set<String> names = new HashSet<>();
        int counted = 0;
        for (int number = 1; number <= 5; number++) {
            JsonNode page = ControlClient.json(cloud.alibaba(
                    "DescribeAccounts", Map.of("DBClusterId", "pc-demo01", "PageNumber", Integer.toString(number))));
            counted += page.path("PageRecordCount").asInt();
            page.path("Accounts")
                    .forEach(account -> names.add(account.path("AccountName").asText()));
        }

        assertThat(counted).isEqualTo(125);
        assertThat(names).hasSize(125);
    }

    @Test
    void unknownAccountNameGivesAnEmptyList() throws IOException {
        assertThat(ControlClient.json(cloud.alibabaAccount("nobody")).path("Accounts"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PageSize, 31, InvalidPageSize.Malformed",
        "PageSize, x, InvalidPageSize.Malformed",
        "PageNumber, 0, InvalidPageNumber.Malformed"
    })
    void wrongPagingIsRefused(String name, String value, String code) throws IOException {
        assertThat(code(cloud.alibaba("DescribeAccounts", Map.of("DBClusterId", "pc-demo01", name, value))))
                .isEqualTo(code);
    }

    @Test
    void clusterIsRunning() throws IOException {
        HttpResponse<String> answer = cloud.alibaba("DescribeDBClusterAttribute", Map.of("DBClusterId", "pc-demo01"));

        assertThat(ControlClient.json(answer).path("DBClusterStatus").asText()).isEqualTo("Running");
        assertThat(ControlClient.json(answer).path("DBType").asText()).isEqualTo("PostgreSQL");
    }

    @Test
    void changesBeyondFiveASecondAreThrottledWithAHint() throws IOException {
        for (int number = 1; number <= 5; number++) {
            cloud.alibabaLock("user_%03d".formatted(number));
        }
        clock.move(Duration.ofMillis(400));

        HttpResponse<String> throttled = cloud.alibabaLock("app_user");

        assertThat(throttled.statusCode()).isEqualTo(400);
        assertThat(code(throttled)).isEqualTo("Throttling.User");
        assertThat(throttled.headers().firstValue("x-acs-retry-after")).hasValue("600");

        clock.move(Duration.ofMillis(600));

        assertThat(cloud.alibabaLock("app_user").statusCode()).isEqualTo(200);
    }

    @Test
    void describesBeyondFiftyASecondAreThrottled() throws IOException {
        for (int number = 1; number <= 50; number++) {
            assertThat(cloud.alibabaAccount("app_user").statusCode()).isEqualTo(200);
        }

        assertThat(code(cloud.alibabaAccount("app_user"))).isEqualTo("Throttling.User");
    }

    private HttpResponse<String> change(Map<String, String> different) throws IOException {
        Map<String, String> parameters = new TreeMap<>(
                Map.of("DBClusterId", "pc-demo01", "AccountName", "app_user", "AccountLockState", "Lock"));
        parameters.putAll(different);
        return cloud.alibaba("ModifyAccountLockState", parameters);
    }

    private JsonNode account(String name) throws IOException {
        return ControlClient.json(cloud.alibabaAccount(name)).at("/Accounts/0");
    }

    private static String code(HttpResponse<String> answer) {
        return ControlClient.json(answer).path("Code").asText();
    }
}
