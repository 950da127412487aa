package io.github.accountlock.autoconfigure;

import io.github.accountlock.cockpit.RequestDoor;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.webapp.impl.security.auth.AuthenticationUtil;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
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

    /** Where the web applications are, to which the address of a request leads. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(AuthenticationUtil.class)
    static class Requests {

        @Bean
        ServletRegistrationBean<RequestDoor> accountLockRequests(ObjectProvider<ProcessEngine> engine) {
            ServletRegistrationBean<RequestDoor> door =
                    new ServletRegistrationBean<>(new RequestDoor(engine::getObject), RequestDoor.MAPPING);
            door.setName("accountLockRequests");
            door.setLoadOnStartup(1);
            return door;
        }
    }
}
