package io.github.accountlock.provider.polardb;

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

class PolarDbProviderTest {

    private static final AccountRef ACCOUNT =
            new AccountRef(new ProviderId("alibaba-polardb"), "cn-hangzhou", "pc-fake0001", "app_user");
    private static final Map<String, String> KEYS =
            Map.of("access-key-id", "LTAIfake", "access-key-secret", "fakeKeySecret", "security-token", "fakeToken");
    private static final Instant UNTIL = Instant.parse("2026-09-17T10:00:00.9Z");

    private ScriptedCloud cloud;
    private AccountLockProvider provider;

    @BeforeEach
    void startCloud() throws IOException {
        cloud = new ScriptedCloud();
        provider = cloud.provider(new PolarDbFactory(), KEYS);
    }

    @AfterEach
    void stopCloud() {
        cloud.close();
    }

    @Test
    void lockSendsTheDocumentedRequestAndNoOptionalParameter() throws Exception {
        cloud.answers(200, "{\"RequestId\": \"6ACE\"}");

        assertThat(provider.change(ACCOUNT, LOCKED, Optional.empty(), SendBy.in(Duration.ofMinutes(1)))
                        .requestId())
                .isEqualTo("6ACE");

        RecordedRequest request = cloud.nextRequest();
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getUrl().encodedQuery())
                .isEqualTo("AccountLockState=Lock&AccountName=app_user&DBClusterId=pc-fake0001");
        assertThat(request.getBody() == null || request.getBody().size() == 0).isTrue();
        assertThat(request.getHeaders().get("x-acs-action")).isEqualTo("ModifyAccountLockState");
        assertThat(request.getHeaders().get("x-acs-version")).isEqualTo("2017-08-01");
        assertThat(request.getHeaders().get("x-acs-date")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(request.getHeaders().get("x-acs-security-token")).isEqualTo("fakeToken");
        assertThat(request.getHeaders().get("Authorization"))
                .contains("host;x-acs-accesskey-id;x-acs-action;x-acs-content-sha256;x-acs-date;"
                        + "x-acs-security-token;x-acs-signature-nonce;x-acs-version,Signature=");
    }

    @ParameterizedTest
    @CsvSource({"iso, 2026-09-17T10%3A00%3A00Z", "legacy, 2026-09-17%2010%3A00%3A00"})
    void validTimeIsSentInTheConfiguredForm(String format, String sent) throws Exception {
        cloud.answers(200, "{\"RequestId\": \"6ACE\"}");
        Map<String, String> settings =
                Map.of("access-key-id", "LTAIfake", "access-key-secret", "fakeKeySecret", "valid-time-format", format);

        cloud.provider(new PolarDbFactory(), settings)
                .change(ACCOUNT, UNLOCKED, Optional.of(UNTIL), SendBy.in(Duration.ofMinutes(1)));

        assertThat(cloud.nextRequest().getUrl().encodedQuery())
                .isEqualTo("AccountLockState=UnLock&AccountName=app_user&AccountPasswordValidTime=" + sent
                        + "&DBClusterId=pc-fake0001");
    }

    @Test
    void everyAttemptHasItsOwnNonce() throws Exception {
        cloud.answers(200, "{\"RequestId\": \"6ACE\"}").answers(200, "{\"RequestId\": \"6ACE\"}");

        provider.change(ACCOUNT, LOCKED, Optional.empty(), SendBy.in(Duration.ofMinutes(1)));
        provider.change(ACCOUNT, LOCKED, Optional.empty(), SendBy.in(Duration.ofMinutes(1)));

        assertThat(cloud.nextRequest().getHeaders().get("x-acs-signature-nonce"))
                .isNotEqualTo(cloud.nextRequest().getHeaders().get("x-acs-signature-nonce"));
    }

    @ParameterizedTest
    @CsvSource({
        "Available, Lock, LOCKED",
        "Available, UnLock, UNLOCKED",
        "Available, lock, UNKNOWN",
        "Available, Unlock, UNKNOWN",
        "Available, '', UNKNOWN",
        "Creating, UnLock, UNKNOWN",
        "Deleting, Lock, UNKNOWN",
        "'', Lock, UNKNOWN"
    })
    void stateIsReadExactly(String status, String lockState, LockState state) {
        cloud.answers(
                200,
                list("{\"AccountName\": \"app_user\", \"AccountStatus\": \"" + status + "\", \"AccountLockState\": \""
                        + lockState + "\"}"));

        assertThat(provider.read(ACCOUNT).state()).isEqualTo(state);
    }

    @Test
    void listAsksForPagesWithoutAName() throws Exception {
        cloud.answers(200, page(100, users(0, 100))).answers(200, page(3, users(98, 101)));

        assertThat(provider.list(ACCOUNT.instance()).orElseThrow().keySet())
                .containsExactlyElementsOf(
                        IntStream.range(0, 101).mapToObj(i -> "user_" + i).toList());

        assertThat(cloud.nextRequest().getUrl().encodedQuery())
                .isEqualTo("DBClusterId=pc-fake0001&PageNumber=1&PageSize=100");
        assertThat(cloud.nextRequest().getUrl().encodedQuery())
                .isEqualTo("DBClusterId=pc-fake0001&PageNumber=2&PageSize=100");
    }

    @Test
    void fullLastPageOfAListTakesAnEmptyOneMore() {
        cloud.answers(200, page(100, users(0, 100))).answers(200, page(0, ""));

        assertThat(provider.list(ACCOUNT.instance()).orElseThrow()).hasSize(100);
    }

    @Test
    void pageNumberThatIsIgnoredEndsTheList() {
        cloud.answers(200, page(100, users(0, 100))).answers(200, page(100, users(0, 100)));

        assertThat(catchThrowableOfType(Unavailable.class, () -> provider.list(ACCOUNT.instance())))
                .hasMessageContaining("not complete");
        assertThat(cloud.requests()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"RequestId\": \"6ACE\"}",
                "{\"Accounts\": null, \"RequestId\": \"6ACE\"}",
                "{\"Accounts\": {}, \"RequestId\": \"6ACE\"}",
                "{\"Accounts\": [], \"PageRecordCount\": 3, \"RequestId\": \"6ACE\"}",
                "{\"Accounts\": [{}], \"RequestId\": \"6ACE\"}"
            })
    void whatIsNoListIsNone(String body) {
        cloud.answers(200, body);

        assertThat(catchThrowableOfType(Unavailable.class, () -> provider.list(ACCOUNT.instance())))
                .isNotNull();
    }

    private static String users(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"AccountName\": \"user_" + i + "\"}")
                .collect(Collectors.joining(","));
    }

    private static String page(int count, String entries) {
        return "{\"Accounts\": [" + entries + "], \"PageRecordCount\": " + count + ", \"RequestId\": \"6ACE\"}";
    }

    @Test
    void absentLockStateIsUnknown() {
        cloud.answers(200, list("{\"AccountName\": \"app_user\", \"AccountStatus\": \"Available\"}"));

        AccountSeen seen = provider.read(ACCOUNT);
        assertThat(seen.state()).isEqualTo(LockState.UNKNOWN);
        assertThat(seen.note()).isEqualTo("whether the account is locked is not told");
        assertThat(cloud.requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-09-17T10:00:00Z, 2026-09-17T10:00:00Z",
        "2026-09-17 10:00:00, 2026-09-17T10:00:00Z",
        "undefined,",
        "'',",
        "infinity,"
    })
    void validTimeIsReadInBothForms(String text, Instant validUntil) {
        cloud.answers(
                200,
                list("{\"AccountName\": \"app_user\", \"AccountType\": \"ReadOnly\", \"AccountPasswordValidTime\": \""
                        + text + "\"}"));

        assertThat(provider.read(ACCOUNT).validUntil()).isEqualTo(Optional.ofNullable(validUntil));
    }

    @ParameterizedTest
    @CsvSource({"Normal, normal", "Super, super", "ReadOnly, read-only", "Other, other", "'', unknown"})
    void typeIsTold(String type, String told) {
        cloud.answers(200, list("{\"AccountName\": \"app_user\", \"AccountType\": \"" + type + "\"}"));

        assertThat(provider.read(ACCOUNT).type()).isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"AccountName\": \"App_User\"}", "{\"AccountName\": null}"})
    void accountThatIsNotListedIsNotFound(String entries) {
        cloud.answers(200, list(entries));

        assertThat(catchThrowableOfType(Refused.class, () -> provider.read(ACCOUNT))
                        .reason())
                .isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void listThatIgnoresTheFilterIsNotProofThatTheAccountIsMissing() {
        String page = IntStream.range(0, 100)
                .mapToObj(i -> "{\"AccountName\": \"user_" + i + "\"}")
                .collect(Collectors.joining(","));
        cloud.answers(200, list(page)).answers(200, "{\"RequestId\": \"6ACE\"}");

        assertThat(catchThrowableOfType(Unavailable.class, () -> provider.read(ACCOUNT)))
                .hasMessageContaining("not complete");
        assertThat(catchThrowableOfType(Unavailable.class, () -> provider.read(ACCOUNT)))
                .hasMessageContaining("not complete");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 | {}
            200 | <html>fine</html>
            200 | {"Code": "Brandnew", "RequestId": "6ACE"}
            200 | {"code": "InternalError", "RequestId": "6ACE"}
            403 | <html>blocked</html>
            404 | {"RequestId": "6ACE"}
            400 | {"Code": "SignatureNonceUsed", "RequestId": "6ACE"}
            503 | {"Code": "ServiceUnavailable", "RequestId": "6ACE"}
            """)
    void whateverIsNoClearAnswerLeavesAChangeOpen(int status, String body) {
        cloud.answers(status, body);

        assertThat(catchThrowableOfType(
                        AnswerLost.class,
                        () -> provider.change(ACCOUNT, LOCKED, Optional.empty(), SendBy.in(Duration.ofMinutes(1)))))
                .hasMessageContaining("read the account before repeating");
    }

    @Test
    void codeDecidesBeforeStatus() {
        cloud.answers(404, "{\"Code\": \"InvalidAccessKeyId.NotFound\", \"Message\": \"no\", \"RequestId\": \"6ACE\"}");

        assertThat(catchThrowableOfType(Refused.class, () -> provider.read(ACCOUNT))
                        .reason())
                .isEqualTo(Reason.AUTH);
    }

    @ParameterizedTest
    @CsvSource({
        "x-acs-retry-after, 1500, 1500",
        "X-RateLimit-User-API, 'Remain:0,TimeLeft:1500', 1500",
        "X-RateLimit-User, 'Remain:0, TimeLeft:250', 250",
        "x-acs-retry-after, soon,",
        "x-acs-retry-after, -1,",
        "X-Other, 1500,"
    })
    void throttlingCarriesTheProvidersHint(String header, String value, Long millis) {
        cloud.answers(400, "{\"Code\": \"Throttling.User\", \"RequestId\": \"6ACE\"}", header, value);

        Unavailable throttled = catchThrowableOfType(
                Unavailable.class,
                () -> provider.change(ACCOUNT, LOCKED, Optional.empty(), SendBy.in(Duration.ofMinutes(1))));

        assertThat(throttled.isThrottled()).isTrue();
        assertThat(throttled.retryAfter()).isEqualTo(Optional.ofNullable(millis).map(Duration::ofMillis));
    }

    private static String list(String entries) {
        return "{\"Accounts\": [" + entries + "], \"PageNumber\": 1, \"RequestId\": \"6ACE\"}";
    }
}
