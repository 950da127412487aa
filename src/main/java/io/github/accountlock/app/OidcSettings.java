package io.github.accountlock.app;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Everything under {@code account-lock.oidc}.
 *
 * @param userClaim the claim with the name of the user at the first login
 * @param groupsClaim the claim with the groups; a login without it is refused
 * @param groupMapping our group by the provider's; other names count only if they are groups of ours
 * @param audience the audience that access tokens have to be for; empty: no bearer token is accepted
 */
@ConfigurationProperties(prefix = "account-lock.oidc", ignoreUnknownFields = false)
record OidcSettings(
        @DefaultValue("preferred_username") String userClaim,
        @DefaultValue("groups") String groupsClaim,
        @DefaultValue Map<String, String> groupMapping,
        @DefaultValue("") String audience) {}
