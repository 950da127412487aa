package io.github.accountlock.simulator;

/** Whether an account may log in. */
enum AccountState {
    LOCKED,
    UNLOCKED
}
