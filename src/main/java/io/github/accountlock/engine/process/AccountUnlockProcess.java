package io.github.accountlock.engine.process;

/** The ids of {@code account-unlock.bpmn} that {@code account-lock.bpmn} does not have, spelled once. */
public final class AccountUnlockProcess {

    public static final String KEY = "account-unlock";

    public static final String APPROVE = "Task_ApproveUnlock";
    public static final String SETTLE = "Task_SettleUnlock";

    private AccountUnlockProcess() {}
}
