package io.github.accountlock.provider;

import static io.github.accountlock.domain.LockState.LOCKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.provider.polardb.PolarDbFactory;
import io.github.accountlock.provider.tencent.TencentPostgresFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cloud or a gateway that repeats everything it was sent must not bring our secrets into messages or logs. */
class SecretsStayInsideTest {

    private static final AccountRef TENCENT =
            new AccountRef(new ProviderId("tencent-postgres"), "ap-guangzhou", "postgres-4sfuv15b", "app_user");
    private static final AccountRef POLARDB =
            new AccountRef(new ProviderId("alibaba-polardb"), "cn-hangzhou", "pc-fake0001", "app_user");

    private final Logger root = Logger.getLogger("");
    private final Logger okHttp = Logger.getLogger("okhttp3");
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final List<String> signatures = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(new SimpleFormatter().format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private ScriptedCloud cloud;

    @BeforeEach
    void listenToEverything() throws Exception {
        cloud = new ScriptedCloud();
        listener.setLevel(Level.ALL);
        root.addHandler(listener);
        okHttp.setLevel(Level.ALL);
        Logger.getLogger("okhttp3.OkHttpClient").setLevel(Level.ALL);
    }

    @AfterEach
    void stopListening() {
        root.removeHandler(listener);
        okHttp.setLevel(null);
        Logger.getLogger("okhttp3.OkHttpClient").setLevel(null);
        cloud.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AuthFailure.SignatureFailure",
                "InternalError",
                "RequestLimitExceeded",
                "ResourceUnavailable",
                "InvalidParameter"
            })
    void tencent(String code) {
        echo(
                200,
                "{\"Response\": {\"Error\": {\"Code\": \"" + code
                        + "\", \"Message\": \"%s\"}, \"RequestId\": \"%s\"}}");

        assertNothingLeaks(tencentProvider(), TENCENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SignatureDoesNotMatch",
                "IncompleteSignature",
                "InternalError",
                "Throttling.User",
                "Forbidden.RAM",
                "InvalidParameter"
            })
    void polarDb(String code) {
        echo(400, "{\"Code\": \"" + code + "\", \"Message\": \"%s\", \"RequestId\": \"%s\"}");

        assertNothingLeaks(polarDbProvider(), POLARDB);
    }

    @Test
    void codeThatEchoesIsCleanedToo() {
        echo(400, "{\"Code\": \"%s\", \"Message\": \"%s\"}");
        assertNothingLeaks(polarDbProvider(), POLARDB);

        echo(200, "{\"Response\": {\"Error\": {\"Code\": \"%s\", \"Message\": \"%s\"}}}");
        assertNothingLeaks(tencentProvider(), TENCENT);
    }

    @Test
    void gatewayPageIsNotShown() {
        echo(502, "<html>%s %s</html>");

        assertNothingLeaks(polarDbProvider(), POLARDB);
        assertNothingLeaks(tencentProvider(), TENCENT);
    }

    private void assertNothingLeaks(AccountLockProvider provider, AccountRef account) {
        StringWriter shown = new StringWriter();
        PrintWriter out = new PrintWriter(shown);
        show(() -> provider.change(account, LOCKED, Optional.empty(), SendBy.in(Duration.ofMinutes(1))), out);
        show(() -> provider.read(account), out);
        logged.forEach(out::println);

        assertThat(shown.toString())
                .contains(account.path())
                .doesNotContain("fakeKeySecret", "fakeToken", "fakeKeyId")
                .doesNotContain(signatures);
        assertThat(signatures).hasSize(2);
        assertThat(logged)
                .as("lines of OkHttp, so that the listener is known to hear")
                .isNotEmpty();
        signatures.clear();
    }

    /** The failure, and what is kept of the answer for people who audit. */
    private static void show(ThrowingCallable call, PrintWriter out) {
        ProviderException failed = catchThrowableOfType(ProviderException.class, call);
        failed.printStackTrace(out);
        out.println(failed.answer().orElseThrow());
    }

    /** Answers with all headers of the request in place of each {@code %s}. */
    private void echo(int status, String body) {
        cloud.server().setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                signatures.add(request.getHeaders().get("Authorization").replaceAll(".*Signature=", ""));
                String sent = request.getHeaders().toMultimap().values().toString();
                return new MockResponse.Builder()
                        .code(status)
                        .body(body.replace("%s", sent.replace("\"", "'")))
                        .build();
            }
        });
    }

    private AccountLockProvider tencentProvider() {
        return cloud.provider(
                new TencentPostgresFactory(),
                Map.of("secret-id", "fakeKeyId", "secret-key", "fakeKeySecret", "token", "fakeToken"));
    }

    private AccountLockProvider polarDbProvider() {
        return cloud.provider(
                new PolarDbFactory(),
                Map.of(
                        "access-key-id", "fakeKeyId",
                        "access-key-secret", "fakeKeySecret",
                        "security-token", "fakeToken"));
    }
}
