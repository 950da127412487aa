package io.github.accountlock.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.accountlock.fixture.Postgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The budget of a request from its start to its proven lock, one approval, in the settings of the application. A change that
 * makes a request dearer says why and raises the budget; the plain model that {@link Benchmark} compares with takes 145
 * statements, 6 writing transactions and 153 KB.
 */
class RequestCostTest {

    /**
     * One of them asks whether the reader of the form is somebody's substitute; five whether anybody has revoked a right, so
     * that the engine may ask for rights in fewer words: it saves time.
     */
    private static final int STATEMENTS = 164;

    private static final int ROWS =
            96; // one, and one or two transactions, where the claims on jobs are renewed meanwhile
    private static final int TRANSACTIONS = 17;

    private static final int TIMES = 10;

    /** Transactions are counted over the whole server, so what others do in it counts too: the quietest round tells. */
    private static final int ROUNDS = 3;

    @Test
    void requestCostsNoMoreThanItsBudget() throws Exception {
        String database = Postgres.newDatabase();
        try (StubCloud cloud = new StubCloud();
                Subject ours = Engines.ours(database, cloud.uri().toString(), 4);
                Meter meter = new Meter(database);
                Connection watch = DriverManager.getConnection(database)) {
            for (int i = 0; i < TIMES; i++) {
                locked(ours, watch, i);
            }
            Meter.Cost cost = null;
            for (int round = 1; round <= ROUNDS; round++) {
                int from = round * TIMES;
                Meter.Cost now = meter.of(TIMES, () -> {
                    for (int i = from; i < from + TIMES; i++) {
                        locked(ours, watch, i);
                    }
                });
                cost = cost == null || now.transactions() < cost.transactions() ? now : cost;
            }

            assertThat(cost.statements())
                    .as("statements: %s", meter.statements())
                    .isLessThanOrEqualTo(STATEMENTS);
            assertThat(cost.rows()).as("rows written: %s", cost).isLessThanOrEqualTo(ROWS);
            assertThat(cost.transactions()).as("transactions: %s", cost).isLessThanOrEqualTo(TRANSACTIONS);
        }
    }

    static void locked(Subject ours, Connection watch, int number) {
        String request = ours.start(number);
        becomes(watch, "select count(*) from act_ru_task", 1);
        ours.approve(request);
        becomes(watch, "select count(*) from act_ru_execution", 0);
    }

    private static void becomes(Connection watch, String count, int wanted) {
        await().atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> number(watch, Meter.WATCH + count) == wanted);
    }

    static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }
}
