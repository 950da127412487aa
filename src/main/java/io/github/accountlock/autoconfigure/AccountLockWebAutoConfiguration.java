package io.github.accountlock.autoconfigure;

import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.camunda.bpm.engine.ProcessEngine;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/** What has to stand before Camunda's web applications in any Boot host. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(ProcessEngine.class)
public class AccountLockWebAutoConfiguration {

    @Bean
    FilterRegistrationBean<SetupDoor> accountLockSetupDoor() {
        FilterRegistrationBean<SetupDoor> door = new FilterRegistrationBean<>(new SetupDoor());
        door.setName("accountLockSetupDoor");
        door.addUrlPatterns("/*");
        door.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
        door.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return door;
    }

    /** Inside of the door, and around everything that asks the engine. */
    @Bean
    FilterRegistrationBean<ProblemFilter> accountLockProblems() {
        FilterRegistrationBean<ProblemFilter> problems = new FilterRegistrationBean<>(new ProblemFilter());
        problems.setName("accountLockProblems");
        problems.addUrlPatterns("/*");
        problems.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return problems;
    }
}
