package io.github.accountlock.autoconfigure;

import io.github.accountlock.metrics.MicrometerTraces;
import io.github.accountlock.metrics.Traces;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.sdk.trace.IdGenerator;
import org.camunda.bpm.engine.ProcessEngine;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.tracing.SdkTracerProviderBuilderCustomizer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The traces of requests go to the host's tracer, if it has one. */
@AutoConfiguration
@ConditionalOnClass({Tracer.class, ProcessEngine.class})
public class AccountLockTracingAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Traces accountLockTraces(ObjectProvider<Tracer> tracer, ObjectProvider<MicrometerTraces.Roots> roots) {
        Tracer found = tracer.getIfAvailable(() -> Tracer.NOOP);
        return found == Tracer.NOOP
                ? Traces.NONE
                : new MicrometerTraces(found, roots.getIfAvailable(() -> MicrometerTraces.Roots.NONE));
    }

    /** A host that has its tracer made in its own way may have its own ids, and keeps them. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({IdGenerator.class, SdkTracerProviderBuilderCustomizer.class})
    @ConditionalOnMissingBean(SdkTracerProviderBuilderCustomizer.class)
    static class WithOpenTelemetry {

        @Bean
        RootIds accountLockRootIds() {
            return new RootIds();
        }

        @Bean
        SdkTracerProviderBuilderCustomizer accountLockRoots(RootIds ids) {
            return builder -> builder.setIdGenerator(ids);
        }
    }
}
