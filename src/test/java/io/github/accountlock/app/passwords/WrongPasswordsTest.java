package io.github.accountlock.app.passwords;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The delay after wrong passwords, on a clock that is moved. */
class WrongPasswordsTest {

    private final MovedClock clock = new MovedClock();
    private final WrongPasswords wrong = new WrongPasswords(clock, 100);

    @Test
    void delayDoublesUpToAMinuteAndNeverBecomesALock() {
        assertThat(IntStream.range(0, 8)
                        .mapToLong(i -> wrong.wrong("10.0.0.1", "maria").toSeconds()))
                .containsExactly(3L, 6L, 12L, 24L, 48L, 60L, 60L, 60L);
        IntStream.range(0, 1000).forEach(i -> wrong.wrong("10.0.0.1", "maria"));

        clock.move(WrongPasswords.LONGEST);

        assertThat(wrong.toWait("10.0.0.1", "maria")).isZero();
    }

    @Test
    void anotherSourceAndAnotherUserDoNotWait() {
        wrong.wrong("10.0.0.1", "maria");

        assertThat(wrong.toWait("10.0.0.1", "MARIA")).isEqualTo(WrongPasswords.FIRST);
        assertThat(wrong.toWait("10.0.0.2", "maria")).isZero();
        assertThat(wrong.toWait("10.0.0.1", "paul")).isZero();
    }

    @Test
    void attemptsBesideEachOtherAreOneAttempt() {
        wrong.wrong("10.0.0.1", "maria");
        clock.move(WrongPasswords.FIRST);

        assertThat(wrong.toWait("10.0.0.1", "maria")).isZero();
        assertThat(wrong.toWait("10.0.0.1", "maria")).isEqualTo(WrongPasswords.FIRST);
    }

    @Test
    void rightPasswordAndTimeForgetTheWrongOnes() {
        wrong.wrong("10.0.0.1", "maria");
        wrong.right("10.0.0.1", "maria");
        assertThat(wrong.wrong("10.0.0.1", "maria")).isEqualTo(WrongPasswords.FIRST);

        clock.move(WrongPasswords.FORGOTTEN);

        assertThat(wrong.wrong("10.0.0.1", "maria")).isEqualTo(WrongPasswords.FIRST);
    }

    @Test
    void memoryIsBoundedAndTheLatestAreKept() {
        IntStream.range(0, 1000).forEach(i -> wrong.wrong("10.0.0.1", "user" + i));

        assertThat(wrong.size()).isEqualTo(100);
        assertThat(wrong.toWait("10.0.0.1", "user999")).isPositive();
    }

    @Test
    void networkOfSixtyFourBitsIsOneSource() {
        assertThat(Caller.network("2001:db8:1:2:3:4:5:6"))
                .isEqualTo(Caller.network("2001:db8:1:2::9"))
                .isNotEqualTo(Caller.network("2001:db8:1:3::9"));
        assertThat(Caller.network("::ffff:10.0.0.1")).isEqualTo("10.0.0.1");
        assertThat(Caller.network("10.0.0.1")).isEqualTo("10.0.0.1");
        assertThat(Caller.network("not:an:address")).isEqualTo("not:an:address");
    }

    private static final class MovedClock extends Clock {

        private Instant now = Instant.parse("2026-11-26T08:00:00Z");

        void move(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
