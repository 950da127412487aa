package io.github.accountlock.app;

import io.github.accountlock.autoconfigure.AccountLockAutoConfiguration;
import io.github.accountlock.engine.AccountLockSettings;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.spring.boot.starter.event.PostDeployEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** What a new database needs: groups and their authorizations; in profile {@code demo} people too. */
@Configuration(proxyBeanMethods = false)
class FirstStart {

    private final ProcessEngine engine;
    private final Environment environment;

    FirstStart(ProcessEngine engine, Environment environment) {
        this.engine = engine;
        this.environment = environment;
    }

    @EventListener
    void prepare(PostDeployEvent ready) {
        Map<String, String> groups = AccountLockSettings.from(AccountLockAutoConfiguration.settings(environment))
                .groups();
        new AccessSetup(engine, groups).run();
        if (environment.acceptsProfiles(Profiles.of("demo"))) {
            DemoPeople.create(engine.getIdentityService(), groups);
        }
    }
}
