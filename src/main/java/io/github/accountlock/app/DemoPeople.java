package io.github.accountlock.app;

import io.github.accountlock.autoconfigure.AccountLockAutoConfiguration;
import io.github.accountlock.engine.AccountLockSettings;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;

/** The people of profile {@code demo}; each password is the user's name. */
@Configuration(proxyBeanMethods = false)
@Profile("demo")
class DemoPeople implements SmartInitializingSingleton {

    private static final Map<String, String> GROUP_BY_USER = Map.of(
            "requester", "requesters",
            "responder", "requesters",
            "manager", "managers",
            "manager2", "managers",
            "head", "heads",
            "operator", "operators",
            "auditor", "auditors");

    private final IdentityService identity;
    private final Environment environment;

    DemoPeople(ProcessEngine engine, Environment environment) {
        this.identity = engine.getIdentityService();
        this.environment = environment;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Map<String, String> groups = AccountLockSettings.from(AccountLockAutoConfiguration.settings(environment))
                .groups();
        GROUP_BY_USER.forEach((id, group) -> {
            if (identity.createUserQuery().userId(id).count() == 0) {
                User user = identity.newUser(id);
                user.setFirstName(Character.toUpperCase(id.charAt(0)) + id.substring(1));
                user.setLastName("Demo");
                user.setPassword(id);
                identity.saveUser(user);
                identity.createMembership(id, groups.get(group));
                if (id.equals("responder")) {
                    identity.createMembership(id, groups.get("responders"));
                }
            }
        });
    }
}
