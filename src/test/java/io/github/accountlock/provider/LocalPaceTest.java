package io.github.accountlock.provider;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalPaceTest {

    private long now = 1_000_000_000_000L;
    private final List<Duration> waits = new ArrayList<>();
    private final LocalPace pace = new LocalPace(() -> now, nanos -> {
        waits.add(Duration.ofNanos(nanos));
        now += nanos;
    });

    @Test
    void firstTurnIsFreeAndTheNextOnesAreEvenlySpaced() throws Exception {
        take("lock");
        take("lock");
        take("lock");

        assertThat(waits).containsExactly(ofMillis(200), ofMillis(200));
    }

    @Test
    void idleTimeSavesUpNoBurst() throws Exception {
        take("lock");
        now += ofSeconds(60).toNanos();
        take("lock");
        take("lock");

        assertThat(waits).containsExactly(ofMillis(200));
    }

    @Test
    void actionsDoNotWaitForEachOther() throws Exception {
        take("lock");
        take("unlock");

        assertThat(waits).isEmpty();
    }

    @Test
    void turnTooFarAwayIsRefusedAndNotTaken() throws Exception {
        pace.takeTurn("lock", ofSeconds(8), ofSeconds(5));

        assertThat(pace.takeTurn("lock", ofSeconds(8), ofSeconds(5))).contains(ofSeconds(8));
        assertThat(pace.takeTurn("lock", ofSeconds(8), ofSeconds(5))).contains(ofSeconds(8));
        assertThat(waits).isEmpty();
    }

    @Test
    void threadsTogetherKeepThePace() {
        long[] sleptNanos = {0};
        LocalPace shared = new LocalPace(() -> 0, nanos -> {
            synchronized (sleptNanos) {
                sleptNanos[0] = Math.max(sleptNanos[0], nanos);
            }
        });

        IntStream.range(0, 21).parallel().forEach(each -> {
            try {
                assertThat(shared.takeTurn("lock", ofMillis(200), ofSeconds(5))).isEmpty();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(sleptNanos[0]).isEqualTo(ofSeconds(4).toNanos());
    }

    @Test
    void waitCanBeInterrupted() throws Exception {
        LocalPace real = new LocalPace();
        real.takeTurn("lock", ofSeconds(4), ofSeconds(5));

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> real.takeTurn("lock", ofSeconds(4), ofSeconds(5)))
                .isInstanceOf(InterruptedException.class);
    }

    private void take(String action) throws InterruptedException {
        assertThat(pace.takeTurn(action, ofMillis(200), ofSeconds(5))).isEqualTo(Optional.empty());
    }
}
