package io.github.accountlock.app;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.actuate.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.logging.otlp.OtlpLoggingAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.opentelemetry.OpenTelemetryAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.tracing.MicrometerTracingAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.tracing.NoopTracerAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.tracing.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.tracing.otlp.OtlpTracingAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Where there is no endpoint to send traces to, nothing of OpenTelemetry is started; its logs never are. */
public final class TracingSwitch implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final String ENDPOINT = "management.otlp.tracing.endpoint";

    /** Spring Security's would be six spans a click, and stand between the click and what it did. */
    private static final String FILTERS = "management.observations.enable.spring.security";

    private static final String EXCLUDED = "spring.autoconfigure.exclude";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        Stream<Class<?>> logs =
                Stream.of(OpenTelemetryLoggingAutoConfiguration.class, OtlpLoggingAutoConfiguration.class);
        Stream<Class<?>> traces = environment.getProperty(ENDPOINT, "").isBlank()
                ? Stream.of(
                        NoopTracerAutoConfiguration.class,
                        OpenTelemetryAutoConfiguration.class,
                        OpenTelemetryTracingAutoConfiguration.class,
                        MicrometerTracingAutoConfiguration.class,
                        OtlpTracingAutoConfiguration.class)
                : Stream.of();
        String ours = Stream.concat(logs, traces).map(Class::getName).collect(Collectors.joining(","));
        String given = environment.getProperty(EXCLUDED, "");
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "tracing",
                        Map.of(
                                EXCLUDED,
                                given.isEmpty() ? ours : given + "," + ours,
                                FILTERS,
                                environment.getProperty(ENDPOINT, "").isBlank())));
    }
}
