package io.github.accountlock.app;

import io.github.accountlock.cockpit.RequestsResource;
import java.util.Optional;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.jersey.ResourceConfigCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;

/** Who may come in from the web: {@code engine-rest} always with a name, the web applications by Camunda's own login. */
@Configuration(proxyBeanMethods = false)
class WebAccess {

    /** The engine is asked for at the first request: filters are made before it. */
    @Bean
    FilterRegistrationBean<EngineRestDoor> engineRestDoor(
            ObjectProvider<IdentityService> identity, ObjectProvider<BearerLogin> bearer) {
        FilterRegistrationBean<EngineRestDoor> door = new FilterRegistrationBean<>(
                new EngineRestDoor(identity::getObject, () -> Optional.ofNullable(bearer.getIfAvailable())));
        door.addUrlPatterns("/engine-rest/*");
        door.setOrder(Ordered.HIGHEST_PRECEDENCE + 100);
        return door;
    }

    /** Behind that door, so that a program with a name can follow its requests as people do in Tasklist. */
    @Bean
    ResourceConfigCustomizer requestsOverRest(ObjectProvider<ProcessEngine> engine) {
        return rest -> rest.register(new RequestsResource(engine::getObject));
    }

    /** Without an OpenID provider Spring Security stands aside: login, sessions and CSRF are Camunda's own. */
    @Bean
    @Conditional(OidcConfigured.Not.class)
    SecurityFilterChain camundasOwnLogin(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(all -> all.anyRequest().permitAll())
                .csrf(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .sessionManagement(AbstractHttpConfigurer::disable)
                .securityContext(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .build();
    }
}
