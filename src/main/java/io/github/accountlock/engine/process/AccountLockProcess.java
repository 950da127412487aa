package io.github.accountlock.engine.process;

import java.util.Date;

/** The ids and variables of {@code account-lock.bpmn}, spelled once. */
public final class AccountLockProcess {

    public static final String KEY = "account-lock";
    public static final String POLICY = "approval-policy";

    public static final String READ = "Task_ReadAccount";
    public static final String DECIDE = "Task_DecidePolicy";
    public static final String APPROVE = "Task_ApproveLock";
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

    /** The request itself: written once at the start. */
    public static final Var<String> REQUESTER = Var.text("requester");

    public static final Var<String> FROZEN_DIGEST = Var.text("frozenDigest");
    public static final Var<String> LOCK_UNTIL = Var.text("lockUntil");

    /** What the policy is asked about: lock or unlock. */
    public static final Var<String> ACTION = Var.text("action");

    /** What the approver is shown. */
    public static final Var<String> STATE_SEEN = Var.text("stateSeen");

    public static final Var<String> ACCOUNT_TYPE = Var.text("accountType");
    public static final Var<String> SEEN_AT = Var.text("seenAt");
    public static final Var<String> HOLDS_SEEN = Var.text("holdsSeen");
    public static final Var<String> LOCK_IS_FOREIGN = Var.text("lockIsForeign");
    public static final Var<String> SESSIONS_NOTICE = Var.text("sessionsNotice");
    public static final Var<String> FAILURE_NOTICE = Var.text("failureNotice");

    /** What the policy says. */
    public static final Var<String> POLICY_ANSWER = Var.text("policy");

    public static final Var<String> APPROVER_GROUP = Var.text("approverGroup");
    public static final Var<String> OPERATOR_GROUP = Var.text("operatorGroup");
    public static final Var<Integer> APPROVALS_NEEDED = new Var<>("approvalsNeeded", Integer.class);
    public static final Var<Date> APPROVAL_DUE_AT = new Var<>("approvalDueAt", Date.class);
    public static final Var<Date> APPROVAL_REMINDER_AT = new Var<>("approvalReminderAt", Date.class);

    /** What the people decided. */
    public static final Var<String> DECISION = Var.text("decision");

    public static final Var<String> DECISION_REASON = Var.text("decisionReason");
    public static final Var<String> REQUEST_DIGEST = Var.text("requestDigest");
    public static final Var<String> APPROVAL = Var.text("approval");
    public static final Var<String> WITHDRAW_REASON = Var.text("withdrawReason");
    public static final Var<String> SETTLEMENT = Var.text("settlement");
    public static final Var<String> SETTLEMENT_REASON = Var.text("settlementReason");

    /** What became of it. */
    public static final Var<String> STATE_BEFORE = Var.text("stateBefore");

    public static final Var<String> RECORDED = Var.text("recorded");
    public static final Var<String> LOCK_OUTCOME = Var.text("lockOutcome");
    public static final Var<String> PROVIDER_REQUEST_ID = Var.text("providerRequestId");
    public static final Var<String> VERIFICATION = Var.text("verification");
    public static final Var<String> UNLOCK_OUTCOME = Var.text("unlockOutcome");
    public static final Var<String> UNLOCK_VERIFICATION = Var.text("unlockVerification");
    public static final Var<String> UNDO_OUTCOME = Var.text("undoOutcome");
    public static final Var<Integer> LOOKS = new Var<>("looks", Integer.class);
    public static final Var<Boolean> LOOKS_LEFT = new Var<>("looksLeft", Boolean.class);
    public static final Var<String> VERIFY_WAIT = Var.text("verifyWait");
    public static final Var<String> VALID_UNTIL_BEFORE = Var.text("validUntilBefore");
    public static final Var<String> VALID_UNTIL_CHANGE = Var.text("validUntilChange");
    public static final Var<String> PROBLEM = Var.text("problem");
    public static final Var<String> OUTCOME = Var.text("outcome");
    public static final Var<String> OUTCOME_REASON = Var.text("outcomeReason");

    private AccountLockProcess() {}
}
