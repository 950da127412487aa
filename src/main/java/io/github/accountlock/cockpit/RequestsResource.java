package io.github.accountlock.cockpit;

import static io.github.accountlock.cockpit.AuditResource.answered;
import static io.github.accountlock.cockpit.AuditResource.number;
import static io.github.accountlock.cockpit.AuditResource.refusal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.function.Supplier;
import org.camunda.bpm.engine.ProcessEngine;

/**
 * <i>My requests</i> for programs: beside the engine's own REST, with its login, where Camunda tells a requester nothing. A
 * host has to see to it that everybody who comes here has a name; nobody else is answered.
 */
@Path("/account-lock/requests")
@Produces(MediaType.APPLICATION_JSON)
public final class RequestsResource {

    private static final String MOST = "" + AuditResource.MOST_OWN;

    private final Supplier<ProcessEngine> engine;

    /** @param engine asked for with each call */
    public RequestsResource(Supplier<ProcessEngine> engine) {
        this.engine = engine;
    }

    @GET
    @Path("own")
    public Object own(
            @QueryParam("first") String first, @QueryParam("max") String max, @Context HttpServletRequest call) {
        return answered(() -> desk(call).own(number("first", first, "0"), most(max)));
    }

    @GET
    @Path("decided")
    public Object decided(
            @QueryParam("first") String first, @QueryParam("max") String max, @Context HttpServletRequest call) {
        return answered(() -> desk(call).decided(number("first", first, "0"), most(max)));
    }

    /** What waits for a decision of this person. */
    @GET
    @Path("waiting")
    public Object waiting(@Context HttpServletRequest call) {
        return answered(() -> desk(call).waiting());
    }

    /** Who stands in for whom. */
    @Path("substitutes")
    public SubstitutesResource substitutes() {
        ProcessEngine asked = engine.get();
        return new SubstitutesResource(access(asked).substitutes(asked, viewer(asked)));
    }

    @GET
    @Path("{id}")
    public Object one(@PathParam("id") String id, @Context HttpServletRequest call) {
        return AuditResource.found(answered(() -> desk(call).one(id)));
    }

    /** Of a list. */
    @GET
    @Path("{id}/accounts")
    public Object accounts(
            @PathParam("id") String id,
            @QueryParam("first") String first,
            @QueryParam("max") String max,
            @Context HttpServletRequest call) {
        return AuditResource.accounts(desk(call), id, first, max);
    }

    /** @param body JSON with {@code text} */
    @POST
    @Path("{id}/comment")
    @Consumes(MediaType.APPLICATION_JSON)
    public Object comment(@PathParam("id") String id, @Context HttpServletRequest call, String body) {
        return AuditResource.comment(desk(call), id, AuditResource.sent(body));
    }

    /** @param body JSON with {@code reason}, which may be left out */
    @POST
    @Path("{id}/take-back")
    @Consumes(MediaType.APPLICATION_JSON)
    public Object takeBack(@PathParam("id") String id, @Context HttpServletRequest call, String body) {
        return AuditResource.takeBack(desk(call), id, AuditResource.sent(body));
    }

    private AuditDesk desk(HttpServletRequest call) {
        ProcessEngine asked = engine.get();
        Viewer viewer = viewer(asked);
        AuditAccess access = access(asked);
        return new AuditDesk(asked, access, viewer, access.link(call));
    }

    private static Viewer viewer(ProcessEngine asked) {
        return Viewer.of(asked).orElseThrow(() -> refusal(401, "Say who you are."));
    }

    private static AuditAccess access(ProcessEngine asked) {
        return AuditAccess.of(asked)
                .orElseThrow(() -> refusal(404, "There is no such engine, or it runs without Account Lock Flow."));
    }

    private static int most(String max) {
        return Math.min(number("max", max, MOST), AuditResource.MOST_OWN);
    }
}
