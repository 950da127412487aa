package io.github.accountlock.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The last words of the demo's start: where to go, and as whom. */
@Component
@Profile("demo")
final class DemoWelcome {

    private static final Logger LOG = LoggerFactory.getLogger(DemoWelcome.class);

    private final Environment environment;

    DemoWelcome(Environment environment) {
        this.environment = environment;
    }

    @EventListener(ApplicationReadyEvent.class)
    @Order(Ordered.LOWEST_PRECEDENCE)
    void isReady() {
        String here = "http://localhost:" + environment.getProperty("local.server.port");
        LOG.info("""
                The demo is ready. Each password is the user's name.
                  Ask for a lock:    {}/camunda/app/tasklist/   as requester
                  Approve it:        {}/camunda/app/tasklist/   as manager (in a private window)
                  Audit it:          {}/camunda/app/cockpit/    as auditor, then "Lock audit"
                  Run it:            {}/camunda/app/cockpit/    as operator
                  Simulated clouds:  http://localhost:{}/""", here, here, here, here, environment.getProperty("account-lock.simulator.port"));
    }
}
