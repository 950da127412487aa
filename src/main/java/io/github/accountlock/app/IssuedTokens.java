package io.github.accountlock.app;

import java.util.Optional;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Bearer tokens that the configured OpenID provider signed, for us, and that have not expired. */
final class IssuedTokens implements BearerLogin {

    private final NimbusJwtDecoder decoder;
    private final OidcPeople people;

    IssuedTokens(ClientRegistration client, String audience, OidcPeople people) {
        this.people = people;
        decoder = NimbusJwtDecoder.withJwkSetUri(client.getProviderDetails().getJwkSetUri())
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                JwtValidators.createDefaultWithIssuer(
                        client.getProviderDetails().getIssuerUri()),
                new JwtClaimValidator<java.util.Collection<String>>(
                        JwtClaimNames.AUD, audiences -> audiences != null && audiences.contains(audience))));
    }

    @Override
    public Optional<String> user(String token) {
        try {
            Jwt jwt = decoder.decode(token);
            return Optional.of(people.known(jwt.getClaims()));
        } catch (JwtException | OidcPeople.Refused notForUs) {
            return Optional.empty();
        }
    }
}
