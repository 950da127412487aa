package io.github.accountlock.locking;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.LockState;
import io.github.accountlock.locking.UndoRule.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every single doubt keeps the lock. */
class UndoRuleTest {

    @ParameterizedTest
    @CsvSource({"FAILURE", "EXPIRY", "OPERATOR"})
    void ownLockIsUndoneWhenSomebodyAsked(Cause cause) {
        assertThat(new UndoRule(LockState.UNLOCKED, true, LockState.LOCKED, false, cause).refusal())
                .isEmpty();
    }

    @Test
    void lockThatIsGoneAlreadyIsNoDoubtForAnOperatorOrTheTime() {
        assertThat(new UndoRule(LockState.UNLOCKED, true, LockState.UNLOCKED, false, Cause.OPERATOR).refusal())
                .isEmpty();
        assertThat(new UndoRule(LockState.UNLOCKED, true, LockState.UNLOCKED, false, Cause.EXPIRY).refusal())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "LOCKED,   true,  LOCKED,   false, OPERATOR, was LOCKED before this request",
        "UNKNOWN,  true,  LOCKED,   false, OPERATOR, was UNKNOWN before this request",
        "UNLOCKED, false, LOCKED,   false, OPERATOR, No lock call of this request",
        "UNLOCKED, true,  LOCKED,   false, NOBODY,   Nobody asked for this undo",
        "UNLOCKED, true,  LOCKED,   true,  EXPIRY,   Another request holds this account",
        "UNLOCKED, true,  UNKNOWN,  false, EXPIRY,   does not say whether the account is locked",
        "UNLOCKED, true,  UNLOCKED, false, FAILURE,  the lock may still take effect"
    })
    void everyDoubtKeepsTheLock(
            LockState before, boolean attempted, LockState now, boolean otherHold, Cause cause, String why) {
        assertThat(new UndoRule(before, attempted, now, otherHold, cause).refusal())
                .isPresent()
                .get()
                .asString()
                .contains(why);
    }
}
