package io.github.accountlock.cockpit;

import java.util.Set;
import org.camunda.bpm.tasklist.plugin.spi.impl.AbstractTasklistPlugin;

/**
 * "My requests" in Tasklist: what became of the requests a person made, finished ones too. Found by Tasklist itself;
 * all of it runs in the browser, on Camunda's own REST and with the person's own permissions.
 */
public final class MyRequestsPlugin extends AbstractTasklistPlugin {

    /** Part of the address of the two files under {@code plugin-webapp}. */
    static final String ID = "account-lock-requests";

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public Set<Class<?>> getResourceClasses() {
        return Set.of(MyRequestsFiles.class);
    }
}
