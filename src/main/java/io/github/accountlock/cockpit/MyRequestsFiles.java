package io.github.accountlock.cockpit;

import jakarta.ws.rs.Path;
import org.camunda.bpm.tasklist.resource.AbstractTasklistPluginRootResource;

/** Serves the script and the style sheet of "My requests", and nothing else; without it Tasklist answers 404 for them. */
@Path("plugin/" + MyRequestsPlugin.ID)
public class MyRequestsFiles extends AbstractTasklistPluginRootResource {

    public MyRequestsFiles() {
        super(MyRequestsPlugin.ID);
    }
}
