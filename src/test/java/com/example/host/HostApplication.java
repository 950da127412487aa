package com.example.host;

import javax.sql.DataSource;
import org.camunda.bpm.engine.rest.security.auth.ProcessEngineAuthenticationFilter;
import org.camunda.bpm.engine.rest.security.auth.impl.HttpBasicAuthenticationProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** A stranger's application, as it was before anybody thought of us. */
@SpringBootApplication
public class HostApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(HostApplication.class, arguments);
    }

    @Bean
    FilterRegistrationBean<ProcessEngineAuthenticationFilter> restWithAPassword() {
        FilterRegistrationBean<ProcessEngineAuthenticationFilter> filter =
                new FilterRegistrationBean<>(new ProcessEngineAuthenticationFilter());
        filter.addInitParameter("authentication-provider", HttpBasicAuthenticationProvider.class.getName());
        filter.addUrlPatterns("/engine-rest/*");
        return filter;
    }

    /** Some of the names are ours as well. */
    @Bean({"hostBean", "readAccount", "lockAccount"})
    HostBean hostBean() {
        return new HostBean();
    }

    @Bean
    String retry() {
        return "R3/PT10S";
    }

    /** The engine's database is not the first one. */
    @Configuration(proxyBeanMethods = false)
    @Profile("two-databases")
    static class TwoDatabases {

        @Bean
        @Primary
        DataSource orders(Environment environment) {
            return DataSourceBuilder.create()
                    .url(environment.getProperty("host.orders"))
                    .build();
        }

        @Bean
        @Primary
        PlatformTransactionManager ordersTransactions(DataSource orders) {
            return new DataSourceTransactionManager(orders);
        }

        @Bean
        DataSource camundaBpmDataSource(Environment environment) {
            return DataSourceBuilder.create()
                    .url(environment.getProperty("host.engine"))
                    .build();
        }

        @Bean
        PlatformTransactionManager camundaBpmTransactionManager(@Qualifier("camundaBpmDataSource") DataSource engines) {
            return new DataSourceTransactionManager(engines);
        }
    }
}
