package io.github.accountlock.app.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.accountlock.ledger.CanonicalJson;
import io.github.accountlock.ledger.Entry;
import io.github.accountlock.ledger.EvidenceKeys;
import io.github.accountlock.ledger.Feed;
import io.github.accountlock.ledger.LedgerVerifier;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes entries of the ledger: request by request, as one JSON array or as CSV, a row an entry; or as JSON lines in the order
 * in which they were written, from a position on.
 */
final class AuditExport {

    private static final List<String> COLUMNS =
            List.of("request", "entry", "at", "kind", "actor", "facts", "reason", "ticket", "rule");

    private final PrintStream out;

    AuditExport(PrintStream out) {
        this.out = out;
    }

    void write(Connection connection, AuditArguments asked) throws SQLException {
        LedgerVerifier reader = new LedgerVerifier(connection, EvidenceKeys.none());
        if (asked.request().isPresent() && !reader.knows(asked.request().get())) {
            throw new IllegalArgumentException("request " + asked.request().get() + " is not in the ledger");
        }
        if (asked.csv()) {
            out.print(String.join(",", COLUMNS) + "\r\n");
            reader.eachEntries(asked.request(), entries -> each(entries, asked, this::csv));
            return;
        }
        try (JsonGenerator json = new ObjectMapper().createGenerator(out).useDefaultPrettyPrinter()) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartArray();
            reader.eachEntries(asked.request(), entries -> each(entries, asked, entry -> json(json, entry)));
            json.writeEndArray();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        out.println();
    }

    /** @return the position where it ended */
    long writeLines(Connection connection, long after, Instant now) throws SQLException {
        ObjectMapper lines = new ObjectMapper();
        long position = Feed.read(connection, after, now, (number, entry) -> line(lines, number, entry));
        out.flush();
        return position;
    }

    private void line(ObjectMapper lines, long position, Entry entry) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("position", position);
        line.put("request", Entry.requestOf(entry.chain()));
        line.put("entry", entry.number());
        line.put("at", entry.at().toString());
        line.put("kind", entry.kind());
        line.put("actor", entry.actor());
        line.put("facts", new TreeMap<>(entry.facts()));
        try {
            out.print(lines.writeValueAsString(line) + "\n");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private interface Writer {
        void write(Entry entry);
    }

    private static void each(List<Entry> entries, AuditArguments asked, Writer writer) {
        for (Entry entry : entries) {
            boolean before =
                    asked.from().filter(from -> entry.at().isBefore(from)).isPresent();
            boolean after = asked.to().filter(to -> !entry.at().isBefore(to)).isPresent();
            if (!before && !after) {
                writer.write(entry);
            }
        }
    }

    private static void json(JsonGenerator json, Entry entry) {
        try {
            json.writeStartObject();
            json.writeStringField("request", Entry.requestOf(entry.chain()));
            json.writeNumberField("entry", entry.number());
            json.writeStringField("at", entry.at().toString());
            json.writeStringField("kind", entry.kind());
            json.writeStringField("actor", entry.actor());
            json.writeObjectFieldStart("facts");
            for (var fact : new TreeMap<>(entry.facts()).entrySet()) {
                json.writeStringField(fact.getKey(), fact.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void csv(Entry entry) {
        out.print(String.join(
                        ",",
                        cell(Entry.requestOf(entry.chain())),
                        Integer.toString(entry.number()),
                        cell(entry.at().toString()),
                        cell(entry.kind()),
                        cell(entry.actor()),
                        cell(CanonicalJson.write(entry.facts())),
                        cell(entry.fact("reason")),
                        cell(entry.fact("ticket")),
                        cell(entry.fact("rule")))
                + "\r\n");
    }

    /** Quoted; a text that a spreadsheet would take for a formula is made harmless by an apostrophe. */
    private static String cell(String text) {
        String harmless = text.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + text : text;
        return '"' + harmless.replace("\"", "\"\"") + '"';
    }
}
