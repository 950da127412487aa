package io.github.accountlock.app;

import io.github.accountlock.autoconfigure.AccountLockAutoConfiguration;
import io.github.accountlock.engine.AccountLockSettings;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.webapp.impl.security.auth.ContainerBasedAuthenticationFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.security.oauth2.client.OAuth2ClientProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/** Login at an OpenID provider, where one is configured: for the web applications, and bearer tokens for engine-rest. */
@Configuration(proxyBeanMethods = false)
@Conditional(OidcConfigured.class)
@EnableConfigurationProperties(OidcSettings.class)
class OidcLogin {

    private static final Logger LOG = LoggerFactory.getLogger(OidcLogin.class);

    @Bean
    OidcPeople oidcPeople(IdentityService identity, OidcSettings settings, Environment environment) {
        Map<String, String> ours = AccountLockSettings.from(AccountLockAutoConfiguration.settings(environment))
                .groups();
        return new OidcPeople(
                identity,
                environment.getProperty("camunda.bpm.database.table-prefix", ""),
                settings.userClaim(),
                new OidcGroups(settings.groupsClaim(), settings.groupMapping(), ours.values()));
    }

    @Bean
    BearerLogin bearerLogin(
            ClientRegistrationRepository registrations,
            OAuth2ClientProperties properties,
            OidcPeople people,
            OidcSettings settings) {
        if (settings.audience().isBlank()) {
            String unset = "Bearer tokens are refused until account-lock.oidc.audience says which audience the access"
                    + " tokens for this application have.";
            LOG.warn("LOCK-052 {}", unset);
            return token -> {
                throw new LoginRefused(unset);
            };
        }
        ClientRegistration client = registrations.findByRegistrationId(
                properties.getRegistration().keySet().iterator().next());
        return new IssuedTokens(client, settings.audience(), people);
    }

    @Bean
    SecurityFilterChain loginAtTheProvider(HttpSecurity http, OidcPeople people) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers("/actuator/health/**", "/actuator/prometheus", "/engine-rest/**")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                // A page goes to the provider; a call of a page's script cannot follow it there.
                .exceptionHandling(refusals -> refusals.defaultAuthenticationEntryPointFor(
                        new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED),
                        PathPatternRequestMatcher.withDefaults().matcher("/camunda/api/**")))
                .csrf(csrf -> csrf.ignoringRequestMatchers("/camunda/**", "/engine-rest/**"))
                .oauth2Login(login -> login.userInfoEndpoint(info -> info.oidcUserService(users(people)))
                        .failureHandler(OidcLogin::refused))
                .build();
    }

    /** Copies the login into Camunda's web applications. */
    @Bean
    FilterRegistrationBean<ContainerBasedAuthenticationFilter> oidcIntoCamunda() {
        FilterRegistrationBean<ContainerBasedAuthenticationFilter> filter =
                new FilterRegistrationBean<>(new ContainerBasedAuthenticationFilter());
        filter.addInitParameter("authentication-provider", OidcIntoCamunda.class.getName());
        filter.addUrlPatterns("/camunda/app/*", "/camunda/api/*");
        filter.setOrder(Ordered.LOWEST_PRECEDENCE - 100);
        return filter;
    }

    private static OidcUserService users(OidcPeople people) {
        return new OidcUserService() {
            @Override
            public OidcUser loadUser(OidcUserRequest request) {
                OidcUser user = super.loadUser(request);
                try {
                    return new EngineUser(user, people.known(user.getClaims()));
                } catch (LoginRefused refused) {
                    throw new OAuth2AuthenticationException(
                            new OAuth2Error("account-lock", refused.getMessage(), null), refused);
                }
            }
        };
    }

    private static void refused(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        String message = Optional.ofNullable(failure.getCause())
                .filter(LoginRefused.class::isInstance)
                .map(Throwable::getMessage)
                .orElse("The login at the OpenID provider failed. Try again, or ask an administrator.");
        LOG.warn("LOCK-050 login refused: {}", failure.getMessage());
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().println(message);
    }

    /** The person by the engine's id. */
    static final class EngineUser extends DefaultOidcUser {

        private static final long serialVersionUID = 1;

        private final String id;

        EngineUser(OidcUser user, String id) {
            super(List.of(), user.getIdToken(), user.getUserInfo());
            this.id = id;
        }

        @Override
        public String getName() {
            return id;
        }

        @Override
        public boolean equals(Object other) {
            return super.equals(other) && other instanceof EngineUser user && user.id.equals(id);
        }

        @Override
        public int hashCode() {
            return id.hashCode();
        }
    }
}
