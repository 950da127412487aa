package io.github.accountlock.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Access tokens that the configured OpenID provider signed, for us, and that have not expired. */
final class IssuedTokens implements BearerLogin {

    private static final Logger LOG = LoggerFactory.getLogger(IssuedTokens.class);

    private final NimbusJwtDecoder decoder;
    private final OidcPeople people;

    IssuedTokens(ClientRegistration client, String audience, OidcPeople people) {
        this.people = people;
        decoder = NimbusJwtDecoder.withJwkSetUri(client.getProviderDetails().getJwkSetUri())
                .validateType(false) // the rules look at it
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                JwtValidators.createDefaultWithIssuer(
                        client.getProviderDetails().getIssuerUri()),
                new AccessTokenRules(audience, client.getClientId())));
    }

    @Override
    public String user(String token) {
        return people.known(decoded(token).getClaims());
    }

    private Jwt decoded(String token) {
        try {
            return decoder.decode(token);
        } catch (JwtValidationException notForUs) {
            throw new LoginRefused(notForUs.getErrors().stream()
                    .map(OAuth2Error::getDescription)
                    .findFirst()
                    .orElse("The token is not valid."));
        } catch (JwtException invalid) {
            LOG.debug("LOCK-053 token refused: {}", invalid.getMessage());
            throw new LoginRefused("The token is not one that the OpenID provider has signed.");
        }
    }
}
