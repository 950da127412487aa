package io.github.accountlock.provider.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.engine.AccountLockSettings;
import io.github.accountlock.fixture.Production;
import io.github.accountlock.provider.CallLimits;
import io.github.accountlock.provider.LocalPace;
import io.github.accountlock.provider.ProviderException.AnswerLost;
import io.github.accountlock.provider.ProviderException.Unavailable;
import io.github.accountlock.provider.Providers;
import io.github.accountlock.provider.SendBy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How calls leave the machine: a real proxy and a real TLS server, with certificates that are made for the test. */
class EgressTest {

    private static final String PASSWORD = "visibly-fake-password";
    private static final HeldCertificate CA = new HeldCertificate.Builder()
            .commonName("test CA")
            .certificateAuthority(0)
            .build();
    private static final HeldCertificate SERVER = new HeldCertificate.Builder()
            .commonName("cloud.test")
            .addSubjectAlternativeName("cloud.test")
            .addSubjectAlternativeName("127.0.0.1")
            .signedBy(CA)
            .build();
    private static final HeldCertificate CLIENT = new HeldCertificate.Builder()
            .commonName("account lock flow")
            .signedBy(CA)
            .build();

    private static final AccountRef TENCENT =
            new AccountRef(new ProviderId("tencent-postgres"), "ap-guangzhou", "postgres-demo01", "app_user");
    private static final AccountRef POLARDB =
            new AccountRef(new ProviderId("alibaba-polardb"), "cn-hangzhou", "pc-demo01", "app_user");

    private final MockWebServer cloud = new MockWebServer();
    private final Map<String, String> settings = new TreeMap<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void startCloud() throws IOException {
        cloud.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(SERVER)
                .addTrustedCertificate(CA.certificate())
                .build()
                .sslSocketFactory());
        cloud.start();
        settings.put("evidence.keys", Production.EVIDENCE_KEYS);
        settings.put("providers.tencent-postgres.endpoint", "https://cloud.test:8443");
        settings.put("providers.tencent-postgres.secret-id", "fake-id");
        settings.put("providers.tencent-postgres.secret-key", "fake-key");
        settings.put("providers.alibaba-polardb.endpoint", "https://cloud.test:8443");
        settings.put("providers.alibaba-polardb.access-key-id", "fake-id");
        settings.put("providers.alibaba-polardb.access-key-secret", "fake-key");
        settings.put("http.trust-store", pem("ca.pem", CA).toString());
    }

    @AfterEach
    void stopCloud() {
        cloud.close();
    }

    @Test
    void callsOfAllProvidersGoThroughTheProxyWithItsPassword() {
        try (TunnelProxy proxy = new TunnelProxy(cloud.getPort(), okhttp3.Credentials.basic("locker", PASSWORD))) {
            settings.put("http.proxy", proxy.url());
            settings.put("http.proxy-user", "locker");
            settings.put("http.proxy-password", PASSWORD);
            tencentAnswers();
            polarDbAnswers();

            assertThat(read(TENCENT)).isEqualTo(LockState.LOCKED);
            assertThat(read(POLARDB)).isEqualTo(LockState.LOCKED);
            assertThat(proxy.asked()).isNotEmpty().allMatch(line -> line.equals("CONNECT cloud.test:8443 HTTP/1.1"));
        }
    }

    @Test
    void providersOwnSettingsWin() {
        try (TunnelProxy all = new TunnelProxy(cloud.getPort(), "");
                TunnelProxy own = new TunnelProxy(cloud.getPort(), "")) {
            settings.put("http.proxy", all.url());
            settings.put("http.proxy-user", "locker");
            settings.put("http.proxy-password", PASSWORD);
            settings.put("providers.tencent-postgres.proxy", own.url());
            tencentAnswers();
            polarDbAnswers();

            assertThat(read(TENCENT)).isEqualTo(LockState.LOCKED);
            assertThat(own.asked()).hasSize(1);
            assertThat(own.passwords()).isZero();
            assertThat(all.asked()).isEmpty();

            assertThat(read(POLARDB)).isEqualTo(LockState.LOCKED);
            assertThat(all.asked()).hasSize(1);
            assertThat(all.passwords()).isOne();
        }
    }

    /** 407: nothing has reached the cloud, so nothing is an open call. */
    @Test
    void wrongPasswordOfTheProxyMeansNothingWasSent() {
        try (TunnelProxy proxy = new TunnelProxy(cloud.getPort(), okhttp3.Credentials.basic("locker", "another"))) {
            settings.put("http.proxy", proxy.url());
            settings.put("http.proxy-user", "locker");
            settings.put("http.proxy-password", PASSWORD);

            Unavailable unavailable = catchThrowableOfType(Unavailable.class, () -> lock(TENCENT));

            assertThat(unavailable).hasMessageContaining("was not sent");
            assertThat(printed(unavailable)).doesNotContain(PASSWORD, okhttp3.Credentials.basic("locker", PASSWORD));
            assertThat(cloud.getRequestCount()).isZero();
        }
    }

    @Test
    void proxyThatIsNotThereMeansNothingWasSent() {
        TunnelProxy gone = new TunnelProxy(cloud.getPort(), "");
        gone.close();
        settings.put("http.proxy", gone.url());

        assertThat(catchThrowableOfType(Unavailable.class, () -> lock(TENCENT))).hasMessageContaining("was not sent");
    }

    @ParameterizedTest
    @CsvSource({
        "cloud.test, cloud.test, true",
        "CLOUD.test, cloud.TEST, true",
        "other.test, cloud.test, false",
        "test, cloud.test, false",
        ".test, cloud.test, true",
        "*.cloud.test, cloud.test, true",
        ".loud.test, cloud.test, false",
        "*, cloud.test, true",
        "'a.test, cloud.test', cloud.test, true",
        "'', localhost, true",
        "'', 127.0.0.1, true",
        "10.0.0.7, 10.0.0.7, true",
        "10.0.0.7, 10.0.0.77, false"
    })
    void someHostsAreCalledDirectly(String noProxy, String host, boolean direct) {
        Settings read = new Settings(Map.of("proxy", "http://127.0.0.1:3128", "no-proxy", noProxy), Egress.NAMES);

        assertThat(read.egress().isDirect(host)).isEqualTo(direct);
        assertThat(read.problems()).isEmpty();
    }

    @Test
    void hostWithoutProxyIsNotAskedOfIt() {
        try (TunnelProxy proxy = new TunnelProxy(cloud.getPort(), "")) {
            settings.put("http.proxy", proxy.url());
            settings.put("http.no-proxy", ".test");

            assertThat(catchThrowableOfType(Unavailable.class, () -> read(TENCENT)))
                    .hasMessageContaining("cloud.test"); // which no name server knows
            assertThat(proxy.asked()).isEmpty();
        }
    }

    @Test
    void oneProviderMayBeCalledDirectly() {
        try (TunnelProxy proxy = new TunnelProxy(cloud.getPort(), "")) {
            settings.put("http.proxy", proxy.url());
            settings.put("providers.tencent-postgres.proxy", "direct");
            settings.put(
                    "providers.tencent-postgres.endpoint",
                    cloud.url("/").toString().replace("localhost", "127.0.0.1"));
            tencentAnswers();

            assertThat(read(TENCENT)).isEqualTo(LockState.LOCKED);
            assertThat(proxy.asked()).isEmpty();
        }
    }

    @Test
    void serverOfAStrangersAuthorityIsNotTrusted() throws IOException {
        HeldCertificate other =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        settings.put("http.trust-store", pem("other.pem", other).toString());
        settings.put("providers.tencent-postgres.endpoint", here());

        Unavailable unavailable = catchThrowableOfType(Unavailable.class, () -> lock(TENCENT));

        assertThat(unavailable).hasMessageContaining("was not sent");
        assertThat(cloud.getRequestCount()).isZero();
    }

    @Test
    void withoutATrustStoreTheTestsAuthorityIsNotTrusted() {
        settings.remove("http.trust-store");
        settings.put("providers.tencent-postgres.endpoint", here());

        assertThat(catchThrowableOfType(Unavailable.class, () -> lock(TENCENT))).hasMessageContaining("was not sent");
    }

    @Test
    void trustStoreMayBeAKeyStore() throws Exception {
        settings.put("http.trust-store", store("trust.p12", Optional.empty()).toString());
        settings.put("http.trust-store-password", PASSWORD);
        settings.put("providers.tencent-postgres.endpoint", here());
        tencentAnswers();

        assertThat(read(TENCENT)).isEqualTo(LockState.LOCKED);
    }

    @Test
    void serverThatAsksForACertificateGetsOurs() throws Exception {
        cloud.requireClientAuth();
        settings.put("http.key-store", store("own.p12", Optional.of(CLIENT)).toString());
        settings.put("http.key-store-password", PASSWORD);
        settings.put("providers.tencent-postgres.endpoint", here());
        tencentAnswers();

        assertThat(read(TENCENT)).isEqualTo(LockState.LOCKED);
        assertThat(cloud.takeRequest().getHandshake().peerPrincipal().getName()).isEqualTo("CN=account lock flow");
    }

    /** With TLS 1.3 we may have sent the request before the server refuses us; the account is read then. */
    @Test
    void serverThatAsksForACertificateInVainExecutesNothing() {
        cloud.requireClientAuth();
        settings.put("providers.tencent-postgres.endpoint", here());
        tencentAnswers();

        assertThat(catchThrowableOfType(Unavailable.class, () -> read(TENCENT))).isNotNull();
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> lock(TENCENT)))
                .isInstanceOfAny(Unavailable.class, AnswerLost.class);
        assertThat(cloud.getRequestCount()).isZero();
    }

    @Test
    void everyWrongSettingIsToldAtOnceAndNoSecretWithIt() throws Exception {
        Path own = store("own.p12", Optional.of(CLIENT));
        Map<String, String> wrong = new TreeMap<>(settings);
        wrong.put("http.proxy", "https://user:visibly-fake-1@proxy.example.com");
        wrong.put("http.proxy-user", "lo:cker");
        wrong.put("http.no-proxy", "good.test, b ad");
        wrong.put("http.trust-store", folder.resolve("missing.pem").toString());
        wrong.put("http.key-store", own.toString());
        wrong.put("http.key-store-password", "visibly-fake-2");
        wrong.put("http.proxi", "http://127.0.0.1:3128");
        wrong.keySet().removeIf(name -> name.contains("polardb"));

        List<String> problems = AccountLockSettings.problems(wrong);

        String section = "account-lock.providers.tencent-postgres.";
        assertThat(problems)
                .contains(
                        section
                                + "proxy: must be http with host and port only, such as http://proxy.example.com:3128, or"
                                + " direct; user and password are settings of their own",
                        section + "proxy-user: and proxy-password go together",
                        section + "no-proxy: allowed are hosts, .example.com for all below it, and *, separated by"
                                + " commas",
                        section + "trust-store: the file is missing or cannot be read",
                        section + "key-store: the file is no key store (PKCS #12 or JKS), or its password is wrong")
                .anyMatch(problem -> problem.startsWith("account-lock.http.proxi: is not a setting"))
                .hasSize(6);
        assertThat(String.join(" ", problems)).doesNotContain("visibly-fake");
    }

    @Test
    void storesThatHoldSomethingElseAreRefused() throws Exception {
        settings.put(
                "http.trust-store",
                Files.writeString(folder.resolve("bad.pem"), "-----BEGIN CERTIFICATE-----\nx")
                        .toString());
        settings.put("http.key-store", store("trust.p12", Optional.empty()).toString());
        settings.put("http.key-store-password", PASSWORD);
        settings.keySet().removeIf(name -> name.contains("polardb"));

        assertThat(AccountLockSettings.problems(settings))
                .containsExactlyInAnyOrder(
                        "account-lock.providers.tencent-postgres.trust-store: the file has a certificate that cannot be"
                                + " read",
                        "account-lock.providers.tencent-postgres.key-store: the file has no private key");
    }

    @Test
    void nothingOfItIsPrinted() throws Exception {
        settings.put("http.proxy", "http://127.0.0.1:3128");
        settings.put("http.proxy-user", "locker");
        settings.put("http.proxy-password", PASSWORD);
        settings.put("http.key-store", store("own.p12", Optional.of(CLIENT)).toString());
        settings.put("http.key-store-password", PASSWORD);

        assertThat(new Settings(section(), Egress.NAMES).egress().toString()).doesNotContain(PASSWORD);
    }

    private Map<String, String> section() {
        Map<String, String> section = new TreeMap<>();
        settings.forEach((name, value) -> {
            if (name.startsWith("http.")) {
                section.put(name.substring("http.".length()), value);
            }
        });
        return section;
    }

    private Providers providers() {
        CallLimits limits = new CallLimits(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(5));
        AccountLockSettings read = AccountLockSettings.from(settings);
        return new Providers(read.providers(), limits, new LocalPace(), Clock.systemUTC());
    }

    private LockState read(AccountRef account) {
        return providers().of(account).read(account).state();
    }

    private void lock(AccountRef account) {
        providers().of(account).change(account, LockState.LOCKED, Optional.empty(), SendBy.in(Duration.ofMinutes(1)));
    }

    private void tencentAnswers() {
        answer("{\"Response\": {\"RequestId\": \"1\", \"TotalCount\": 1, \"Details\": [{\"UserName\": \"app_user\","
                + " \"Status\": 5}]}}");
    }

    private void polarDbAnswers() {
        answer("{\"RequestId\": \"1\", \"Accounts\": [{\"AccountName\": \"app_user\", \"AccountStatus\": \"Available\","
                + " \"AccountLockState\": \"Lock\"}]}");
    }

    private void answer(String body) {
        cloud.enqueue(new MockResponse.Builder().body(body).build());
    }

    /** Without a name that would have to be looked up. */
    private String here() {
        return "https://127.0.0.1:" + cloud.getPort();
    }

    private Path pem(String name, HeldCertificate certificate) throws IOException {
        return Files.writeString(folder.resolve(name), certificate.certificatePem());
    }

    private Path store(String name, Optional<HeldCertificate> key) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (key.isPresent()) {
            store.setKeyEntry("own", key.get().keyPair().getPrivate(), PASSWORD.toCharArray(), new Certificate[] {
                key.get().certificate()
            });
        } else {
            store.setCertificateEntry("ca", CA.certificate());
        }
        Path file = folder.resolve(name);
        try (var out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
