package io.github.accountlock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TencentCallsTest {

    private static final String LOCK_APP_USER = "{\"DBInstanceId\":\"postgres-demo01\",\"UserName\":\"app_user\"}";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-01T10:00:00Z"));
    private final SimulatedClouds clouds = SimulatedClouds.start(0, clock);
    private final ControlClient control = new ControlClient(clouds);
    private final CloudClient cloud = new CloudClient(clouds, clock);

    @AfterEach
    void close() {
        clouds.close();
    }

    @Test
    void lockAndUnlockChangeTheStatusShown() throws IOException {
        HttpResponse<String> answer = cloud.tencentLock("app_user");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(response(answer).path("RequestId").asText()).matches("[0-9a-f-]{36}");
        assertThat(status("app_user")).isEqualTo(5);

        cloud.tencent("UnlockAccount", "2017-03-12", "ap-guangzhou", LOCK_APP_USER);

        assertThat(status("app_user")).isEqualTo(2);
    }

    @Test
    void lockOfALockedAccountSucceeds() throws IOException {
        assertThat(code(cloud.tencentLock("locked_user"))).isEmpty();
        assertThat(control.stateOf("tencent-postgres", "locked_user")).isEqualTo("LOCKED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"DBInstanceId\":\"postgres-demo01\"} | MissingParameter",
                "{\"UserName\":\"app_user\"} | MissingParameter",
                "{\"DBInstanceId\":\"postgres-demo01\",\"UserName\":7} | InvalidParameter",
                "{\"DBInstanceId\":\"postgres-demo01\",\"UserName\":\"app_user\",\"X\":1} | UnknownParameter",
                "{\"DBInstanceId\":\"postgres-demo02\",\"UserName\":\"app_user\"} | ResourceNotFound.InstanceNotFoundError",
                "{\"DBInstanceId\":\"postgres-demo01\",\"UserName\":\"nobody\"} | InternalError.DBError",
                "{\"DBInstanceId\":\"postgres-demo01\",\"UserName\":\"App_User\"} | InternalError.DBError",
                "{\"DBInstanceId\":\"postgres-demo01\",\"UserName\":\"postgres\"} | InvalidParameterValue.InvalidAccountNameError",
                "{\"DBInstanceId\":\"postgres-demo01\",\"UserName\":\"PG_x\"} | InvalidParameterValue.InvalidAccountNameError",
                "{\"DBInstanceId\":\"postgres-demo01\",\"UserName\":\"tencentdb_x\"} | InvalidParameterValue.InvalidAccountNameError",
                "no json | InvalidParameter"
            })
    void wrongLockIsRefusedWithStatus200(String body, String code) throws IOException {
        HttpResponse<String> answer = cloud.tencent("LockAccount", "2017-03-12", "ap-guangzhou", body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(code(answer)).isEqualTo(code);
        assertThat(control.lastCall().path("executed").asBoolean()).isFalse();
        assertThat(control.lastCall().path("code").asText()).isEqualTo(code);
    }

    @Test
    void unknownActionVersionAndRegionAreRefused() throws IOException {
        assertThat(code(cloud.tencent("DropAccount", "2017-03-12", "ap-guangzhou", "{}")))
                .isEqualTo("InvalidAction");
        assertThat(code(cloud.tencent("LockAccount", "2020-01-01", "ap-guangzhou", LOCK_APP_USER)))
                .isEqualTo("NoSuchVersion");
        assertThat(code(cloud.tencent("LockAccount", "2017-03-12", "", LOCK_APP_USER)))
                .isEqualTo("MissingParameter");
        assertThat(code(cloud.tencent("LockAccount", "2017-03-12", "ap-beijing", LOCK_APP_USER)))
                .isEqualTo("ResourceNotFound.InstanceNotFoundError");
    }

    @Test
    void pagesAreDisjointAndComplete() throws IOException {
        List<String> names = new ArrayList<>();
        for (int offset = 0; offset < 140; offset += 20) {
            JsonNode page =
                    describe("{\"DBInstanceId\":\"postgres-demo01\",\"OrderBy\":\"name\",\"Offset\":" + offset + "}");
            assertThat(page.path("TotalCount").asInt()).isEqualTo(125);
            page.path("Details")
                    .forEach(account -> names.add(account.path("UserName").asText()));
        }

        assertThat(names).hasSize(125).isSorted();
        assertThat(new HashSet<>(names)).hasSize(125);
    }

    @Test
    void accountsCanBeReadInDescendingOrder() throws IOException {
        JsonNode page = describe(
                "{\"DBInstanceId\":\"postgres-demo01\",\"OrderBy\":\"name\",\"OrderByType\":\"desc\",\"Limit\":1}");

        assertThat(page.path("Details").get(0).path("UserName").asText()).isEqualTo("user_120");
    }

    @ParameterizedTest
    @CsvSource({
        "Limit, 0, InvalidParameterValue",
        "Limit, 101, InvalidParameterValue",
        "Offset, -1, InvalidParameterValue",
        "Limit, 1.5, InvalidParameter",
        "OrderBy, 1, InvalidParameterValue"
    })
    void wrongPagingIsRefused(String name, String value, String code) throws IOException {
        assertThat(code(cloud.tencent(
                        "DescribeAccounts",
                        "2017-03-12",
                        "ap-guangzhou",
                        "{\"DBInstanceId\":\"postgres-demo01\",\"" + name + "\":" + value + "}")))
                .isEqualTo(code);
    }

    @Test
    void instanceIsRunning() throws IOException {
        HttpResponse<String> answer =
                cloud.tencent("DescribeDBInstanceAttribute", Json.object().put("DBInstanceId", "postgres-demo01"));

        assertThat(response(answer).at("/DBInstance/DBInstanceStatus").asText()).isEqualTo("running");
    }

    @Test
    void locksBeyondTwentyASecondAreThrottled() throws IOException {
        for (int number = 1; number <= 20; number++) {
            assertThat(code(cloud.tencentLock("user_%03d".formatted(number)))).isEmpty();
        }

        assertThat(code(cloud.tencentLock("app_user"))).isEqualTo("RequestLimitExceeded");
        assertThat(code(cloud.tencent("UnlockAccount", "2017-03-12", "ap-guangzhou", LOCK_APP_USER)))
                .isEmpty();
        assertThat(control.stateOf("tencent-postgres", "app_user")).isEqualTo("UNLOCKED");

        clock.move(Duration.ofMillis(1000));

        assertThat(code(cloud.tencentLock("app_user"))).isEmpty();
    }

    private JsonNode describe(String body) throws IOException {
        return response(cloud.tencent("DescribeAccounts", "2017-03-12", "ap-guangzhou", body));
    }

    private int status(String accountName) throws IOException {
        for (JsonNode account : response(cloud.tencentAccounts()).path("Details")) {
            if (account.path("UserName").asText().equals(accountName)) {
                return account.path("Status").asInt();
            }
        }
        return 0;
    }

    private static JsonNode response(HttpResponse<String> answer) {
        return ControlClient.json(answer).path("Response");
    }

    private static String code(HttpResponse<String> answer) {
        return response(answer).at("/Error/Code").asText();
    }
}
