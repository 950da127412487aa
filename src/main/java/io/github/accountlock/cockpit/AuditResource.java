package io.github.accountlock.cockpit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.accountlock.audit.Bundle;
import io.github.accountlock.audit.IntegrityCheck;
import io.github.accountlock.audit.ItsList;
import io.github.accountlock.audit.Search;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.domain.MaintenanceWindow;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.ledger.LedgerBroken;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.notify.Outbox;
import io.github.accountlock.provider.ProviderException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.camunda.bpm.engine.ProcessEngine;

/** The addresses behind the pages. Each answers JSON; a refusal is problem details with one clear sentence. */
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<Integer, String> TYPES = Map.of(
            400, "urn:account-lock:invalid-input",
            401, "urn:account-lock:not-logged-in",
            403, "urn:account-lock:not-allowed",
            404, "urn:account-lock:not-found",
            409, "urn:account-lock:conflict",
            429, "urn:account-lock:busy",
            502, "urn:account-lock:cloud-away");
    private static final Set<String> NOT_FILTERS = Set.of("from", "to", "sort", "order", "first", "max");
    private static final String DEFAULT_ROWS = "25";
    static final int MOST_OWN = 100;

    private final AuditAccess access;
    private final AuditDesk desk;
    private final AccountAudit accounts;
    private final ProcessEngine engine;
    private final Viewer viewer;
    private final Optional<Outbox> outbox;

    AuditResource(ProcessEngine engine, HttpServletRequest call) {
        this.access = Optional.ofNullable(engine)
                .flatMap(AuditAccess::of)
                .orElseThrow(() -> refusal(404, "There is no such engine, or it runs without Account Lock Flow."));
        this.viewer = Viewer.of(engine).orElseThrow(() -> refusal(401, "You are logged out. Log in again."));
        this.desk = new AuditDesk(engine, access, viewer, access.link(call));
        this.accounts = new AccountAudit(engine, access, viewer);
        this.engine = engine;
        this.outbox = AccountLockServices.of(engine).flatMap(AccountLockServices::outbox);
    }

    record Me(String user, boolean seesAll) {}

    @GET
    @Path("me")
    public Object me() {
        return new Me(viewer.user(), viewer.seesAll());
    }

    /** The configured clouds, for the search: names by id. */
    @GET
    @Path("clouds")
    public Object clouds() {
        return access.clouds();
    }

    /** @param from ISO 8601 UTC, as {@code until} */
    record NextWindow(String name, String from, String until) {}

    /** The next times of the maintenance windows, for somebody who is about to ask for one. */
    @GET
    @Path("windows")
    public Object windows() {
        Instant now = access.clock().instant();
        return access.windows().entrySet().stream()
                .map(window -> {
                    MaintenanceWindow.Occurrence next = window.getValue().next(now);
                    return new NextWindow(
                            window.getKey(),
                            next.from().toString(),
                            next.until().toString());
                })
                .toList();
    }

    @GET
    @Path("requests")
    public Object requests(@Context UriInfo asked, @QueryParam("first") String first, @QueryParam("max") String max) {
        return answered(() -> desk.find(search(asked), number("first", first, "0"), number("max", max, DEFAULT_ROWS)));
    }

    @GET
    @Path("requests/own")
    public Object own(@QueryParam("first") String first, @QueryParam("max") String max) {
        return answered(() -> desk.own(number("first", first, "0"), Math.min(number("max", max, "50"), MOST_OWN)));
    }

    @GET
    @Path("requests/decided")
    public Object decided(@QueryParam("first") String first, @QueryParam("max") String max) {
        return answered(() -> desk.decided(number("first", first, "0"), Math.min(number("max", max, "50"), MOST_OWN)));
    }

    /** One that the viewer has to do with. */
    @GET
    @Path("requests/one/{id}")
    public Object one(@PathParam("id") String id) {
        return found(answered(() -> desk.one(id)));
    }

    /** The accounts of a list that the viewer has to do with. */
    @GET
    @Path("requests/one/{id}/accounts")
    public Object accounts(
            @PathParam("id") String id, @QueryParam("first") String first, @QueryParam("max") String max) {
        return accounts(desk, id, first, max);
    }

    static Object accounts(AuditDesk desk, String id, String first, String max) {
        ListPage.Listed list = found(answered(() -> desk.accounts(id)));
        return answered(() ->
                ListPage.of(list, number("first", first, "0"), number("max", max, "" + MOST_OWN), desk::standing));
    }

    @GET
    @Path("requests/one/{id}/accounts.csv")
    @Produces("text/csv")
    public Response accountsCsv(@PathParam("id") String id) {
        ListPage.Listed list = found(answered(() -> desk.accounts(id)));
        StreamingOutput rows = out -> ListPage.csv(out, list, desk.standing(list.all()));
        return download(rows, "accounts-" + id + ".csv");
    }

    /** Who stands in for whom. */
    @Path("substitutes")
    public SubstitutesResource substitutes() {
        return new SubstitutesResource(access.substitutes(engine, viewer));
    }

    /** @param body JSON with {@code text} */
    @POST
    @Path("requests/one/{id}/comment")
    @Consumes(MediaType.APPLICATION_JSON)
    public Object comment(@PathParam("id") String id, String body) {
        return comment(desk, id, sent(body));
    }

    static Object comment(AuditDesk desk, String id, Map<String, String> sent) {
        String text = sent.getOrDefault("text", "");
        try {
            return Map.of("requestId", found(desk.comment(id, text)));
        } catch (Refusal refused) {
            throw refusal(refused.kind() == Refusal.Kind.NOT_ALLOWED ? 403 : 409, refused.getMessage());
        }
    }

    /** @param left how many of a list are left to be taken back */
    record TakenBack(String requestId, int left) {}

    /** @param body JSON with {@code reason}, which may be left out */
    @POST
    @Path("requests/own/{id}/take-back")
    @Consumes(MediaType.APPLICATION_JSON)
    public Object takeBack(@PathParam("id") String id, String body) {
        return takeBack(desk, id, sent(body));
    }

    static Object takeBack(AuditDesk desk, String id, Map<String, String> sent) {
        if (!desk.isOwn(id)) {
            throw refusal(404, "You have made no such request.");
        }
        String reason = sent.getOrDefault("reason", "");
        return answered(() -> desk.takeBack(id, reason))
                .map(left -> new TakenBack(id, left))
                .orElseThrow(() -> refusal(
                        409, "Nothing of the request waits for people or for its time, so it cannot be taken back."));
    }

    @GET
    @Path("requests.csv")
    @Produces("text/csv")
    public Response csv(@Context UriInfo asked) {
        Search search = answered(() -> search(asked));
        StreamingOutput rows = out -> RequestList.csv(out, new Names(engine), each -> desk.each(search, each));
        return download(rows, "lock-audit.csv");
    }

    @GET
    @Path("requests.json")
    public Response json(@Context UriInfo asked) {
        Search search = answered(() -> search(asked));
        StreamingOutput rows = out -> RequestList.json(out, each -> desk.each(search, each));
        return download(rows, "lock-audit.json");
    }

    @GET
    @Path("request/{id}")
    public Object request(@PathParam("id") String id) {
        return found(desk.request(id));
    }

    @GET
    @Path("request/{id}/timeline")
    public Object timeline(@PathParam("id") String id) {
        return Map.of("rows", found(desk.timeline(id)));
    }

    @GET
    @Path("request/{id}/diagram")
    public Object diagram(@PathParam("id") String id) {
        return found(desk.diagram(id));
    }

    @GET
    @Path("request/{id}/bundle")
    @Produces("application/zip")
    public Response bundle(@PathParam("id") String id) {
        Trail trail = found(desk.visible(id));
        Map<String, byte[]> others = found(desk.bundle(trail));
        Optional<ItsList> list = AuditAccess.unrestricted(engine, () -> access.listOf(trail));
        Instant now = access.clock().instant();
        StreamingOutput zip = out -> Bundle.write(out, trail, list, others, access.keys(), now);
        return download(zip, "account-lock-" + trail.requestId() + ".zip");
    }

    /** What is counted over all requests. */
    @Path("report")
    public ReportResource report() {
        if (!viewer.seesAll()) {
            throw refusal(403, "Only people who may read every request see what is counted over all of them.");
        }
        return new ReportResource(new ReportDesk(engine, access), new Names(engine), access.clock());
    }

    @GET
    @Path("account")
    public Object account(@QueryParam("path") String path) {
        return answered(() -> accounts.page(AccountAudit.account(path)));
    }

    @POST
    @Path("account/look")
    public Object look(@QueryParam("path") String path) {
        if (!viewer.seesAll()) {
            throw refusal(403, "Only people who may read every request may ask for the live state.");
        }
        return looked(() -> accounts.look(AccountAudit.account(path)));
    }

    /** The accounts of an instance, for somebody who is about to ask for the lock of one. */
    @POST
    @Path("instance/accounts")
    public Object accountsOf(
            @QueryParam("provider") String provider,
            @QueryParam("region") String region,
            @QueryParam("instanceId") String instanceId) {
        if (!viewer.mayAsk(engine)) {
            throw refusal(403, "Only people who may ask for a lock are shown the accounts of an instance.");
        }
        try {
            return answered(() -> access.choice()
                            .of(new InstanceRef(new ProviderId(provider), region, instanceId), viewer.user()))
                    .orElseThrow(() -> refusal(404, "This cloud gives no list of its accounts. Type the exact name."));
        } catch (AccountChoice.Busy busy) {
            throw refusal(429, busy.getMessage());
        } catch (ProviderException failed) {
            throw refusal(502, "The cloud gave no usable answer. " + failed.getMessage());
        }
    }

    /** The accounts of a person on every instance that requests have named, for somebody who is about to ask for a list. */
    @POST
    @Path("accounts")
    public Object accountsCalled(@QueryParam("name") String name) {
        if (!viewer.mayAsk(engine)) {
            throw refusal(403, "Only people who may ask for a lock may look for accounts.");
        }
        try {
            return answered(() -> access.finder().find(name, viewer.user()));
        } catch (AccountChoice.Busy busy) {
            throw refusal(429, busy.getMessage());
        }
    }

    @GET
    @Path("task/{id}/account")
    public Object accountOfTask(@PathParam("id") String taskId) {
        return answered(() -> accounts.pageOfTask(taskId))
                .orElseThrow(() -> refusal(
                        404, "The history of the account is shown with tasks in which somebody decides about it."));
    }

    @POST
    @Path("task/{id}/look")
    public Object lookForTask(@PathParam("id") String taskId) {
        return looked(() -> accounts.accountOfTask(taskId).flatMap(accounts::look));
    }

    @Path("messages")
    public MessagesResource messages() {
        if (!viewer.seesAll()) {
            throw refusal(403, "Only people who may read every request see messages that nobody has got.");
        }
        return outbox.map(kept -> new MessagesResource(kept, viewer.repairs(engine)))
                .orElseThrow(() -> refusal(
                        404,
                        "Nobody is told anything: neither a mail server nor a webhook is configured"
                                + " (account-lock.notify)."));
    }

    record Banner(
            boolean mayCheck,
            boolean running,
            long requests,
            long entries,
            long expected,
            String checkedAt,
            long millis,
            boolean sound,
            List<String> problems) {}

    @GET
    @Path("integrity")
    public Object integrity() {
        IntegrityCheck.State state = access.integrity().state();
        boolean hidden = !viewer.seesAll() && !state.problems().isEmpty();
        return new Banner(
                viewer.seesAll(),
                state.running(),
                state.requests(),
                state.entries(),
                state.expected(),
                state.checkedAt(),
                state.millis(),
                state.sound(),
                hidden ? List.of("ask an auditor") : state.problems());
    }

    @POST
    @Path("integrity")
    public Object check() {
        if (!viewer.seesAll()) {
            throw refusal(403, "Only people who may read every request may check the whole ledger.");
        }
        access.integrity().start();
        return integrity();
    }

    /** bpmn.io's viewer, which the plugin's own script would be five times as long with. */
    @GET
    @Path("viewer.js")
    @Produces("text/javascript")
    public Response viewer() {
        return Response.ok(AuditResource.class.getResourceAsStream("/accountlock/bpmn-viewer.js"))
                .header("Cache-Control", "private, max-age=86400")
                .build();
    }

    private static Object looked(Supplier<Optional<AccountAudit.Live>> look) {
        try {
            return found(answered(look));
        } catch (ProviderException failed) {
            throw refusal(502, "The cloud gave no usable answer. " + failed.getMessage());
        }
    }

    private static Search search(UriInfo asked) {
        MultivaluedMap<String, String> given = asked.getQueryParameters();
        Map<String, String> filters = new HashMap<>();
        given.forEach((name, values) -> {
            String value = values.get(0).strip();
            if (!NOT_FILTERS.contains(name) && !value.isEmpty()) {
                filters.put(name, value);
            }
        });
        String sort = given.getFirst("sort");
        return new Search(
                filters,
                Map.of(),
                Search.moment("from", given.getFirst("from")),
                Search.moment("to", given.getFirst("to")),
                sort == null || sort.isBlank() ? "requestedAt" : sort,
                !"asc".equals(given.getFirst("order")));
    }

    static int number(String name, String given, String otherwise) {
        String text = given == null || given.isBlank() ? otherwise : given;
        if (!text.matches("\\d{1,7}")) {
            throw new IllegalArgumentException(name + ": \"" + text + "\" is not a whole number.");
        }
        return Integer.parseInt(text);
    }

    static <T> T answered(Supplier<T> answer) {
        try {
            return answer.get();
        } catch (IllegalArgumentException wrong) {
            throw refusal(400, wrong.getMessage());
        } catch (Refusal refused) {
            throw refusal(409, refused.getMessage());
        } catch (LedgerBroken broken) {
            throw refusal(409, broken.getMessage());
        }
    }

    /** The texts of a body; nothing is nothing sent. */
    static Map<String, String> sent(String body) {
        try {
            Map<String, String> texts = new HashMap<>();
            JsonNode sent = JSON.readTree(body == null ? "" : body);
            if (!sent.isMissingNode() && !sent.isNull() && !sent.isObject()) {
                throw refusal(400, "The body is not what is asked for here: it is JSON, and no object.");
            }
            sent.properties().forEach(field -> {
                if (!field.getValue().isNull()) {
                    texts.put(field.getKey(), field.getValue().asText());
                }
            });
            return texts;
        } catch (JsonProcessingException malformed) {
            throw refusal(400, "The body cannot be read as JSON: " + malformed.getOriginalMessage());
        }
    }

    static <T> T found(Optional<T> answer) {
        return answer.orElseThrow(() -> refusal(404, "There is no such request, or you may not see it."));
    }

    static Response download(Object content, String name) {
        return Response.ok(content)
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .build();
    }

    /** As RFC 9457 (July 2023) writes it; {@code message} is what our pages read. */
    static WebApplicationException refusal(int status, String sentence) {
        return new WebApplicationException(Response.status(status)
                .type("application/problem+json")
                .entity(Map.of(
                        "type",
                        TYPES.getOrDefault(status, "about:blank"),
                        "title",
                        Response.Status.fromStatusCode(status).getReasonPhrase(),
                        "status",
                        status,
                        "detail",
                        sentence,
                        "message",
                        sentence))
                .build());
    }
}
