package io.github.accountlock.audit;

import io.github.accountlock.ledger.Entry;
import io.github.accountlock.ledger.Trail;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The page for people in an evidence bundle: one HTML file without scripts. Data enters it as text. */
final class BundlePage {

    private BundlePage() {}

    static String of(Trail trail, Optional<ItsList> list, Instant now) {
        StringBuilder page = new StringBuilder("""
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>Evidence of a request</title>
                <style>
                body { font: 15px/1.5 sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em }
                table { border-collapse: collapse; width: 100% }
                td, th { border-top: 1px solid #ccc; padding: .3em .6em; text-align: left; vertical-align: top }
                td { overflow-wrap: anywhere; white-space: pre-line }
                small { color: #555 }
                </style></head><body>
                """);
        page.append("<h1>Request ").append(text(trail.requestId())).append("</h1>\n<p>");
        page.append(text(Verdict.text(trail, list))).append("</p>\n");
        page.append("<p><small>Made ")
                .append(text(now.toString()))
                .append(" (UTC). Check it with ")
                .append(
                        "<code>audit verify --bundle FILE</code> and the evidence key or the public key: this page by itself proves")
                .append(" nothing.</small></p>\n");
        page.append("<table><tr><th>Entry<th>Time (UTC)<th>What<th>Who<th>Facts</tr>\n");
        trail.entries().forEach(entry -> row(page, Integer.toString(entry.number()), entry));
        trail.refusals().forEach(entry -> row(page, "refused " + entry.number(), entry));
        return page.append("</table></body></html>\n").toString();
    }

    private static void row(StringBuilder page, String number, Entry entry) {
        page.append("<tr><td>").append(number);
        page.append("<td>").append(text(entry.at().toString()));
        page.append("<td>").append(text(entry.kind()));
        page.append("<td>").append(text(entry.actor()));
        page.append("<td>").append(text(facts(entry))).append("</tr>\n");
    }

    private static String facts(Entry event) {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, String> fact : new TreeMap<>(event.facts()).entrySet()) {
            lines.append(fact.getKey()).append(": ").append(fact.getValue()).append('\n');
        }
        return lines.toString().strip();
    }

    private static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
