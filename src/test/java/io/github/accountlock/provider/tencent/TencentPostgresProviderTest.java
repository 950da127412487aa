package io.github.accountlock.provider.tencent;

import static io.github.accountlock.domain.LockState.LOCKED;
import static io.github.accountlock.domain.LockState.UNLOCKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.ProviderException.AnswerLost;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.ProviderException.Unavailable;
import io.github.accountlock.provider.ScriptedCloud;
import io.github.accountlock.provider.SendBy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TencentPostgresProviderTest {

    private static final AccountRef ACCOUNT =
            new AccountRef(new ProviderId("tencent-postgres"), "ap-guangzhou", "postgres-4sfuv15b", "app_user");

    private ScriptedCloud cloud;
    private AccountLockProvider provider;

    @BeforeEach
    void startCloud() throws IOException {
        cloud = new ScriptedCloud();
        provider = cloud.provider(
                new TencentPostgresFactory(),
                Map.of("secret-id", "AKIDFAKE", "secret-key", "fakeSecretKey", "token", "fakeToken"));
    }

    @AfterEach
    void stopCloud() {
        cloud.close();
    }

    @Test
    void lockSendsTheDocumentedRequest() throws Exception {
        cloud.answers(200, "{\"Response\": {\"RequestId\": \"6ace\"}}");

        assertThat(provider.change(ACCOUNT, LOCKED, Optional.empty(), SendBy.in(Duration.ofMinutes(1)))
                        .requestId())
                .isEqualTo("6ace");

        RecordedRequest request = cloud.nextRequest();
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getUrl().encodedPath()).isEqualTo("/");
        assertThat(request.getBody().utf8())
                .isEqualTo("{\"DBInstanceId\":\"postgres-4sfuv15b\",\"UserName\":\"app_user\"}");
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(request.getHeaders().get("X-TC-Action")).isEqualTo("LockAccount");
        assertThat(request.getHeaders().get("X-TC-Version")).isEqualTo("2017-03-12");
        assertThat(request.getHeaders().get("X-TC-Region")).isEqualTo("ap-guangzhou");
        assertThat(request.getHeaders().get("X-TC-Token")).isEqualTo("fakeToken");
        assertThat(request.getHeaders().get("Authorization"))
                .contains("SignedHeaders=content-type;host;x-tc-action, Signature=");
    }

    @ParameterizedTest
    @CsvSource({
        "5, LOCKED",
        "2, UNLOCKED",
        "1, UNKNOWN",
        "3, UNKNOWN",
        "4, UNKNOWN",
        "-1, UNKNOWN",
        "6, UNKNOWN",
        "'\"5\"', UNKNOWN",
        "5.0, UNKNOWN",
        "null, UNKNOWN",
        "true, UNKNOWN",
        "5000000000, UNKNOWN"
    })
    void statusIsReadExactly(String status, LockState state) {
        cloud.answers(200, list(1, "{\"UserName\": \"app_user\", \"Status\": " + status + "}"));

        assertThat(provider.read(ACCOUNT).state()).isEqualTo(state);
    }

    @Test
    void everythingToldIsKept() {
        cloud.answers(
                200,
                list(
                        1,
                        "{\"UserName\": \"app_user\", \"Status\": 2, \"UserType\": \"tencentDBSuper\","
                                + " \"CreateTime\": \"2026-01-02 08:00:00\"}"));

        assertThat(provider.read(ACCOUNT).withoutAnswer())
                .isEqualTo(new AccountSeen(UNLOCKED, "super", "2026-01-02T00:00:00Z", Optional.empty(), ""));
    }

    @ParameterizedTest
    @CsvSource({
        "1, the account is being created",
        "2, ''",
        "3, the account is being modified",
        "4, the account's password is being reset",
        "5, ''",
        "-1, the account is being deleted",
        "6, the account has a status that is not documented",
        "null, the account has a status that is not documented"
    })
    void stateThatIsNeitherHasAName(String status, String note) {
        cloud.answers(200, list(1, "{\"UserName\": \"app_user\", \"Status\": " + status + "}"));

        assertThat(provider.read(ACCOUNT).note()).isEqualTo(note);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"0000-00-00 00:00:00\"", "\"\"", "null", "7", "\"2026-02-30 00:00:00\""})
    void timeThatIsNoTimeIsLeftOut(String time) {
        cloud.answers(200, list(1, "{\"UserName\": \"app_user\", \"Status\": 2, \"CreateTime\": " + time + "}"));

        AccountSeen seen = provider.read(ACCOUNT);

        assertThat(seen.identity()).isEmpty();
        assertThat(seen.type()).isEqualTo("unknown");
    }

    @Test
    void offsetCountsRows() throws Exception {
        cloud.answers(200, list(101, users(0, 100)));
        cloud.answers(200, list(101, "{\"UserName\": \"app_user\", \"Status\": 5}"));

        assertThat(provider.read(ACCOUNT).state()).isEqualTo(LOCKED);

        assertThat(cloud.nextRequest().getBody().utf8())
                .isEqualTo("{\"DBInstanceId\":\"postgres-4sfuv15b\",\"Limit\":100,\"Offset\":0}");
        assertThat(cloud.nextRequest().getBody().utf8()).contains("\"Offset\":100");
    }

    /** As when the offset is ignored: no endless loop, and no claim that the account is missing. */
    @Test
    void pageWithNothingNewEndsTheList() {
        cloud.answers(200, list(250, users(0, 100))).answers(200, list(250, users(0, 100)));

        assertThat(catchThrowableOfType(Unavailable.class, () -> provider.read(ACCOUNT)))
                .hasMessageContaining("not complete");
        assertThat(cloud.requests()).isEqualTo(2);
    }

    @Test
    void totalThatCountsOnlyThePageIsFine() {
        cloud.answers(200, list(100, users(0, 100))).answers(200, list(3, users(100, 103)));

        assertRefused(Reason.NOT_FOUND);
    }

    @Test
    void fullLastPageTakesAnEmptyOneMore() {
        cloud.answers(200, list(100, users(0, 100))).answers(200, list(100, ""));

        assertRefused(Reason.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"TotalCount\": 5, \"Details\": [], \"RequestId\": \"6ace\"}",
                "{\"TotalCount\": 5, \"RequestId\": \"6ace\"}",
                "{\"TotalCount\": 5, \"Details\": null, \"RequestId\": \"6ace\"}",
                "{\"Details\": [], \"RequestId\": \"6ace\"}",
                "{\"RequestId\": \"6ace\"}",
                "{\"TotalCount\": 0, \"Details\": []}"
            })
    void incompleteListIsNotProofThatTheAccountIsMissing(String response) {
        cloud.answers(200, "{\"Response\": " + response + "}");

        assertThat(catchThrowableOfType(Unavailable.class, () -> provider.read(ACCOUNT)))
                .isNotNull();
    }

    @Test
    void missingAccountIsExplained() {
        cloud.answers(200, "{\"Response\": {\"TotalCount\": 0, \"Details\": null, \"RequestId\": \"6ace\"}}");

        assertThat(assertRefused(Reason.NOT_FOUND))
                .hasMessageContaining("only login users")
                .hasMessageContaining("6ace");
    }

    @Test
    void listHasEveryNameOnce() throws Exception {
        cloud.answers(200, list(101, users(0, 100)));
        cloud.answers(200, list(102, users(99, 102)));

        assertThat(provider.list(ACCOUNT.instance()).orElseThrow().keySet())
                .containsExactlyElementsOf(
                        IntStream.range(0, 102).mapToObj(i -> "user_" + i).toList());

        assertThat(cloud.nextRequest().getBody().utf8())
                .isEqualTo("{\"DBInstanceId\":\"postgres-4sfuv15b\",\"Limit\":100,\"Offset\":0}");
        assertThat(cloud.nextRequest().getBody().utf8()).contains("\"Offset\":100");
    }

    /** Two entries of one name that differ: somebody locked it meanwhile, and which of them is true is not guessed. */
    @Test
    void accountThatChangesWhileItIsListedIsUnknown() {
        cloud.answers(200, list(101, users(0, 100)));
        cloud.answers(200, list(101, "{\"UserName\": \"user_99\", \"Status\": 5}," + users(100, 101)));

        AccountSeen seen = provider.list(ACCOUNT.instance()).orElseThrow().get("user_99");

        assertThat(seen.state()).isEqualTo(LockState.UNKNOWN);
        assertThat(seen.note()).isEqualTo("it changed while the list of accounts was read");
    }

    @ParameterizedTest
    @CsvSource({
        "an account was deleted before the second page and another one slipped over, 102, 101, 100, 101",
        "the second page is cut, 150, 150, 100, 120",
        "an account was made in front and pushed one over, 101, 102, 99, 101",
        "the offset is ignored, 100, 100, 0, 100"
    })
    void listThatMayLackAnAccountIsNone(String why, int total, int totalLater, int from, int to) {
        cloud.answers(200, list(total, users(0, 100)));
        cloud.answers(200, list(totalLater, users(from, to)));

        assertThat(catchThrowableOfType(Unavailable.class, () -> provider.list(ACCOUNT.instance())))
                .as(why)
                .hasMessageStartingWith("tencent-postgres/ap-guangzhou/postgres-4sfuv15b: ")
                .hasMessageContaining("not complete");
    }

    /** An entry that nobody can read might be any account. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"Status\": 5}", "{\"UserName\": 7, \"Status\": 5}", "{\"UserName\": \"\"}", "7", "null"})
    void entryWithoutANameBreaksTheList(String entry) {
        cloud.answers(200, list(1, "{\"UserName\": \"app_user\", \"Status\": 2}," + entry));

        assertThat(catchThrowableOfType(Unavailable.class, () -> provider.list(ACCOUNT.instance())))
                .hasMessageContaining("has no name");

        cloud.answers(200, list(1, "{\"UserName\": \"app_user\", \"Status\": 2}," + entry));
        assertThat(provider.read(ACCOUNT).state())
                .as("an account that is there is read all the same")
                .isEqualTo(UNLOCKED);
    }

    @Test
    void strangeEntryBreaksTheListAndNotUs() {
        String type = "x".repeat(201);
        cloud.answers(200, list(1, "{\"UserName\": \"a\", \"Status\": 2, \"UserType\": \"" + type + "\"}"));

        assertThat(catchThrowableOfType(Unavailable.class, () -> provider.list(ACCOUNT.instance())))
                .hasMessageContaining("cannot be read");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            500 | {"Response": {"RequestId": "6ace"}}
            200 | {"RequestId": "6ace"}
            200 | {"Response": "fine"}
            200 | {"Response": {}}
            200 | {"Response": {"Error": {}, "RequestId": "6ace"}}
            200 | {"Response": {"Error": "no", "RequestId": "6ace"}}
            200 | {"Response": {"Error": {"Code": "InternalError.DBError"}, "RequestId": "6ace"}}
            200 | <html>fine</html>
            """)
    void whateverIsNoClearAnswerLeavesAChangeOpen(int status, String body) {
        cloud.answers(status, body);

        assertThat(catchThrowableOfType(
                        AnswerLost.class,
                        () -> provider.change(ACCOUNT, LOCKED, Optional.empty(), SendBy.in(Duration.ofMinutes(1)))))
                .hasMessageContaining("read the account before repeating");
    }

    @Test
    void validTimeIsRefusedWithoutACall() {
        Refused refused = catchThrowableOfType(
                Refused.class,
                () -> provider.change(ACCOUNT, LOCKED, Optional.of(Instant.EPOCH), SendBy.in(Duration.ofMinutes(1))));

        assertThat(refused.reason()).isEqualTo(Reason.CALLER);
        assertThat(cloud.requests()).isZero();
    }

    private Refused assertRefused(Reason reason) {
        Refused refused = catchThrowableOfType(Refused.class, () -> provider.read(ACCOUNT));
        assertThat(refused.reason()).isEqualTo(reason);
        return refused;
    }

    private static String list(int total, String entries) {
        return "{\"Response\": {\"TotalCount\": " + total + ", \"Details\": [" + entries
                + "], \"RequestId\": \"6ace\"}}";
    }

    private static String users(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"UserName\": \"user_" + i + "\", \"Status\": 2}")
                .collect(Collectors.joining(","));
    }
}
