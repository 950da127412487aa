package io.github.accountlock.cockpit;

import static io.github.accountlock.cockpit.AuditResource.answered;
import static io.github.accountlock.cockpit.AuditResource.number;
import static io.github.accountlock.cockpit.AuditResource.refusal;

import io.github.accountlock.audit.Search;
import io.github.accountlock.audit.Span;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The addresses of what is counted over all requests. Made only for people who may read every request. */
@Produces(MediaType.APPLICATION_JSON)
public class ReportResource {

    private static final Duration DEFAULT_SPAN = Duration.ofDays(30);

    private static final List<String> COLUMNS =
            List.of("at", "who", "name", "instead of", "what", "account", "request", "request name", "problem");

    private static final List<String> OTHERS = List.of("account", "firstSeen", "lastSeen", "readings");

    private final ReportDesk desk;
    private final Names names;
    private final Clock clock;

    ReportResource(ReportDesk desk, Names names, Clock clock) {
        this.desk = desk;
        this.names = names;
        this.clock = clock;
    }

    @GET
    @Path("queues")
    public Object queues() {
        return desk.queues();
    }

    /** Accounts that are locked though no request of ours holds them. */
    @GET
    @Path("others")
    public Object others(@QueryParam("first") String first, @QueryParam("max") String max) {
        return answered(() -> desk.others(number("first", first, "0"), number("max", max, "50")));
    }

    @GET
    @Path("others.csv")
    @Produces("text/csv")
    public Response othersAsTable() {
        StreamingOutput rows = out -> {
            Csv csv = new Csv(out, OTHERS);
            desk.eachOther(lock -> csv.line(
                    List.of(lock.account(), lock.firstSeen(), lock.lastSeen(), Integer.toString(lock.readings()))));
            csv.flush();
        };
        return AuditResource.download(rows, "lock-audit-others.csv");
    }

    @GET
    @Path("controls")
    public Object controls(@QueryParam("from") String from, @QueryParam("to") String to) {
        return answered(() -> {
            Span span = span(from, to, null, null, null);
            return desk.report(span.from(), span.to());
        });
    }

    @GET
    @Path("happenings")
    public Object happenings(
            @QueryParam("control") String control,
            @QueryParam("from") String from,
            @QueryParam("to") String to,
            @QueryParam("who") String who,
            @QueryParam("insteadOf") String insteadOf,
            @QueryParam("urgency") String urgency,
            @QueryParam("first") String first,
            @QueryParam("max") String max) {
        return answered(() -> desk.happenings(
                        text(control),
                        span(from, to, who, insteadOf, urgency),
                        number("first", first, "0"),
                        number("max", max, "50")))
                .orElseThrow(() -> refusal(404, "There is no control with the name \"" + text(control) + "\"."));
    }

    @GET
    @Path("happenings.csv")
    @Produces("text/csv")
    public Response happenings(
            @QueryParam("control") String control,
            @QueryParam("from") String from,
            @QueryParam("to") String to,
            @QueryParam("who") String who,
            @QueryParam("insteadOf") String insteadOf,
            @QueryParam("urgency") String urgency) {
        Span span = answered(() -> span(from, to, who, insteadOf, urgency));
        StreamingOutput rows = out -> {
            Csv csv = new Csv(out, COLUMNS);
            desk.each(
                    text(control),
                    span,
                    line -> csv.line(List.of(
                            line.at(),
                            line.who(),
                            names.of(line.who()),
                            line.insteadOf(),
                            line.what(),
                            line.account(),
                            line.requestId(),
                            line.name(),
                            line.problem())));
            csv.flush();
        };
        return AuditResource.download(rows, "lock-audit-" + text(control).replaceAll("[^a-z-]", "") + ".csv");
    }

    @GET
    @Path("decision-times")
    public Object decisionTimes(@QueryParam("from") String from, @QueryParam("to") String to) {
        return answered(() -> desk.decisionTimes(span(from, to, null, null, null)));
    }

    @GET
    @Path("policies")
    public Object policies() {
        return desk.policies();
    }

    @GET
    @Path("keys")
    public Object keys() {
        return desk.keys();
    }

    /** Full names by user id, of those who have one. */
    @GET
    @Path("people")
    public Object people(@QueryParam("id") List<String> ids) {
        return names.of(ids.stream().distinct().limit(ReportDesk.MOST_LINES).toList());
    }

    private Span span(String from, String to, String who, String insteadOf, String urgency) {
        Instant end = Search.moment("to", to).orElse(clock.instant());
        Instant begin = Search.moment("from", from).orElse(end.minus(DEFAULT_SPAN));
        if (!begin.isBefore(end)) {
            throw new IllegalArgumentException("from: must be before to.");
        }
        return new Span(begin, end, text(who), text(insteadOf), text(urgency));
    }

    private static String text(String given) {
        return given == null ? "" : given.strip();
    }
}
