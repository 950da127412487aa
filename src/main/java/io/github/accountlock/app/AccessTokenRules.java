package io.github.accountlock.app;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Whether a token was made for calling us. An ID token says who logged in at a client and opens nothing here: a header
 * {@code at+jwt} (RFC 9068) settles it; without one, nothing of the token may speak for an ID token.
 */
final class AccessTokenRules implements OAuth2TokenValidator<Jwt> {

    private static final List<String> OF_ID_TOKENS = List.of("nonce", "at_hash", "c_hash", "s_hash");

    private final String audience;
    private final String client;

    AccessTokenRules(String audience, String client) {
        this.audience = audience;
        this.client = client;
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        return problem(token)
                .map(problem -> OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", problem, null)))
                .orElseGet(OAuth2TokenValidatorResult::success);
    }

    private Optional<String> problem(Jwt token) {
        if (!audiences(token).contains(audience)) {
            return Optional.of("The token is not for the audience " + audience + " (account-lock.oidc.audience).");
        }
        if (token.getExpiresAt() == null) {
            return Optional.of("The token does not say when it expires.");
        }
        String type = Objects.toString(token.getHeaders().get("typ"), "JWT").toLowerCase(Locale.ROOT);
        if (type.equals("at+jwt") || type.equals("application/at+jwt")) {
            return Optional.empty();
        }
        if (!type.equals("jwt")) {
            return Optional.of("The token is of the type " + type + ", not an access token.");
        }
        boolean named = token.hasClaim("typ") && !"bearer".equalsIgnoreCase(token.getClaimAsString("typ"));
        if (named || audiences(token).contains(client) || OF_ID_TOKENS.stream().anyMatch(token::hasClaim)) {
            return Optional.of("The token is an ID token, or looks like one; an access token is needed.");
        }
        return Optional.empty();
    }

    private static List<String> audiences(Jwt token) {
        return Optional.ofNullable(token.getAudience()).orElse(List.of());
    }
}
