package io.github.accountlock.app;

import io.github.accountlock.engine.AccountLockPlugin;
import io.github.accountlock.simulator.SimulatedClouds;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** The simulated clouds beside the application, in profile {@code demo} only. */
@Configuration(proxyBeanMethods = false)
@Profile("demo")
class DemoClouds {

    @Bean(destroyMethod = "close")
    SimulatedClouds simulatedClouds(@Value("${account-lock.simulator.port}") int port, AccountLockPlugin ignored) {
        return SimulatedClouds.start(port, Clock.systemUTC());
    }
}
