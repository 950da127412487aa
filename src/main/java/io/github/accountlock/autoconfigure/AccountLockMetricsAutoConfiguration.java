package io.github.accountlock.autoconfigure;

import io.github.accountlock.cockpit.AuditAccess;
import io.github.accountlock.metrics.Meters;
import io.github.accountlock.metrics.MicrometerMeters;
import io.micrometer.core.instrument.MeterRegistry;
import org.camunda.bpm.engine.ProcessEngine;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** What the plugin measures goes to the host's meter registry, if it has one. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.metrics.export.simple.SimpleMetricsExportAutoConfiguration"
        })
@ConditionalOnClass({MeterRegistry.class, ProcessEngine.class})
@ConditionalOnBean(MeterRegistry.class)
public class AccountLockMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Meters accountLockMeters(MeterRegistry registry) {
        return new MicrometerMeters(registry);
    }

    /** The age of the last check of a ledger is collected before anybody has opened a page of the audit. */
    @Bean
    SmartInitializingSingleton accountLockAuditMeters(ObjectProvider<ProcessEngine> engines) {
        return () -> engines.forEach(AuditAccess::of);
    }
}
