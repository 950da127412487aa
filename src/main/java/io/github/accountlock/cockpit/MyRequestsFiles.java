package io.github.accountlock.cockpit;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import org.camunda.bpm.tasklist.Tasklist;
import org.camunda.bpm.tasklist.resource.AbstractTasklistPluginRootResource;

/** Serves the script and the style sheet of "My requests", and leads to what the approver is shown of an account. */
@Path("plugin/" + MyRequestsPlugin.ID)
public class MyRequestsFiles extends AbstractTasklistPluginRootResource {

    public MyRequestsFiles() {
        super(MyRequestsPlugin.ID);
    }

    /** @param engine name of a process engine */
    @Path("{engine}")
    public AuditResource audit(@PathParam("engine") String engine, @Context HttpServletRequest call) {
        return new AuditResource(Tasklist.getRuntimeDelegate().getProcessEngine(engine), call);
    }
}
