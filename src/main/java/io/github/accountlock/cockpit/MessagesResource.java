package io.github.accountlock.cockpit;

import static io.github.accountlock.cockpit.AuditResource.refusal;

import io.github.accountlock.notify.Outbox;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;

/** What nobody has got: mail and webhooks that were given up. Made only for people who may read every request. */
@Produces(MediaType.APPLICATION_JSON)
public class MessagesResource {

    private final Outbox outbox;
    private final boolean mayRepair;

    /** @param mayRepair whether the viewer may send a message again */
    MessagesResource(Outbox outbox, boolean mayRepair) {
        this.outbox = outbox;
        this.mayRepair = mayRepair;
    }

    record Message(
            String id, String requestId, String event, String receiver, int attempts, String givenUpAt, String error) {}

    @GET
    public Object messages() {
        return outbox.dead().stream()
                .map(dead -> new Message(
                        dead.id(),
                        dead.requestId(),
                        dead.occasion().label(),
                        dead.receiver(),
                        dead.attempts(),
                        dead.dueAt().toString(),
                        dead.error()))
                .toList();
    }

    @POST
    @Path("{id}/again")
    public Object sendAgain(@PathParam("id") String id) {
        if (!mayRepair) {
            throw refusal(403, "Only people who may retry failed steps send a message again.");
        }
        if (!outbox.again(id)) {
            throw refusal(409, "This message is not given up any more; somebody has sent it again.");
        }
        return Map.of("id", id);
    }
}
