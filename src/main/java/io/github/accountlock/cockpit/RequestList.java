package io.github.accountlock.cockpit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

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
            "approvers",
            "urgency",
            "outcome",
            "state",
            "requested",
            "lock until",
            "approved",
            "called",
            "proven",
            "ended",
            "problem");

    private RequestList() {}

    /** RFC 4180 in UTF-8, with a line of names. */
    static void csv(OutputStream out, Consumer<Consumer<RequestRow>> rows) throws IOException {
        Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        line(text, COLUMNS);
        rows.accept(row -> line(
                text,
                List.of(
                        row.id(),
                        row.action(),
                        row.provider(),
                        row.region(),
                        row.instanceId(),
                        row.accountName(),
                        row.requester(),
                        String.join(" ", row.approvers()),
                        row.urgency(),
                        row.outcome(),
                        row.state(),
                        row.requestedAt(),
                        row.lockUntil(),
                        row.approvedAt(),
                        row.calledAt(),
                        row.provenAt(),
                        row.endedAt(),
                        row.problem())));
        text.flush();
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

    private static void line(Writer out, List<String> cells) {
        try {
            out.write(String.join(",", cells.stream().map(RequestList::cell).toList()));
            out.write("\r\n");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Quoted; a text that a spreadsheet would take for a formula is made harmless by an apostrophe. */
    private static String cell(String text) {
        String harmless = text.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + text : text;
        return '"' + harmless.replace("\"", "\"\"") + '"';
    }
}
