package io.github.accountlock.provider.tencent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.Secret;
import io.github.accountlock.fixture.ConfigurationMetadata;
import io.github.accountlock.provider.CallLimits;
import io.github.accountlock.provider.LocalPace;
import io.github.accountlock.provider.http.Credentials;
import io.github.accountlock.provider.http.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TencentSettingsTest {

    private static final Map<String, String> KEYS =
            Map.of("secret-id", "AKIDFAKEFAKE0001", "secret-key", "fakeSecretKey0001");

    @Test
    void twoKeysAreEnough() throws Exception {
        TencentSettings settings = TencentSettings.of(KEYS);

        assertThat(TencentSettings.problems(KEYS)).isEmpty();
        assertThat(settings.endpoint()).isEmpty();
        assertThat(settings.regions()).containsExactlyElementsOf(TencentSettings.REGIONS);
        Credentials credentials = settings.credentials().current();
        assertThat(credentials.keyId()).isEqualTo("AKIDFAKEFAKE0001");
        assertThat(credentials.keySecret().reveal()).isEqualTo("fakeSecretKey0001");
        assertThat(credentials.token()).isEmpty();
    }

    @Test
    void defaultsAreThoseOfTheReference() {
        Map<String, String> defaults = ConfigurationMetadata.read().defaults("providers.tencent-postgres.");

        assertThat(defaults).hasSize(3);
        assertThat(TencentSettings.of(with(defaults)))
                .usingRecursiveComparison()
                .ignoringFields("credentials")
                .isEqualTo(TencentSettings.of(KEYS));
    }

    @Test
    void everythingCanBeConfigured() throws Exception {
        TencentSettings settings = TencentSettings.of(with(Map.of(
                "endpoint", "https://postgres.intl.tencentcloudapi.com",
                "token", " fakeToken0001 ",
                "credentials-file", " ",
                "regions", "ap-tokyo, ap-guangzhou")));

        assertThat(settings.endpoint()).contains("https://postgres.intl.tencentcloudapi.com");
        assertThat(settings.regions()).containsExactly("ap-tokyo", "ap-guangzhou");
        assertThat(settings.credentials().current().token().map(Secret::reveal)).contains("fakeToken0001");
    }

    @Test
    void nothingConfiguredNamesBothKeys() {
        assertThat(TencentSettings.problems(Map.of()))
                .containsExactly(
                        "secret-id: is missing (set it, or credentials-file)",
                        "secret-key: is missing (set it, or credentials-file)");
    }

    @Test
    void everyProblemIsReportedAtOnceAndNoSecretWithIt() {
        Map<String, String> settings = Map.of(
                "secret-id", "AKID fake",
                "secret-key", " ",
                "secretkey", "fakeSecretKey0001",
                "endpoint", "http://api.example.com",
                "regions", "ap-guangzhou,evil.example.com/",
                "change-calls-per-second", "0");

        List<String> problems = TencentSettings.problems(settings);

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "change-calls-per-second: \"0\" is not a number of calls a second above 0, for example 19.6",
                        "secretkey: is not a setting of this provider (known: endpoint, secret-id, secret-key, token,"
                                + " credentials-file, regions, instance-prefixes, change-calls-per-second, read-calls-per-second,"
                                + " proxy, proxy-user, proxy-password, no-proxy, trust-store, trust-store-password, key-store,"
                                + " key-store-password)",
                        "endpoint: must be https; plain http is for loopback only",
                        "secret-key: is missing (set it, or credentials-file)",
                        "secret-id: is empty or has characters other than visible ASCII",
                        "regions: \"evil.example.com/\" is not a region such as ap-guangzhou, separated by commas");
        assertThatThrownBy(() ->
                        new TencentPostgresFactory().create(settings, anyLimits(), new LocalPace(), Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(problems.toArray(String[]::new))
                .hasMessageNotContaining("fakeSecretKey0001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.example.com",
                "https://api.example.com:8443/",
                "http://127.0.0.1:8090",
                "http://127.8.9.10",
                "http://localhost:8090",
                "http://[::1]:8090"
            })
    void endpointsThatAreFine(String endpoint) {
        assertThat(TencentSettings.problems(with(Map.of("endpoint", endpoint)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.example.com",
                "ftp://api.example.com",
                "https://",
                "https://api.example.com/v1",
                "https://api.example.com?a=b",
                "https://user:fakePassword@api.example.com",
                "https://api.example.com#x",
                "http://10.0.0.1",
                "http://127.0.0.1.example.com",
                "http://localhost.example.com"
            })
    void endpointsThatAreNot(String endpoint) {
        assertThat(TencentSettings.problems(with(Map.of("endpoint", endpoint))))
                .singleElement()
                .asString()
                .startsWith("endpoint: ")
                .doesNotContain("fakePassword");
    }

    @ParameterizedTest
    @CsvSource({
        "ap-guangzhou, https://postgres.tencentcloudapi.com",
        "ap-shanghai-fsi, https://postgres.ap-shanghai-fsi.tencentcloudapi.com"
    })
    void financeRegionsHaveTheirOwnHost(String region, String endpoint) {
        assertThat(TencentSettings.of(KEYS).endpoint(region)).isEqualTo(Endpoint.of(endpoint));
    }

    @Test
    void configuredEndpointServesFinanceRegionsToo() {
        TencentSettings settings = TencentSettings.of(with(Map.of("endpoint", "http://127.0.0.1:8090")));

        assertThat(settings.endpoint("ap-shanghai-fsi").hostHeader()).isEqualTo("127.0.0.1:8090");
    }

    @Test
    void keysAndFileTogetherAreRefused(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key.json"), "{\"keyId\":\"a\",\"keySecret\":\"b\"}");

        assertThat(TencentSettings.problems(with(Map.of("credentials-file", file.toString()))))
                .containsExactly(
                        "secret-id: cannot be set together with credentials-file",
                        "secret-key: cannot be set together with credentials-file");
    }

    private static Map<String, String> with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(KEYS);
        all.putAll(more);
        return all;
    }

    private static CallLimits anyLimits() {
        return new CallLimits(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(30));
    }
}
