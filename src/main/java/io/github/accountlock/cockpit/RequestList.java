package io.github.accountlock.cockpit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Rows of a search as a file, written while they are read. */
final class RequestList {

    private static final List<String> COLUMNS = List.of(
            "request",
            "action",
            "provider",
            "region",
            "instance",
            "account",
            "requester",
            "requester name",
            "approvers",
            "approver names",
            "instead of",
            "urgency",
            "outcome",
            "state",
            "requested",
            "lock from",
            "lock until",
            "times",
            "approved",
            "called",
            "proven",
            "ended",
            "reason",
            "ticket",
            "policy version",
            "rule",
            "list",
            "list approved by",
            "compared",
            "showed",
            "problem");

    private RequestList() {}

    /** One row a request. */
    static void csv(OutputStream out, Names names, Consumer<Consumer<RequestRow>> rows) throws IOException {
        Csv csv = new Csv(out, COLUMNS);
        rows.accept(row -> csv.line(List.of(
                row.id(),
                row.action(),
                row.provider(),
                row.region(),
                row.instanceId(),
                row.accountName(),
                row.requester(),
                names.of(row.requester()),
                String.join(" ", row.approvers()),
                row.approvers().stream().map(names::of).collect(Collectors.joining("; ")),
                String.join(" ", row.insteadOf()),
                row.urgency(),
                row.outcome(),
                row.state(),
                row.requestedAt(),
                row.lockFrom(),
                row.lockUntil(),
                Integer.toString(row.times()),
                row.approvedAt(),
                row.calledAt(),
                row.provenAt(),
                row.endedAt(),
                row.reason(),
                row.ticket(),
                number(row.policyVersion()),
                number(row.rule()),
                row.list() == null ? "" : row.list().name(),
                row.list() == null ? "" : row.list().approved(),
                row.comparedAt(),
                row.showed(),
                row.problem())));
        csv.flush();
    }

    static void json(OutputStream out, Consumer<Consumer<RequestRow>> rows) throws IOException {
        try (JsonGenerator json = new ObjectMapper().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartArray();
            rows.accept(row -> {
                try {
                    json.writePOJO(row);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
            json.writeEndArray();
        }
    }

    /** Nothing where there is none. */
    private static String number(int number) {
        return number == 0 ? "" : Integer.toString(number);
    }
}
