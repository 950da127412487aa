package io.github.accountlock.cockpit;

import static io.github.accountlock.cockpit.AuditResource.number;
import static io.github.accountlock.cockpit.AuditResource.refusal;
import static io.github.accountlock.cockpit.AuditResource.sent;

import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.ledger.LedgerBroken;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.function.Supplier;

/** Who stands in for whom: seen, named and ended. */
@Produces(MediaType.APPLICATION_JSON)
public final class SubstitutesResource {

    private final SubstituteDesk desk;

    SubstitutesResource(SubstituteDesk desk) {
        this.desk = desk;
    }

    @GET
    public Object rows() {
        return answered(desk::rows);
    }

    /** @param body JSON with {@code substitute} and {@code until}, see {@link SubstituteDesk#name} */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Object name(String body) {
        return answered(() -> desk.name(sent(body)));
    }

    /** @param body JSON with {@code reason}, which an administrator has to give */
    @POST
    @Path("{number}/end")
    @Consumes(MediaType.APPLICATION_JSON)
    public Object end(@PathParam("number") String number, String body) {
        return answered(() -> desk.end(number("number", number, ""), sent(body)));
    }

    private static Object answered(Supplier<?> answer) {
        try {
            return answer.get();
        } catch (IllegalArgumentException wrong) {
            throw refusal(400, wrong.getMessage());
        } catch (Refusal refused) {
            throw refusal(refused.kind() == Refusal.Kind.NOT_ALLOWED ? 403 : 400, refused.getMessage());
        } catch (LedgerBroken broken) {
            throw refusal(409, broken.getMessage());
        }
    }
}
