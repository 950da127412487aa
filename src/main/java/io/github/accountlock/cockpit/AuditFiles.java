package io.github.accountlock.cockpit;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import org.camunda.bpm.cockpit.Cockpit;
import org.camunda.bpm.cockpit.plugin.resource.AbstractCockpitPluginRootResource;

/** Serves the script and the style sheet of "Lock audit", and leads to its addresses. */
@Path("plugin/" + AuditPlugin.ID)
public class AuditFiles extends AbstractCockpitPluginRootResource {

    public AuditFiles() {
        super(AuditPlugin.ID);
    }

    /** @param engine name of a process engine */
    @Path("{engine}")
    public AuditResource audit(@PathParam("engine") String engine, @Context HttpServletRequest call) {
        return new AuditResource(Cockpit.getRuntimeDelegate().getProcessEngine(engine), call);
    }
}
