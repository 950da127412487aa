package io.github.accountlock.app.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.accountlock.ledger.CanonicalJson;
import io.github.accountlock.ledger.EvidenceKeys;
import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.ledger.LedgerVerifier;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Writes entries of the ledger, request by request, as one JSON array or as CSV; a row an entry. */
final class AuditExport {

    private static final List<String> COLUMNS = List.of("request", "entry", "at", "kind", "actor", "facts");

    private final PrintStream out;

    AuditExport(PrintStream out) {
        this.out = out;
    }

    void write(Connection connection, AuditArguments asked) throws SQLException {
        LedgerVerifier reader = new LedgerVerifier(connection, EvidenceKeys.none());
        if (asked.csv()) {
            out.print(String.join(",", COLUMNS) + "\r\n");
            reader.eachEvents(asked.request(), events -> each(events, asked, this::csv));
            return;
        }
        try (JsonGenerator json = new ObjectMapper().createGenerator(out).useDefaultPrettyPrinter()) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartArray();
            reader.eachEvents(
                    asked.request(), events -> each(events, asked, (number, event) -> json(json, number, event)));
            json.writeEndArray();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        out.println();
    }

    private interface EntryWriter {
        void write(int number, LedgerEvent event);
    }

    private static void each(List<LedgerEvent> events, AuditArguments asked, EntryWriter writer) {
        for (int i = 0; i < events.size(); i++) {
            LedgerEvent event = events.get(i);
            boolean before =
                    asked.from().filter(from -> event.at().isBefore(from)).isPresent();
            boolean after = asked.to().filter(to -> !event.at().isBefore(to)).isPresent();
            if (!before && !after) {
                writer.write(i + 1, event);
            }
        }
    }

    private static void json(JsonGenerator json, int number, LedgerEvent event) {
        try {
            json.writeStartObject();
            json.writeStringField("request", event.requestId());
            json.writeNumberField("entry", number);
            json.writeStringField("at", event.at().toString());
            json.writeStringField("kind", event.kind().name());
            json.writeStringField("actor", event.actor());
            json.writeObjectFieldStart("facts");
            for (var fact : new java.util.TreeMap<>(event.facts()).entrySet()) {
                json.writeStringField(fact.getKey(), fact.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void csv(int number, LedgerEvent event) {
        out.print(String.join(
                        ",",
                        cell(event.requestId()),
                        Integer.toString(number),
                        cell(event.at().toString()),
                        cell(event.kind().name()),
                        cell(event.actor()),
                        cell(CanonicalJson.write(event.facts())))
                + "\r\n");
    }

    /** Quoted; a text that a spreadsheet would take for a formula is made harmless by an apostrophe. */
    private static String cell(String text) {
        String harmless = text.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + text : text;
        return '"' + harmless.replace("\"", "\"\"") + '"';
    }
}
