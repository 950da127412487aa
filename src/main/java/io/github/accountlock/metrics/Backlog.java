package io.github.accountlock.metrics;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * What has not ended and what is held, of all nodes: one query for all of its gauges, at most every fifteen seconds, however often somebody
 * collects, and as seldom while the database is away. Thread-safe.
 */
public final class Backlog {

    private static final Duration KEPT = Duration.ofSeconds(15);

    /** How far a request is, what of the outbox is not sent, and what is held. */
    public enum Stage {
        /** Nobody has approved it yet. */
        APPROVAL,
        /** Approved for a time that is ahead. */
        SCHEDULED,
        /** Approved, and not proven yet. */
        WORK,
        /** Proven; a temporary lock until its time is over. */
        HELD,
        WAITING,
        DEAD,
        /** Holds that stand. */
        STANDING,
        /** Those among them that differ from their cloud. */
        DIFFERING;

        static final Set<Stage> OF_REQUESTS = EnumSet.of(APPROVAL, SCHEDULED, WORK, HELD);
        static final Set<Stage> OF_MESSAGES = EnumSet.of(WAITING, DEAD);

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Open(long count, long incidents, Instant oldest) {}

    private final Connections connections;
    private final String sql;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private Optional<Map<Stage, Open>> known = Optional.empty();
    private long asked;
    private boolean everAsked;

    /** @param enginePrefix of the engine's tables */
    public Backlog(Connections connections, String enginePrefix, Clock clock) {
        this(connections, enginePrefix, clock, System::nanoTime);
    }

    Backlog(Connections connections, String enginePrefix, Clock clock, LongSupplier nanoTime) {
        this.connections = connections;
        this.clock = clock;
        this.nanoTime = nanoTime;
        // The index of outcomes finds the open ones.
        this.sql = "select stage, count(*), min(since), sum(incidents) from (select case when proven_at is not null"
                + " then 'HELD' when lock_from > ? and exists (select 1 from account_lock_hold h where"
                + " h.request_id = r.request_id and h.state = 'WAITING') then 'SCHEDULED'"
                + " when approved_at is not null then 'WORK' else 'APPROVAL' end as stage,"
                + " case when approved_at is not null and lock_from < ? and lock_from > requested_at then lock_from"
                + " else requested_at end as since,"
                + " (select count(*) from " + enginePrefix
                + "ACT_RU_INCIDENT i where i.PROC_INST_ID_ = r.request_id)"
                + " as incidents from account_lock_request r where outcome = '') open_requests group by stage"
                + " union all select state, count(*), min(due_at), 0 from account_lock_outbox"
                + " where state in ('WAITING', 'DEAD') and due_at <= ? group by state"
                + " union all select case when differs = '' then 'STANDING' else 'DIFFERING' end, count(*),"
                + " min(coalesce(read_at, since)), 0 from account_lock_hold"
                + " where state in ('HELD', 'KEPT', 'ORPHANED') group by 1";
    }

    public void show(Meters meters) {
        for (Stage stage : Stage.OF_REQUESTS) {
            meters.gauge(Metric.REQUESTS_OPEN, () -> count(stage), stage.label());
            meters.gauge(Metric.REQUESTS_OLDEST, () -> now(open -> age(open.get(stage))), stage.label());
        }
        Stage.OF_MESSAGES.forEach(state -> meters.gauge(Metric.MESSAGES, () -> count(state), state.label()));
        meters.gauge(Metric.HOLDS_DIFFERING, () -> count(Stage.DIFFERING));
        meters.gauge(
                Metric.READING_OLDEST,
                () -> now(open -> Math.max(age(open.get(Stage.STANDING)), age(open.get(Stage.DIFFERING)))));
        meters.gauge(
                Metric.INCIDENTS_OPEN,
                () -> now(open ->
                        open.values().stream().mapToLong(Open::incidents).sum()));
    }

    private Number count(Stage stage) {
        return now(open -> open.containsKey(stage) ? open.get(stage).count() : 0);
    }

    private double age(Open open) {
        return open == null
                ? 0
                : Duration.between(open.oldest(), clock.instant()).toMillis() / 1000.0;
    }

    private Number now(ToDoubleFunction<Map<Stage, Open>> value) {
        return current().map(value::applyAsDouble).orElse(Double.NaN);
    }

    private synchronized Optional<Map<Stage, Open>> current() {
        long now = nanoTime.getAsLong();
        if (!everAsked || now - asked >= KEPT.toNanos()) {
            everAsked = true;
            asked = now;
            known = read();
        }
        return known;
    }

    /** Not known while the database is away, which readiness tells. */
    private Optional<Map<Stage, Open>> read() {
        try {
            return Optional.of(connections.own(this::read));
        } catch (RuntimeException away) {
            return Optional.empty();
        }
    }

    private Map<Stage, Open> read(Connection connection) throws SQLException {
        Map<Stage, Open> open = new EnumMap<>(Stage.class);
        Rows.each(
                connection,
                sql,
                row -> open.put(
                        Stage.valueOf(row.getString(1)), new Open(row.getLong(2), row.getLong(4), Rows.moment(row, 3))),
                clock.instant(),
                clock.instant(),
                clock.instant());
        return open;
    }
}
