package io.github.accountlock.locking;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.fixture.Audited;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The turns of several nodes on one PostgreSQL. */
class SharedPaceTest {

    private static final Audited AUDITED = Audited.onPostgres("pace");
    private static final Duration INTERVAL = Duration.ofMillis(5);
    private static final Duration LONG = Duration.ofMinutes(1);

    @AfterAll
    static void close() {
        AUDITED.close();
    }

    @Test
    void turnsOfAllNodesTogetherAreAnIntervalApart() throws Exception {
        int nodes = 3;
        int each = 40;
        ExecutorService threads = Executors.newFixedThreadPool(nodes);
        long begun = databaseMicros();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            SharedPace node = node();
            running.add(threads.submit(() -> {
                for (int n = 0; n < each; n++) {
                    assertThat(node.takeTurn("cloud/Lock/1", INTERVAL, LONG)).isEmpty();
                }
                return null;
            }));
        }
        for (Future<?> node : running) {
            node.get();
        }
        threads.shutdown();

        assertThat(databaseMicros() - begun)
                .as("no turn is handed out before its time, whoever takes it")
                .isGreaterThanOrEqualTo((nodes * each - 1) * INTERVAL.toNanos() / 1000);
    }

    @Test
    void turnThatIsTooFarAwayIsNotTaken() throws Exception {
        Duration hour = Duration.ofHours(1);
        assertThat(node().takeTurn("cloud/Lock/2", hour, Duration.ZERO)).isEmpty();
        String taken = nextTurn();

        assertThat(node().takeTurn("cloud/Lock/2", hour, Duration.ofSeconds(5)))
                .hasValueSatisfying(far -> assertThat(far).isBetween(hour.minusMinutes(1), hour));
        assertThat(nextTurn()).isEqualTo(taken);
    }

    @Test
    void actionsDoNotWaitForEachOther() throws Exception {
        Duration hour = Duration.ofHours(1);
        assertThat(node().takeTurn("cloud/Lock/3", hour, Duration.ZERO)).isEmpty();
        assertThat(node().takeTurn("cloud/Unlock/3", hour, Duration.ZERO)).isEmpty();
    }

    /** As another node has it: nothing is shared but the database. */
    private static SharedPace node() {
        return new SharedPace(AUDITED.access().connections());
    }

    private static String nextTurn() {
        return AUDITED.rows("select next_turn from account_lock_pace where action = 'cloud/Lock/2'")
                .get(0);
    }

    private static long databaseMicros() {
        return Long.parseLong(AUDITED.rows("select cast(1000000 * extract(epoch from clock_timestamp()) as bigint)")
                .get(0));
    }
}
