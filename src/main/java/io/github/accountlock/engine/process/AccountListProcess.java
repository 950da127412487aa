package io.github.accountlock.engine.process;

/** Names in {@code account-lock-bulk.bpmn}; the others are those of {@link AccountLockProcess}. */
public final class AccountListProcess {

    public static final String KEY = "account-lock-bulk";

    public static final String REQUEST = "Task_RequestAccounts";
    public static final String SETTLE = "Task_SettleList";
    public static final String UNDONE = "EndEvent_ListUndone";

    /** The accounts as the requester has pasted them; of the start only. */
    public static final String ACCOUNTS = "accounts";

    /** Of a list that is locked several times, of how many people were told if some accounts were not locked. */
    static final Var<String> TIMES_TOLD = Var.text("timesTold");

    private AccountListProcess() {}
}
