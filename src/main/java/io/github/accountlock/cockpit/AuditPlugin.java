package io.github.accountlock.cockpit;

import java.util.Set;
import org.camunda.bpm.cockpit.plugin.spi.impl.AbstractCockpitPlugin;

/** "Lock audit" in Cockpit: what became of every request, finished ones too. Found by Cockpit itself. */
public final class AuditPlugin extends AbstractCockpitPlugin {

    /** Part of the addresses; another than Tasklist's plugin, whose files would be served in its place. */
    static final String ID = "account-lock-audit";

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public Set<Class<?>> getResourceClasses() {
        return Set.of(AuditFiles.class);
    }
}
