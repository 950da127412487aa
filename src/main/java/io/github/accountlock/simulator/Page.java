package io.github.accountlock.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page to look at: accounts, the interesting ones first, and the last requests. Read-only, no scripts. */
final class Page {

    private static final int CALLS_SHOWN = 20;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final SimulatedAccounts accounts;
    private final Calls calls;
    private final String template = resource("page.html");
    private final String style = resource("page.css");

    Page(SimulatedAccounts accounts, Calls calls) {
        this.accounts = accounts;
        this.calls = calls;
    }

    /** {@code /} and its style sheet; anything else is not there. */
    Answer answer(Request request) {
        if (!request.method().equals("GET")) {
            return Answer.notFound();
        }
        if (request.path().equals("/page.css")) {
            return Answer.of(200, "text/css;charset=utf-8", style);
        }
        return request.path().equals("/") ? page() : Answer.notFound();
    }

    private Answer page() {
        String html = template.replace("{{instances}}", instances()).replace("{{calls}}", lastCalls());
        return Answer.of(200, "text/html;charset=utf-8", html)
                .with(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
                .with("X-Content-Type-Options", "nosniff")
                .with("Cache-Control", "no-store");
    }

    private String instances() {
        Map<String, List<SimulatedAccount>> byInstance = accounts.all().stream()
                .collect(Collectors.groupingBy(
                        account -> account.cloud().provider() + " / " + account.region() + " / " + account.instanceId(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return byInstance.entrySet().stream()
                .map(instance -> instance(instance.getKey(), instance.getValue()))
                .collect(Collectors.joining());
    }

    private static String instance(String title, List<SimulatedAccount> all) {
        String rows = all.stream()
                .filter(Page::interesting)
                .sorted(Comparator.comparing(SimulatedAccount::changedAt).reversed())
                .map(Page::row)
                .collect(Collectors.joining());
        String others = all.stream()
                .filter(account -> !interesting(account))
                .map(account -> "<li>" + escape(account.accountName()) + "</li>")
                .collect(Collectors.joining());
        return "<section><h2>%s</h2><table><thead><tr><th>Account</th><th>State</th><th>Type</th><th>Changed (UTC)</th></tr></thead><tbody>%s</tbody></table><h3>Unlocked, never changed</h3><ul>%s</ul></section>"
                .formatted(escape(title), rows, others);
    }

    private static boolean interesting(SimulatedAccount account) {
        return account.state() == AccountState.LOCKED || account.everChanged();
    }

    private static String row(SimulatedAccount account) {
        String state = account.state().name();
        String shown = account.rawStatus().isMissingNode()
                ? ""
                : ", shows status " + account.rawStatus().asText();
        return "<tr><td>%s</td><td><b class=\"%s\">%s</b>%s</td><td>%s</td><td>%s</td></tr>"
                .formatted(
                        escape(account.accountName()),
                        state,
                        state,
                        escape(shown),
                        escape(account.type()),
                        account.everChanged() ? TIME.format(account.changedAt()) : "");
    }

    private String lastCalls() {
        List<Call> all = calls.all();
        List<Call> last = new ArrayList<>(all.subList(Math.max(0, all.size() - CALLS_SHOWN), all.size()));
        Collections.reverse(last);
        return last.isEmpty()
                ? "<tr><td colspan=\"7\">No requests yet.</td></tr>"
                : last.stream().map(Page::row).collect(Collectors.joining());
    }

    private static String row(Call call) {
        List<String> cells = List.of(
                TIME.format(call.time()),
                call.provider(),
                call.action(),
                call.instanceId() + " " + call.accountName(),
                call.target(),
                (call.executed() ? "executed" : "not executed") + ", "
                        + (call.httpStatus() == 0 ? "no answer" : call.httpStatus() + " " + call.code()),
                call.fault());
        return cells.stream()
                .map(cell -> "<td>" + escape(cell) + "</td>")
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;")
                .replace("{", "&#123;");
    }

    private static String resource(String name) {
        try (InputStream file = Page.class.getResourceAsStream("/simulator/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
