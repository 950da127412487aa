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
                .hasMessage("lockDuration: is not allowed, choose lasting, temporary, or how long, for example PT4H.");
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
