package io.github.accountlock.autoconfigure;

import io.github.accountlock.engine.AccountLockPlugin;
import io.github.accountlock.metrics.Meters;
import io.github.accountlock.metrics.Traces;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.spring.boot.starter.CamundaBpmAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** Puts the plugin into any Boot host that has a Camunda engine; settings are everything under {@code account-lock}. */
@AutoConfiguration(before = CamundaBpmAutoConfiguration.class)
@ConditionalOnClass(ProcessEngine.class)
public class AccountLockAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    AccountLockPlugin accountLockPlugin(
            Environment environment, ObjectProvider<Meters> meters, ObjectProvider<Traces> traces) {
        AccountLockPlugin plugin = new AccountLockPlugin();
        plugin.setSettings(settings(environment));
        plugin.setDemo(environment.acceptsProfiles(Profiles.of("demo")));
        meters.ifAvailable(plugin::setMeters);
        traces.ifAvailable(plugin::setTraces);
        return plugin;
    }

    /**
     * All settings as flat names; the entries of a list are joined by commas. Blank values count as absent. Members of groups are
     * not counted where people log in at an OpenID provider, which tells of them only then.
     */
    public static Map<String, String> settings(Environment environment) {
        Map<String, String> settings = new TreeMap<>();
        Binder.get(environment)
                .bind("account-lock", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of())
                .forEach((name, value) -> {
                    if (!value.isBlank()) {
                        settings.merge(name.replaceAll("\\[\\d+]$", ""), value, (one, two) -> one + "," + two);
                    }
                });
        boolean appearAtLogin = Binder.get(environment)
                .bind("spring.security.oauth2.client.registration", Bindable.mapOf(String.class, Object.class))
                .isBound();
        settings.putIfAbsent("approval.count-members", Boolean.toString(!appearAtLogin));
        return settings;
    }
}
