package io.github.accountlock.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-01T10:00:00Z"));
    private final SimulatedClouds clouds = SimulatedClouds.start(0, clock);
    private final ControlClient control = new ControlClient(clouds);
    private final CloudClient cloud = new CloudClient(clouds, clock);

    @AfterEach
    void close() {
        clouds.close();
    }

    @Test
    void lostAnswerIsExecutedOnce() {
        control.fault("{\"fault\":\"answer-lost\",\"action\":\"LockAccount\"}");

        assertThatThrownBy(() -> cloud.tencentLock("app_user")).isInstanceOf(IOException.class);

        assertThat(state("app_user")).isEqualTo("LOCKED");
        assertThat(control.calls()).hasSize(1);
        assertThat(control.lastCall().path("httpStatus").asInt()).isZero();
        assertThat(control.lastCall().path("executed").asBoolean()).isTrue();
        assertThat(control.lastCall().path("fault").asText()).isEqualTo("answer-lost");
    }

    @Test
    void silentCallIsNotExecuted() {
        control.fault("{\"fault\":\"silent\",\"delayMillis\":50}");

        assertThatThrownBy(() -> cloud.tencentLock("app_user")).isInstanceOf(IOException.class);

        assertThat(state("app_user")).isEqualTo("UNLOCKED");
        assertThat(control.lastCall().path("executed").asBoolean()).isFalse();
    }

    @Test
    void slowCallIsExecutedAndAnsweredLate() throws IOException {
        control.fault("{\"fault\":\"slow\",\"delayMillis\":300}");
        long start = System.nanoTime();

        HttpResponse<String> answer = cloud.tencentLock("app_user");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(tencentCode(answer)).isEmpty();
        assertThat(state("app_user")).isEqualTo("LOCKED");
    }

    @Test
    void notExecutedChangeIsAnsweredWithSuccess() throws IOException {
        control.fault("{\"fault\":\"not-executed\"}");

        cloud.tencentAccounts();
        HttpResponse<String> answer = cloud.tencentLock("app_user");

        assertThat(tencentCode(answer)).isEmpty();
        assertThat(state("app_user")).isEqualTo("UNLOCKED");
    }

    @ParameterizedTest
    @CsvSource({
        "throttled, 400, Throttling.User",
        "no-permission, 403, Forbidden.RAM",
        "expired-token, 400, InvalidSecurityToken.Expired",
        "clock-skew, 400, InvalidTimeStamp.Expired"
    })
    void alibabaRefusesInItsWords(String fault, int status, String code) throws IOException {
        control.fault("{\"fault\":\"" + fault + "\",\"retryAfterMillis\":1500}");

        HttpResponse<String> answer = cloud.alibabaLock("app_user");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(ControlClient.json(answer).path("Code").asText()).isEqualTo(code);
        assertThat(control.stateOf("alibaba-polardb", "app_user")).isEqualTo("UNLOCKED");
        assertThat(answer.headers().firstValue("x-acs-retry-after").isPresent()).isEqualTo(fault.equals("throttled"));
    }

    @ParameterizedTest
    @CsvSource({
        "throttled, RequestLimitExceeded",
        "no-permission, AuthFailure.UnauthorizedOperation",
        "expired-token, AuthFailure.TokenFailure",
        "clock-skew, AuthFailure.SignatureExpire"
    })
    void tencentRefusesInItsWords(String fault, String code) throws IOException {
        control.fault("{\"fault\":\"" + fault + "\"}");

        assertThat(tencentCode(cloud.tencentLock("app_user"))).isEqualTo(code);
        assertThat(state("app_user")).isEqualTo("UNLOCKED");
    }

    @Test
    void gatewayPageComesInsteadOfAnAnswer() throws IOException {
        control.fault("{\"fault\":\"html-502\"}");

        HttpResponse<String> answer = cloud.tencentLock("app_user");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).startsWith("<html>");
        assertThat(state("app_user")).isEqualTo("UNLOCKED");
    }

    @Test
    void truncatedAnswerIsNoJson() throws IOException {
        control.fault("{\"fault\":\"truncated-json\"}");

        HttpResponse<String> answer = cloud.tencentLock("app_user");

        assertThat(answer.body()).startsWith("{\"Response\"");
        assertThat(ControlClient.json(answer).isMissingNode()).isTrue();
        assertThat(state("app_user")).isEqualTo("LOCKED");
    }

    @Test
    void hugeAnswerIsJsonOfMoreThanTwoMebibytes() throws IOException {
        control.fault("{\"fault\":\"huge-body\"}");

        HttpResponse<String> answer = cloud.tencentLock("app_user");

        assertThat(answer.body().length()).isGreaterThan(2 * 1024 * 1024);
        assertThat(ControlClient.json(answer).path("Response").has("RequestId")).isTrue();
        assertThat(state("app_user")).isEqualTo("LOCKED");
    }

    @Test
    void staleReadShowsTheStateBeforeTheLastChange() throws IOException {
        cloud.alibabaLock("app_user");
        control.fault("{\"fault\":\"stale-read\",\"times\":2}");

        assertThat(shown("app_user")).isEqualTo("UnLock");
        assertThat(shown("app_user")).isEqualTo("UnLock");
        assertThat(shown("app_user")).isEqualTo("Lock");
    }

    @Test
    void flappingReadAlternates() throws IOException {
        cloud.alibabaLock("app_user");
        control.fault("{\"fault\":\"flapping-read\",\"times\":0}");

        assertThat(shown("app_user")).isEqualTo("UnLock");
        assertThat(shown("app_user")).isEqualTo("Lock");
        assertThat(shown("app_user")).isEqualTo("UnLock");
    }

    @Test
    void unknownStatusIsShownForTheNamedAccountOnly() throws IOException {
        control.fault("{\"fault\":\"unknown-status\",\"accountName\":\"app_user\",\"times\":0}");

        JsonNode details = ControlClient.json(cloud.tencentAccounts()).at("/Response/Details");

        assertThat(details.get(0).path("Status").asInt()).isEqualTo(99);
        assertThat(details.get(1).path("Status").asInt()).isEqualTo(2);
        assertThat(shown("app_user")).isEqualTo("Frozen");
        assertThat(shown("etl_user")).isEqualTo("UnLock");
    }

    @Test
    void unknownStatusCanBeChosen() throws IOException {
        control.fault("{\"fault\":\"unknown-status\",\"value\":\"Locking\"}");

        assertThat(shown("app_user")).isEqualTo("Locking");
        assertThat(control.lastCall().path("fault").asText()).isEqualTo("unknown-status");
    }

    @Test
    void emptyStatusLeavesTheMemberOut() throws IOException {
        control.fault("{\"fault\":\"unknown-status\",\"value\":\"\"}");

        JsonNode account = ControlClient.json(cloud.alibabaAccount("app_user")).at("/Accounts/0");

        assertThat(account.path("AccountName").asText()).isEqualTo("app_user");
        assertThat(account.has("AccountLockState")).isFalse();
    }

    @Test
    void errorIsAnsweredAsGivenWithoutExecuting() throws IOException {
        control.fault("{\"fault\":\"error\",\"code\":\"ServiceUnavailable\",\"status\":503,\"message\":\"Later.\"}");

        HttpResponse<String> answer = cloud.alibabaLock("app_user");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(ControlClient.json(answer).path("Message").asText()).isEqualTo("Later.");
        assertThat(control.stateOf("alibaba-polardb", "app_user")).isEqualTo("UNLOCKED");
    }

    @Test
    void errorAfterExecutingHidesWhatWasDone() throws IOException {
        control.fault("{\"fault\":\"error-after-executing\",\"code\":\"InternalError.DBError\"}");

        assertThat(tencentCode(cloud.tencentLock("app_user"))).isEqualTo("InternalError.DBError");
        assertThat(state("app_user")).isEqualTo("LOCKED");
        assertThat(control.lastCall().path("executed").asBoolean()).isTrue();
    }

    @Test
    void redirectPointsElsewhere() throws IOException {
        control.fault("{\"fault\":\"redirect\",\"value\":\"http://127.0.0.1:9/elsewhere\"}");

        HttpResponse<String> answer = cloud.tencentLock("app_user");

        assertThat(answer.statusCode()).isEqualTo(307);
        assertThat(answer.headers().firstValue("Location")).hasValue("http://127.0.0.1:9/elsewhere");
        assertThat(state("app_user")).isEqualTo("UNLOCKED");
    }

    @Test
    void faultHitsOnlyWhatItNamesAndAsOftenAsItSays() throws IOException {
        control.fault("[{\"fault\":\"throttled\",\"provider\":\"tencent-postgres\",\"action\":\"LockAccount\","
                + "\"accountName\":\"app_user\",\"times\":2}]");

        assertThat(cloud.alibabaLock("app_user").statusCode()).isEqualTo(200);
        assertThat(tencentCode(cloud.tencentLock("etl_user"))).isEmpty();
        assertThat(tencentCode(cloud.tencentLock("app_user"))).isEqualTo("RequestLimitExceeded");
        assertThat(remaining()).isEqualTo(1);
        assertThat(tencentCode(cloud.tencentLock("app_user"))).isEqualTo("RequestLimitExceeded");
        assertThat(ControlClient.json(control.get("/_control/faults"))).isEmpty();
        assertThat(tencentCode(cloud.tencentLock("app_user"))).isEmpty();
    }

    @Test
    void deletedFaultsHitNothing() throws IOException {
        control.fault("{\"fault\":\"answer-lost\",\"times\":0}");

        control.delete("/_control/faults");

        assertThat(tencentCode(cloud.tencentLock("app_user"))).isEmpty();
    }

    private String state(String accountName) {
        return control.stateOf("tencent-postgres", accountName);
    }

    private int remaining() {
        return ControlClient.json(control.get("/_control/faults"))
                .at("/0/remaining")
                .asInt();
    }

    private String shown(String accountName) throws IOException {
        return ControlClient.json(cloud.alibabaAccount(accountName))
                .at("/Accounts/0/AccountLockState")
                .asText();
    }

    private static String tencentCode(HttpResponse<String> answer) {
        return ControlClient.json(answer).at("/Response/Error/Code").asText();
    }
}
