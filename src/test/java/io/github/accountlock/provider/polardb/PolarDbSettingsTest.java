package io.github.accountlock.provider.polardb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.Secret;
import io.github.accountlock.fixture.ConfigurationMetadata;
import io.github.accountlock.provider.http.Endpoint;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolarDbSettingsTest {

    private static final Map<String, String> KEYS =
            Map.of("access-key-id", "LTAIfakefake0001", "access-key-secret", "fakeAccessKeySecret0001");

    @Test
    void twoKeysAreEnough() throws Exception {
        PolarDbSettings settings = PolarDbSettings.of(KEYS);

        assertThat(PolarDbSettings.problems(KEYS)).isEmpty();
        assertThat(settings.endpoint()).isEmpty();
        assertThat(settings.regions()).containsExactlyElementsOf(PolarDbRegions.ALL);
        assertThat(settings.validTimeFormat()).isEqualTo(ValidTimeFormat.ISO);
        assertThat(settings.credentials().current().keyId()).isEqualTo("LTAIfakefake0001");
    }

    @Test
    void defaultsAreThoseOfTheReference() {
        Map<String, String> defaults = ConfigurationMetadata.read().defaults("providers.alibaba-polardb.");

        assertThat(defaults).hasSize(4);
        assertThat(PolarDbSettings.of(with(defaults)))
                .usingRecursiveComparison()
                .ignoringFields("credentials")
                .isEqualTo(PolarDbSettings.of(KEYS));
    }

    @Test
    void everythingCanBeConfigured() throws Exception {
        PolarDbSettings settings = PolarDbSettings.of(with(Map.of(
                "endpoint", "https://polardb-vpc.cn-hangzhou.aliyuncs.com",
                "security-token", "fakeToken0001",
                "regions", "cn-hangzhou",
                "valid-time-format", "legacy")));

        assertThat(settings.endpoint("cn-hangzhou"))
                .isEqualTo(Endpoint.of("https://polardb-vpc.cn-hangzhou.aliyuncs.com"));
        assertThat(settings.regions()).containsExactly("cn-hangzhou");
        assertThat(settings.validTimeFormat()).isEqualTo(ValidTimeFormat.LEGACY);
        assertThat(settings.credentials().current().token().map(Secret::reveal)).contains("fakeToken0001");
    }

    @Test
    void everyProblemIsReportedAtOnce() {
        assertThat(PolarDbSettings.problems(
                        Map.of("endpoint", "nowhere", "valid-time-format", "rfc", "access-key-secret", "fake")))
                .containsExactlyInAnyOrder(
                        "endpoint: is not a URL such as https://api.example.com",
                        "access-key-id: is missing (set it, or credentials-file)",
                        "valid-time-format: must be one of iso, legacy");
    }

    @ParameterizedTest
    @CsvSource({
        "cn-hangzhou, https://polardb.aliyuncs.com",
        "cn-heyuan, https://polardb.aliyuncs.com",
        "ap-southeast-1, https://polardb.ap-southeast-1.aliyuncs.com",
        "cn-shanghai-finance-1, https://polardb.cn-shanghai-finance-1.aliyuncs.com",
        "xx-brandnew-1, https://polardb.xx-brandnew-1.aliyuncs.com"
    })
    void hostFollowsTheRegion(String region, String endpoint) {
        assertThat(PolarDbSettings.of(KEYS).endpoint(region)).isEqualTo(Endpoint.of(endpoint));
    }

    private static Map<String, String> with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(KEYS);
        all.putAll(more);
        return all;
    }

    @Test
    void endpointOfAPrivateNetworkMayFollowTheRegion() {
        Map<String, String> settings = new HashMap<>(KEYS);
        settings.put("endpoint", "https://polardb-vpc.{region}.aliyuncs.com");

        assertThat(PolarDbSettings.of(settings).endpoint("cn-beijing"))
                .isEqualTo(Endpoint.of("https://polardb-vpc.cn-beijing.aliyuncs.com"));

        settings.put("endpoint", "http://polardb-vpc.{region}.aliyuncs.com");
        assertThat(PolarDbSettings.problems(settings))
                .containsExactly("endpoint: must be https; plain http is for loopback only");
    }
}
