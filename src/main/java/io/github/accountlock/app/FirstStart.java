package io.github.accountlock.app;

import io.github.accountlock.autoconfigure.AccountLockAutoConfiguration;
import io.github.accountlock.engine.AccountLockSettings;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** What a new database needs: groups and their authorizations; in profile {@code demo} people too. */
@Configuration(proxyBeanMethods = false)
class FirstStart implements SmartInitializingSingleton {

    private final ProcessEngine engine;
    private final Environment environment;

    FirstStart(ProcessEngine engine, Environment environment) {
        this.engine = engine;
        this.environment = environment;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Map<String, String> groups = AccountLockSettings.from(AccountLockAutoConfiguration.settings(environment))
                .groups();
        new AccessSetup(engine, groups).run();
        if (environment.acceptsProfiles(Profiles.of("demo"))) {
            DemoPeople.create(engine.getIdentityService(), groups);
        }
    }
}
