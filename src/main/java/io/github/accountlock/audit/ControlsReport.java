package io.github.accountlock.audit;

import io.github.accountlock.audit.ControlListing.More;
import io.github.accountlock.audit.Listing.Line;
import io.github.accountlock.database.Connections;
import io.github.accountlock.ledger.Ledger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Whether the controls worked over a span of time: every {@link Control}, locks past their time, and how long it took. */
public final class ControlsReport {

    /** Lines shown of each control; all are counted. */
    static final int MOST_LINES = 200;

    private final Connections connections;
    private final Ledger ledger;

    public ControlsReport(Connections connections, Ledger ledger) {
        this.connections = connections;
        this.ledger = ledger;
    }

    /** @param count how many there were; the newest are in the lines */
    public record Answer(String id, String title, String explanation, long count, List<Line> lines) {

        public static Answer of(Listing listing) {
            long count = listing.count();
            return new Answer(
                    listing.id(),
                    listing.title(),
                    listing.explanation(),
                    count,
                    count == 0 ? List.of() : listing.lines(0, MOST_LINES));
        }
    }

    /** @param to exclusive */
    public List<Answer> answers(Instant from, Instant to, Instant now) {
        Span span = new Span(from, to);
        List<Answer> answers = new ArrayList<>();
        for (Control control : Control.ALL) {
            answers.add(Answer.of(listing(control, span)));
        }
        answers.add(Answer.of(new LateLocks(connections, span, now)));
        return answers;
    }

    /**
     * One control alone.
     *
     * @param groups the groups that a person is a member of now
     * @return empty if there is no such control
     */
    public Optional<Listing> listing(String id, Span span, Instant now, Function<String, Set<String>> groups) {
        if (id.equals(Control.LEFT.id())) {
            return Optional.of(Approvals.byLeavers(connections, ledger, span, groups));
        }
        Listing late = new LateLocks(connections, span, now);
        if (id.equals(late.id())) {
            return Optional.of(late);
        }
        return Stream.concat(Control.ALL.stream(), Stream.of(Control.DECIDED))
                .filter(control -> control.id().equals(id))
                .findFirst()
                .map(control -> listing(control, span));
    }

    private Listing listing(Control control, Span span) {
        return new ControlListing(connections, ledger, control, span, More.NOTHING);
    }

    /** How long requests made in the span took, from step to step. */
    public List<Spread> spreads(Instant from, Instant to) {
        return Stream.of(Took.values()).map(took -> spread(took, from, to)).toList();
    }

    private Spread spread(Took took, Instant from, Instant to) {
        String sql = "select " + took.columns() + " from account_lock_request where requested_at >= ?"
                + " and requested_at < ? and " + took.condition();
        List<Long> millis = connections.joined(connection -> millis(connection, sql, from, to));
        return Spread.of(took.id(), took.title(), millis);
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
