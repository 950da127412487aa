package io.github.accountlock.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LockRequestTest {

    private static final String END = "2026-12-31T18:00:00Z";

    @Test
    void durationOfTheFormAgreesWithTheEndAndIsNotKept() {
        assertThat(lock(Map.of("lockDuration", "temporary", "lockUntil", END)).values())
                .containsEntry("lockUntil", END)
                .doesNotContainKey("lockDuration");
        assertThat(lock(Map.of("lockDuration", "lasting")).lockUntil()).isEmpty();
        assertThat(lock(Map.of("lockUntil", END)).lockUntil()).isPresent();
        assertThat(LockRequest.names(LockState.LOCKED)).doesNotContain("lockDuration");
    }

    @Test
    void endThatGotLostIsNotTakenForALastingLock() {
        assertThatThrownBy(() -> lock(Map.of("lockDuration", "temporary", "lockUntil", "")))
                .hasMessage("lockUntil: a temporary lock needs its end, date and time.");
        assertThatThrownBy(() -> lock(Map.of("lockDuration", "lasting", "lockUntil", END)))
                .hasMessage("lockUntil: must be empty for a lasting lock.");
        assertThatThrownBy(() -> lock(Map.of("lockDuration", "a week")))
                .hasMessage(
                        "lockDuration: is not allowed, choose lasting, temporary, from-lock, or how long, for example"
                                + " PT4H.");
        assertThatThrownBy(() -> lock(Map.of("lockDuration", "from-lock")))
                .hasMessage("lockFor: say how long, counted from the lock.");
        assertThatThrownBy(() -> lock(Map.of("lockDuration", "lasting", "lockFor", "PT4H")))
                .hasMessage("lockFor: must be empty for a lasting lock.");
    }

    @Test
    void startThatGotLostIsNotTakenForALockAtOnce() {
        assertThatThrownBy(() -> lock(Map.of("lockStart", "later", "lockFrom", " ")))
                .hasMessage("lockFrom: a lock that begins later needs its start, date and time.");
        assertThatThrownBy(() -> lock(Map.of("lockStart", "approved", "lockFrom", END)))
                .hasMessage("lockFrom: must be empty for a lock as soon as it is approved.");
        assertThatThrownBy(() -> lock(Map.of("lockStart", "tomorrow")))
                .hasMessage("lockStart: is not allowed, choose approved, later, or window: and its name.");
    }

    @Test
    void lockHasOneEnd() {
        assertThatThrownBy(() -> lock(Map.of("lockUntil", END, "lockFor", "PT4H")))
                .hasMessage("lockFor: must be empty where lockUntil says when the lock ends.");
        assertThatThrownBy(() -> lock(Map.of("lockFor", "P1M")))
                .hasMessage("lockFor: \"P1M\" is not a duration; allowed is ISO 8601 in days, hours and minutes, for"
                        + " example PT4H or P1D.");
        assertThat(lock(Map.of("lockFor", "P1D", "atEnd", "review")).values())
                .containsEntry("lockFor", "PT24H")
                .doesNotContainKeys("lockFrom", "lockUntil");
    }

    /** As a timer is due, which knows no parts of a second. */
    @Test
    void startIsAWholeSecond() {
        assertThat(lock(Map.of("lockFrom", "2026-12-31T18:00:00.7Z")).values())
                .containsEntry("lockFrom", "2026-12-31T18:00:01Z");
    }

    @Test
    void longValueIsNotRepeatedInTheSentenceAboutIt() {
        assertThatThrownBy(() -> lock(Map.of("lockUntil", "x".repeat(10_240))))
                .hasMessageStartingWith("lockUntil: has 10240 characters, at most 64 are allowed.")
                .message()
                .hasSizeLessThan(250);
    }

    private static LockRequest lock(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "provider", "tencent-postgres",
                "region", "ap-guangzhou",
                "instanceId", "postgres-demo01",
                "accountName", "app_user",
                "reason", "leaked password"));
        values.putAll(more);
        return LockRequest.from(LockState.LOCKED, values, "requester");
    }
}
