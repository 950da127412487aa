package io.github.accountlock.app.passwords;

import io.github.accountlock.app.OidcConfigured;
import io.github.accountlock.engine.hardening.PeopleGuard;
import io.github.accountlock.engine.process.EngineClock;
import java.util.function.Predicate;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Puts the delay after wrong passwords into the engine and in front of everything that takes a password. */
@Configuration(proxyBeanMethods = false)
class PasswordThrottle {

    private static final int MOST_REMEMBERED = 10_000;

    /** Before our own plugin, which takes the users of the engine as it finds them. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    ProcessEnginePlugin throttledPasswords(Environment environment) {
        Predicate<String> hasPassword = hasPassword(environment);
        WrongPasswords wrongPasswords = new WrongPasswords(new EngineClock(), MOST_REMEMBERED);
        return new AbstractProcessEnginePlugin() {
            @Override
            public void preInit(ProcessEngineConfigurationImpl engine) {
                if (engine.getIdentityProviderSessionFactory() == null) {
                    engine.setIdentityProviderSessionFactory(
                            PeopleGuard.factory(() -> new ThrottledPeople(wrongPasswords, hasPassword)));
                }
            }
        };
    }

    /** With an OpenID provider the first administrator alone: a hash that somebody wrote into the table opens nothing. */
    private static Predicate<String> hasPassword(Environment environment) {
        return OidcConfigured.isConfigured(environment)
                ? environment.getProperty("camunda.bpm.admin-user.id", "")::equals
                : user -> true;
    }

    @Bean
    FilterRegistrationBean<PasswordDoor> passwordDoor() {
        FilterRegistrationBean<PasswordDoor> door = new FilterRegistrationBean<>(new PasswordDoor());
        door.addUrlPatterns("/engine-rest/*", "/camunda/api/*");
        door.setOrder(Ordered.HIGHEST_PRECEDENCE + 50);
        return door;
    }
}
