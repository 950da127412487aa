package io.github.accountlock.audit;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.Person;
import io.github.accountlock.ledger.Entry;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.Trail;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the controls worked over a span of time: every {@link Control}, locks past their time, and how long it took. */
public final class ControlsReport {

    /** Lines shown of each control; all are counted. */
    static final int MOST_LINES = 200;

    private static final Duration LATE = Duration.ofMinutes(15);

    private final Connections connections;
    private final Ledger ledger;

    public ControlsReport(Connections connections, Ledger ledger) {
        this.connections = connections;
        this.ledger = ledger;
    }

    /** @param at ISO 8601 UTC */
    public record Line(String requestId, String at, String who, String what, String problem) {}

    /** @param count how many there were; the newest are in the lines */
    public record Answer(String id, String title, String explanation, long count, List<Line> lines) {}

    /** @param to exclusive */
    public List<Answer> answers(Instant from, Instant to, Instant now) {
        List<Answer> answers = new ArrayList<>();
        for (Control control : Control.ALL) {
            answers.add(answer(control, from, to));
        }
        answers.add(pastTheirTime(from, to, now));
        return answers;
    }

    /** How long requests made in the span took, from step to step. */
    public List<Spread> spreads(Instant from, Instant to) {
        List<Spread> spreads = new ArrayList<>();
        spreads.add(spread("approve", "From request to last approval", "requested_at", "approved_at", from, to));
        spreads.add(spread("lock", "From last approval to the cloud's answer", "approved_at", "called_at", from, to));
        spreads.add(spread("prove", "From the cloud's answer to proof", "called_at", "proven_at", from, to));
        return spreads;
    }

    /** Counted by the database; what is shown is read from the ledger, with its seals. */
    private Answer answer(Control control, Instant from, Instant to) {
        long count = connections.joined(connection -> Rows.one(
                        connection,
                        "select count(*) from account_lock_ledger" + where(control),
                        row -> row.getLong(1),
                        values(control, from, to))
                .orElseThrow());
        return new Answer(
                control.id(),
                control.title(),
                control.explanation(),
                count,
                count == 0 ? List.of() : lines(control, from, to));
    }

    private List<Line> lines(Control control, Instant from, Instant to) {
        Map<String, Set<Integer>> newest = connections.joined(connection -> newest(connection, control, from, to));
        List<String> requests =
                newest.keySet().stream().map(Entry::requestOf).distinct().toList();
        List<Line> lines = new ArrayList<>();
        for (Trail trail : ledger.trails(requests)) {
            Stream.concat(trail.entries().stream(), trail.refusals().stream())
                    .filter(entry ->
                            newest.getOrDefault(entry.chain(), Set.of()).contains(entry.number()))
                    .map(entry -> line(control, trail, entry))
                    .forEach(lines::add);
        }
        lines.sort(Comparator.comparing((Line line) -> Instant.parse(line.at())).reversed());
        return lines;
    }

    /** Numbers of entries by chain. */
    private static Map<String, Set<Integer>> newest(Connection connection, Control control, Instant from, Instant to)
            throws SQLException {
        Map<String, Set<Integer>> newest = new HashMap<>();
        Rows.each(
                connection,
                "select request_id, entry_no from account_lock_ledger" + where(control)
                        + " order by happened_at desc, entry_id desc limit " + MOST_LINES,
                row -> newest.computeIfAbsent(row.getString(1), any -> new HashSet<>())
                        .add(row.getInt(2)),
                values(control, from, to));
        return newest;
    }

    /** Facts are stored in one text form only, and a quotation mark inside of a value has a backslash before it. */
    private static String where(Control control) {
        return control.answers().stream()
                .map(answer -> "kind = ?" + (answer.fact().isEmpty() ? "" : " and facts like ? escape '!'"))
                .collect(Collectors.joining(" or ", " where happened_at >= ? and happened_at < ? and (", ")"));
    }

    private static Object[] values(Control control, Instant from, Instant to) {
        List<Object> values = new ArrayList<>(List.of(from, to));
        for (Control.Answering answer : control.answers()) {
            values.add(answer.kind());
            if (!answer.fact().isEmpty()) {
                values.add("%\"" + answer.fact() + "\":\"" + answer.value().replace("_", "!_") + "\"%");
            }
        }
        return values.toArray();
    }

    private static Line line(Control control, Trail trail, Entry entry) {
        return new Line(
                trail.requestId(),
                entry.at().toString(),
                entry.actor().equals(Person.SYSTEM.id()) ? "" : entry.actor(),
                control.what().apply(entry),
                trail.broken().map(Trail.Broken::sentence).orElse(""));
    }

    private Answer pastTheirTime(Instant from, Instant to, Instant now) {
        String sql = "select request_id, lock_until, ended_at, requester from account_lock_request"
                + " where action = 'lock' and proven_at is not null and lock_until >= ? and lock_until < ?"
                + " and lock_until < ? and (ended_at is null or ended_at > lock_until) order by lock_until desc";
        List<Line> lines = connections.joined(connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setObject(1, utc(from));
                select.setObject(2, utc(to));
                select.setObject(3, utc(now.minus(LATE)));
                return pastTheirTime(select);
            }
        });
        return new Answer(
                "late",
                "Locks past their time",
                "A temporary lock was still there " + LATE.toMinutes() + " minutes after its end.",
                lines.size(),
                lines.stream().limit(MOST_LINES).toList());
    }

    private static List<Line> pastTheirTime(PreparedStatement select) throws SQLException {
        List<Line> lines = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Instant until = row.getObject(2, OffsetDateTime.class).toInstant();
                OffsetDateTime ended = row.getObject(3, OffsetDateTime.class);
                if (ended != null && ended.toInstant().isBefore(until.plus(LATE))) {
                    continue;
                }
                String what = ended == null
                        ? "has not ended"
                        : "ended " + Duration.between(until, ended.toInstant()).toMinutes() + " minutes late";
                lines.add(new Line(row.getString(1), until.toString(), row.getString(4), what, ""));
            }
        }
        return lines;
    }

    private Spread spread(String id, String title, String begin, String end, Instant from, Instant to) {
        String sql = "select " + begin + ", " + end + " from account_lock_request where requested_at >= ?"
                + " and requested_at < ? and " + begin + " is not null and " + end + " is not null";
        List<Long> millis = connections.joined(connection -> millis(connection, sql, from, to));
        return Spread.of(id, title, millis);
    }

    private static List<Long> millis(Connection connection, String sql, Instant from, Instant to) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setObject(1, utc(from));
            select.setObject(2, utc(to));
            List<Long> millis = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Instant begin = row.getObject(1, OffsetDateTime.class).toInstant();
                    Instant end = row.getObject(2, OffsetDateTime.class).toInstant();
                    millis.add(Math.max(0, Duration.between(begin, end).toMillis()));
                }
            }
            return millis;
        }
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
