package io.github.accountlock.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Person;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The small words that facts are made of. */
class WordsTest {

    @ParameterizedTest
    @EnumSource(Settlement.class)
    void settlementIsReadFromItsLabel(Settlement settlement) {
        assertThat(Settlement.of(settlement.label())).contains(settlement);
    }

    @Test
    void settlementIsSpelledInLowerCase() {
        assertThat(Settlement.KEEP.label()).isEqualTo("keep");
        assertThat(Settlement.of("KEEP")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(LockState.class)
    void everyStateCanBeSeen(LockState state) {
        assertThat(Sight.of(state).is(state)).isTrue();
    }

    @Test
    void callLeadsToAState() {
        assertThat(Call.to(LockState.LOCKED)).isEqualTo(Call.LOCK);
        assertThat(Call.to(LockState.UNLOCKED)).isEqualTo(Call.UNLOCK);
        assertThatThrownBy(() -> Call.to(LockState.UNKNOWN)).hasMessage("no call leads to UNKNOWN");
    }

    @Test
    void factThatNoPersonMadeIsTheProcessesOwn() {
        assertThat(new Told(Frozen.NOON, Frozen.lastingLock()).settleAsked().by())
                .isEqualTo(Person.SYSTEM);
    }
}
