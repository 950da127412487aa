package io.github.accountlock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.fixture.RunningApplication;
import io.github.accountlock.fixture.WebSession;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Login at an OpenID provider without a word about access tokens: none is accepted, and the start says so. */
@ExtendWith(OutputCaptureExtension.class)
class OidcWithoutAudienceTest {

    @Test
    void noBearerTokenIsAcceptedAndTheStartSaysSo(CapturedOutput output) {
        MockOAuth2Server provider = new MockOAuth2Server();
        provider.start();
        try (RunningApplication application = RunningApplication.demo(
                "noaudience",
                "spring.security.oauth2.client.registration.company.client-id=account-lock",
                "spring.security.oauth2.client.registration.company.client-secret=fake-secret",
                "spring.security.oauth2.client.registration.company.scope=openid",
                "spring.security.oauth2.client.provider.company.issuer-uri=" + provider.issuerUrl("company"))) {
            String token = provider.issueToken(
                            "company",
                            "account-lock",
                            new DefaultOAuth2TokenCallback(
                                    "company",
                                    "otto",
                                    "at+jwt",
                                    List.of("account-lock"),
                                    Map.of("preferred_username", "otto", "groups", List.of("operators")),
                                    3600))
                    .serialize();

            HttpResponse<String> refused = new WebSession(application.uri())
                    .send("GET", "/engine-rest/task/count", null, null, "Authorization", "Bearer " + token);

            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("until account-lock.oidc.audience says which audience");
            assertThat(output).contains("LOCK-052 Bearer tokens are refused until account-lock.oidc.audience");
        } finally {
            provider.shutdown();
        }
    }
}
