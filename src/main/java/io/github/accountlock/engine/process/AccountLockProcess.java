package io.github.accountlock.engine.process;

import java.util.Date;

/** The ids and variables of {@code account-lock.bpmn}, spelled once. */
public final class AccountLockProcess {

    public static final String KEY = "account-lock";
    public static final String POLICY = "approval-policy";

    public static final String READ = "Task_ReadAccount";
    public static final String DECIDE = "Task_DecidePolicy";
    public static final String APPROVE = "Task_ApproveLock";
    public static final String AWAIT_START = "Task_AwaitStart";
    public static final String WITHDRAW = "Task_WithdrawRequest";
    public static final String REMIND = "Task_RemindApprovers";
    public static final String RECORD = "Task_RecordState";
    public static final String LOCK = "Task_LockAccount";
    public static final String VERIFY = "Task_VerifyLock";
    public static final String SETTLE_LOCK = "Task_SettleLock";
    public static final String LOCK_EXPIRES = "IntermediateEvent_LockExpires";
    public static final String UNLOCK = "Task_UnlockAccount";
    public static final String VERIFY_UNLOCK = "Task_VerifyUnlock";
    public static final String SETTLE_UNDO = "Task_SettleUndo";

    /** Of the request, by its facts: told to each step. */
    public static final Var<String> REQUESTER = Var.text("requester");

    /** The account as a task's name shows it, and what stands before it in an emergency. */
    public static final Var<String> ACCOUNT = Var.text("account");

    public static final Var<String> ALARM = Var.text("alarm");
    public static final Var<Integer> PRIORITY = new Var<>("priority", Integer.class);

    public static final Var<String> LOCK_FROM = Var.text("lockFrom");
    public static final Var<String> LOCK_UNTIL = Var.text("lockUntil");
    public static final Var<String> ON_FAILURE = Var.text("onFailure");
    public static final Var<String> OPERATOR_GROUP = Var.text("operatorGroup");
    public static final Var<String> APPROVER_GROUP = Var.text("approverGroup");
    public static final Var<Date> APPROVAL_DUE_AT = new Var<>("approvalDueAt", Date.class);

    /** From when on it is too late to approve; for the review of a lock that is in place, never. */
    public static final Var<Date> APPROVAL_OVERDUE_AT = new Var<>("approvalOverdueAt", Date.class);

    /** What a step has found, for the gateway behind it. */
    public static final Var<String> STATE_SEEN = Var.text("stateSeen");

    public static final Var<String> POLICY_ANSWER = Var.text("policy");
    public static final Var<Date> APPROVAL_REMINDER_AT = new Var<>("approvalReminderAt", Date.class);
    public static final Var<String> APPROVAL = Var.text("approval");
    public static final Var<String> RECORDED = Var.text("recorded");
    public static final Var<String> LOCK_OUTCOME = Var.text("lockOutcome");
    public static final Var<String> VERIFICATION = Var.text("verification");
    public static final Var<String> NEXT = Var.text("next");
    public static final Var<String> UNLOCK_OUTCOME = Var.text("unlockOutcome");
    public static final Var<String> UNLOCK_VERIFICATION = Var.text("unlockVerification");
    public static final Var<String> UNDO_OUTCOME = Var.text("undoOutcome");
    public static final Var<Boolean> LOOKS_LEFT = new Var<>("looksLeft", Boolean.class);
    public static final Var<String> VERIFY_WAIT = Var.text("verifyWait");

    /** What a person sends with a task. */
    public static final Var<String> DECISION = Var.text("decision");

    public static final Var<String> DECISION_REASON = Var.text("decisionReason");
    public static final Var<String> REQUEST_DIGEST = Var.text("requestDigest");
    public static final Var<String> WITHDRAW_REASON = Var.text("withdrawReason");
    public static final Var<String> SETTLEMENT = Var.text("settlement");
    public static final Var<String> SETTLEMENT_REASON = Var.text("settlementReason");

    /** How the request ended: the one variable that is stored for each. */
    public static final Var<String> OUTCOME = Var.text("outcome");

    private AccountLockProcess() {}
}
