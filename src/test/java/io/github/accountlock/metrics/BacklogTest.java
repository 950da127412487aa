package io.github.accountlock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Migrations;
import io.github.accountlock.database.Rows;
import io.github.accountlock.database.TablePrefix;
import io.github.accountlock.fixture.Postgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What has not ended, and how often the database is asked for it. */
class BacklogTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    private final String database = Postgres.newDatabase();
    private final AtomicInteger queries = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private String url = database;

    @BeforeEach
    void tables() throws SQLException {
        try (Connection connection = DriverManager.getConnection(database)) {
            Migrations.migrate(connection, new TablePrefix(""));
            Rows.change(connection, "create table PRE_ACT_RU_INCIDENT (PROC_INST_ID_ varchar(64))");
            Rows.change(connection, "insert into PRE_ACT_RU_INCIDENT values ('old'), ('over'), ('somebody-elses')");
        }
        request("old", NOW.minusSeconds(90), "");
        request("new", NOW.minusSeconds(10), "");
        request("over", NOW.minusSeconds(900), "LOCKED");
        new Backlog(new Counted(), "PRE_", Clock.fixed(NOW, ZoneOffset.UTC), nanos::get)
                .show(new MicrometerMeters(registry));
    }

    @Test
    void countsWhatHasNotEndedAndTellsTheAgeOfTheOldest() {
        assertThat(open()).isEqualTo(2);
        assertThat(registry.get("accountlock.requests.oldest")
                        .tag("stage", "approval")
                        .gauge()
                        .value())
                .isEqualTo(90);
        assertThat(registry.get("accountlock.incidents.open").gauge().value())
                .as("of requests that have not ended")
                .isEqualTo(1);
    }

    /** An hour after its request nobody has to look at it; ten minutes after its start somebody has. */
    @Test
    void lockThatIsApprovedForLaterIsNoWorkUntilItsTime() throws SQLException {
        request("later", NOW.minusSeconds(3600), "");
        begins("later", NOW.plusSeconds(60));
        change("insert into account_lock_hold (request_id, account_path, requester, state, since)"
                + " values ('later', 'p/r/i/a', 'x', 'WAITING', now())");
        assertThat(value("accountlock.requests.open", "scheduled")).isEqualTo(1);
        assertThat(value("accountlock.requests.open", "work")).isZero();

        begins("later", NOW.minusSeconds(600));
        nanos.addAndGet(Duration.ofSeconds(15).toNanos());
        assertThat(value("accountlock.requests.open", "scheduled")).isZero();
        assertThat(value("accountlock.requests.oldest", "work")).isEqualTo(600);
    }

    private void begins(String id, Instant from) throws SQLException {
        change(
                "update account_lock_request set approved_at = requested_at, lock_from = ? where request_id = ?",
                from,
                id);
    }

    private void change(String sql, Object... values) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database)) {
            Rows.change(connection, sql, values);
        }
    }

    private double value(String name, String stage) {
        return registry.get(name).tag("stage", stage).gauge().value();
    }

    @Test
    void oneQueryForAllOfThemAndTheNextAfterFifteenSeconds() throws SQLException {
        everything();
        everything();
        assertThat(queries).hasValue(1);

        request("next", NOW, "");
        nanos.addAndGet(Duration.ofSeconds(14).toNanos());
        assertThat(open()).isEqualTo(2);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(open()).isEqualTo(3);
        assertThat(queries).hasValue(2);
    }

    @Test
    void databaseThatIsAwayIsAskedNoMoreOftenAndNothingIsClaimed() {
        url = "jdbc:postgresql://127.0.0.1:9/none?connectTimeout=1";

        everything();
        assertThat(open()).isNaN();
        assertThat(queries).hasValue(1);

        url = database;
        nanos.addAndGet(Duration.ofSeconds(15).toNanos());
        assertThat(open()).isEqualTo(2);
    }

    private double open() {
        return registry.get("accountlock.requests.open")
                .tag("stage", "approval")
                .gauge()
                .value();
    }

    private void everything() {
        registry.getMeters().forEach(meter -> meter.measure().forEach(measured -> measured.getValue()));
    }

    private void request(String id, Instant at, String outcome) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database)) {
            Rows.change(
                    connection,
                    "insert into account_lock_request (request_id, action, provider, region, instance_id, account_name,"
                            + " requester, urgency, requested_at, outcome)"
                            + " values (?, 'lock', 'p', 'r', 'i', 'a', 'x', 'normal', ?, ?)",
                    id,
                    at,
                    outcome);
        }
    }

    /** Connections outside of any step, counted. */
    private final class Counted implements Connections {

        @Override
        public <T> T own(Work<T> work) {
            queries.incrementAndGet();
            try (Connection connection = DriverManager.getConnection(url)) {
                return work.on(connection);
            } catch (SQLException away) {
                throw new IllegalStateException(away);
            }
        }

        @Override
        public <T> T joined(Work<T> work) {
            return own(work);
        }

        @Override
        public <T> Consumer<T> beforeCommit(Together<T> work) {
            return part -> own(connection -> {
                work.on(connection, List.of(part));
                return null;
            });
        }

        @Override
        public Map<String, Object> mind() {
            return Map.of();
        }
    }
}
