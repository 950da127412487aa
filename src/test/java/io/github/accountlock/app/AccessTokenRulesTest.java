package io.github.accountlock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.Jwt;

/** What no provider of the tests would sign; the other rules are tried over HTTP in {@link OidcLoginTest}. */
class AccessTokenRulesTest {

    private final AccessTokenRules rules = new AccessTokenRules("account-lock-api", "account-lock");

    @Test
    void tokenThatNeverExpiresIsRefused() {
        Jwt.Builder token = Jwt.withTokenValue("x").header("typ", "at+jwt").audience(List.of("account-lock-api"));

        assertThat(rules.validate(token.build()).getErrors())
                .singleElement()
                .satisfies(error -> assertThat(error.getDescription()).contains("does not say when it expires"));
        assertThat(rules.validate(token.expiresAt(Instant.MAX).build()).hasErrors())
                .isFalse();
    }

    @Test
    void tokenWithoutAnAudienceIsRefused() {
        Jwt token = Jwt.withTokenValue("x")
                .header("typ", "at+jwt")
                .expiresAt(Instant.MAX)
                .build();

        assertThat(rules.validate(token).hasErrors()).isTrue();
    }
}
