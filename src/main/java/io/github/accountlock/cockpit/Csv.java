package io.github.accountlock.cockpit;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A table for a spreadsheet: RFC 4180 in UTF-8, with a line of names. */
final class Csv {

    private final Writer out;

    Csv(OutputStream out, List<String> names) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        line(names);
    }

    void line(List<String> cells) {
        try {
            out.write(String.join(",", cells.stream().map(Csv::cell).toList()));
            out.write("\r\n");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void flush() throws IOException {
        out.flush();
    }

    /** Quoted; a text that a spreadsheet would take for a formula is made harmless by an apostrophe. */
    private static String cell(String text) {
        String harmless = text.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + text : text;
        return '"' + harmless.replace("\"", "\"\"") + '"';
    }
}
