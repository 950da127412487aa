package io.github.accountlock.audit;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.Person;
import io.github.accountlock.ledger.CanonicalJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long requests waited for the decisions of one person, counted from the request to the decision; in milliseconds.
 *
 * @param insteadOf in whose place the person has decided, or empty
 * @param count how many decisions
 * @param median 50th percentile (nearest rank)
 * @param p95 95th percentile (nearest rank)
 */
public record DecisionTime(
        String who, String insteadOf, String urgency, int count, long median, long p95, long longest) {

    private static final String DECISIONS = "select l.actor, l.facts, r.urgency, r.requested_at, l.happened_at"
            + " from account_lock_ledger l join account_lock_request r on r.request_id = l.request_id"
            + " where l.happened_at >= ? and l.happened_at < ? and l.kind in ('DECIDED', 'APPROVED', 'REJECTED')"
            + " and not " + Control.givenByAList("l.request_id", "l.happened_at");

    private record Group(String who, String insteadOf, String urgency) {}

    /** By person, whose place and urgency, for decisions made in a span of time. */
    public static List<DecisionTime> all(Connections connections, Span span) {
        Map<Group, List<Long>> millis = connections.joined(connection -> {
            Map<Group, List<Long>> read = new TreeMap<>(Comparator.comparing(Group::who)
                    .thenComparing(Group::insteadOf)
                    .thenComparing(Group::urgency));
            Rows.each(
                    connection,
                    DECISIONS,
                    row -> read.computeIfAbsent(
                                    new Group(row.getString(1), insteadOf(row.getString(2)), row.getString(3)),
                                    any -> new ArrayList<>())
                            .add(Math.max(
                                    0,
                                    Duration.between(Rows.moment(row, 4), Rows.moment(row, 5))
                                            .toMillis())),
                    span.from(),
                    span.to());
            return read;
        });
        return millis.entrySet().stream()
                .map(group -> of(group.getKey(), group.getValue()))
                .toList();
    }

    private static String insteadOf(String facts) {
        return Person.from(CanonicalJson.fact(facts, "standsInFor")).id();
    }

    private static DecisionTime of(Group group, List<Long> millis) {
        Spread spread = Spread.of("", "", millis);
        long longest = millis.stream().mapToLong(Long::longValue).max().orElse(0);
        return new DecisionTime(
                group.who(),
                group.insteadOf(),
                group.urgency(),
                spread.count(),
                spread.median(),
                spread.p95(),
                longest);
    }
}
