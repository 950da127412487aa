package io.github.accountlock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlApiTest {

    private static final String APP_USER = "/_control/accounts/tencent-postgres/ap-guangzhou/postgres-demo01/app_user";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-01T10:00:00Z"));
    private final SimulatedClouds clouds = SimulatedClouds.start(0, clock);
    private final ControlClient control = new ControlClient(clouds);
    private final CloudClient cloud = new CloudClient(clouds, clock);

    @AfterEach
    void close() {
        clouds.close();
    }

    @Test
    void demoAccountsAreThereFromTheStart() {
        JsonNode accounts = ControlClient.json(control.get("/_control/accounts"));

        assertThat(accounts).hasSize(250);
        assertThat(control.stateOf("tencent-postgres", "locked_user")).isEqualTo("LOCKED");
        assertThat(control.stateOf("alibaba-polardb", "user_120")).isEqualTo("UNLOCKED");
        assertThat(accounts.get(124).path("accountName").asText()).isEqualTo("admin_user");
        assertThat(accounts.get(124).path("type").asText()).isEqualTo("tencentDBSuper");
        assertThat(accounts.get(249).path("type").asText()).isEqualTo("Super");
    }

    @Test
    void strangerChangesAnAccount() throws IOException {
        control.put(APP_USER, "{\"state\":\"LOCKED\",\"createdAt\":\"0000-00-00 00:00:00\",\"status\":3}");

        JsonNode shown = ControlClient.json(cloud.tencentAccounts()).at("/Response/Details/0");
        assertThat(shown.path("UserName").asText()).isEqualTo("app_user");
        assertThat(shown.path("Status").asInt()).isEqualTo(3);
        assertThat(shown.path("CreateTime").asText()).isEqualTo("0000-00-00 00:00:00");
        assertThat(control.calls()).hasSize(1);
    }

    @Test
    void strangerCreatesAnInstanceAndItsAccount() throws IOException {
        control.put(
                "/_control/accounts/alibaba-polardb/ap-southeast-1/pc-other/new%20user",
                "{\"state\":\"UNLOCKED\",\"type\":\"ReadOnly\",\"passwordValidUntil\":\"2027-01-01T00:00:00Z\"}");

        JsonNode shown = ControlClient.json(
                cloud.alibaba("DescribeAccounts", Map.of("DBClusterId", "pc-other", "AccountName", "new user")));
        assertThat(shown.at("/Accounts/0/AccountType").asText()).isEqualTo("ReadOnly");
        assertThat(shown.at("/Accounts/0/AccountPasswordValidTime").asText()).isEqualTo("2027-01-01T00:00:00Z");
    }

    @Test
    void removedAccountIsGone() {
        assertThat(control.delete(APP_USER).statusCode()).isEqualTo(200);

        assertThat(control.stateOf("tencent-postgres", "app_user")).isEqualTo("absent");
        assertThat(control.delete(APP_USER).statusCode()).isEqualTo(404);
    }

    @Test
    void instanceLivesInOneRegion() {
        HttpResponse<String> answer =
                control.put(APP_USER.replace("ap-guangzhou", "ap-beijing"), "{\"state\":\"LOCKED\"}");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("lives in region ap-guangzhou");
    }

    @Test
    void callsAreListedWithoutSecretsAndCleared() throws IOException {
        cloud.tencentLock("app_user");

        JsonNode call = control.lastCall();
        assertThat(call.toString())
                .isEqualTo(("{'time':'2026-11-01T10:00:00Z','provider':'tencent-postgres','action':'LockAccount',"
                                + "'instanceId':'postgres-demo01','executed':true,'httpStatus':200,'requestId':'%s',"
                                + "'accountName':'app_user','region':'ap-guangzhou','target':'LOCKED'}")
                        .formatted(call.path("requestId").asText())
                        .replace('\'', '"'));

        control.delete("/_control/calls");

        assertThat(control.calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | state is needed: LOCKED or UNLOCKED.",
                "{\"state\":\"OPEN\"} | state must be one of: LOCKED, UNLOCKED.",
                "{\"state\":\"LOCKED\",\"colour\":1} | An account may have only these fields: state, type,",
                "{\"state\":\"LOCKED\",\"type\":\"Super\"} | type must be one of: normal, tencentDBSuper.",
                "{\"state\":\"LOCKED\",\"passwordValidUntil\":\"soon\"} | passwordValidUntil must look like",
                "{\"state\":\"LOCKED\",\"status\":[]} | status must be a text or an integer.",
                "[] | An account must be a JSON object.",
                "nonsense | The body must be JSON."
            })
    void wrongAccountIsAnsweredWithWhatIsAllowed(String body, String sentence) {
        HttpResponse<String> answer = control.put(APP_USER, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(ControlClient.json(answer).path("error").asText()).startsWith(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | fault must be one of: answer-lost, silent, slow,",
                "{\"fault\":\"explode\"} | fault must be one of:",
                "{\"fault\":\"slow\",\"often\":2} | A fault may have only these fields: fault, provider,",
                "{\"fault\":\"slow\",\"provider\":\"aws\"} | provider must be one of: tencent-postgres, alibaba-polardb.",
                "{\"fault\":\"slow\",\"action\":\"Lock\"} | action must be one of: LockAccount,",
                "{\"fault\":\"slow\",\"times\":-1} | times must be a whole number from 0 to 1000000.",
                "{\"fault\":\"slow\",\"delayMillis\":\"1\"} | delayMillis must be a whole number",
                "{\"fault\":\"error\"} | fault error needs a code",
                "{\"fault\":\"error\",\"code\":\"X\",\"status\":99} | status must be a number from 200 to 599.",
                "{\"fault\":\"redirect\"} | fault redirect needs a value",
                "{\"fault\":\"unknown-status\",\"value\":{}} | value must be a text or an integer.",
                "[{\"fault\":\"slow\"},7] | A fault must be a JSON object."
            })
    void wrongFaultIsAnsweredWithWhatIsAllowedAndAddsNothing(String body, String sentence) {
        HttpResponse<String> answer = control.put("/_control/faults", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(ControlClient.json(answer).path("error").asText()).startsWith(sentence);
        assertThat(ControlClient.json(control.get("/_control/faults"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com", "null", "http://127.0.0.1:1"})
    void pageOfAnotherOriginIsRefused(String origin) {
        HttpResponse<String> answer = control.send(
                control.request("/_control/faults").header("Origin", origin).DELETE());

        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void ownOriginIsAllowed() {
        HttpResponse<String> answer = control.send(control.request("/_control/accounts")
                .header("Origin", clouds.uri().toString())
                .GET());

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void bodyOfAnotherContentTypeIsRefused() {
        HttpResponse<String> answer = control.send(control.request("/_control/faults")
                .header("Content-Type", "text/plain")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"fault\":\"slow\"}")));

        assertThat(answer.statusCode()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/_control/nothing", "/_control/accounts/a/b", "/nothing", "/_controls"})
    void unknownAddressIsNotFound(String path) {
        assertThat(control.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void unknownProviderIsAnsweredWithTheKnownOnes() {
        HttpResponse<String> answer = control.put("/_control/accounts/aws/r/i/a", "{\"state\":\"LOCKED\"}");

        assertThat(answer.body()).contains("provider must be one of: tencent-postgres, alibaba-polardb.");
    }

    @Test
    void tooLongABodyIsRefused() {
        HttpResponse<String> answer = control.put("/_control/faults", " ".repeat(Request.MAX_BODY_BYTES + 1));

        assertThat(answer.statusCode()).isEqualTo(413);
    }
}
