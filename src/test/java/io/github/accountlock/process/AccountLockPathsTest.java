package io.github.accountlock.process;

import static io.github.accountlock.engine.process.AccountLockProcess.APPROVE;
import static io.github.accountlock.engine.process.AccountLockProcess.AWAIT_START;
import static io.github.accountlock.engine.process.AccountLockProcess.LOCK_EXPIRES;
import static io.github.accountlock.engine.process.AccountLockProcess.SETTLE_LOCK;
import static io.github.accountlock.engine.process.AccountLockProcess.SETTLE_UNDO;
import static io.github.accountlock.engine.process.AccountLockProcess.UNLOCK;
import static io.github.accountlock.fixture.Accounts.polardb;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.camunda.bpm.engine.test.assertions.bpmn.AbstractAssertions.init;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.task;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.fixture.ControlledClouds;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests;
import org.camunda.community.process_test_coverage.junit5.platform7.ProcessEngineCoverageExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One test a path of {@code account-lock.bpmn}; together they pass every element of it. */
class AccountLockPathsTest {

    private static final ControlledClouds CLOUDS = new ControlledClouds();

    /** All 134 elements but one: the engine reports no event for the compensation boundary event on Record state. */
    private static final double EVERYTHING = 125.0 / 126 - 1e-9;

    private static final String ALWAYS_UNKNOWN =
            "{\"fault\":\"unknown-status\",\"accountName\":\"app_user\",\"times\":0,\"skip\":1}";

    private static final AccountRef APP_USER = tencent("app_user");

    @RegisterExtension
    static final ProcessEngineCoverageExtension COVERAGE = ProcessEngineCoverageExtension.builder(
                    ProcessTester.measured(
                            "lock-paths",
                            CLOUDS,
                            withoutNormal(),
                            CountingPolicy.NEEDS_NONE,
                            asking("0"),
                            asking("-1"),
                            asking("4"),
                            asking("10")))
            .excludeProcessDefinitionKeys("account-unlock")
            .assertClassCoverageAtLeast(EVERYTHING)
            .build();

    private ProcessTester flow;

    @BeforeEach
    void setUp() {
        init(COVERAGE.getProcessEngine());
        flow = new ProcessTester(COVERAGE.getProcessEngine());
        flow.nobodyHolds();
        CLOUDS.forget();
        CLOUDS.set(APP_USER, "UNLOCKED");
    }

    @AfterEach
    void tearDown() {
        ClockUtil.reset();
        COVERAGE.getProcessEngine()
                .getRuntimeService()
                .createProcessInstanceQuery()
                .list()
                .forEach(left -> COVERAGE.getProcessEngine()
                        .getRuntimeService()
                        .deleteProcessInstance(left.getId(), "end of test"));
    }

    @AfterAll
    static void close() {
        CLOUDS.close();
    }

    @Test
    void approvedRequestEndsLockedAndProven() {
        ProcessInstance request = flow.requested(APP_USER);
        assertThat(request).isWaitingAt(APPROVE);

        flow.approve(request);
        flow.runJobs(request);

        assertEnded(request, "EndEvent_AccountLocked", "LOCKED");
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("LOCKED");
        assertThat(CLOUDS.executed("LockAccount")).isOne();
    }

    @Test
    void emptyFieldsSentBackByTheApprovalFormChangeNothing() {
        ProcessInstance request = flow.requested(APP_USER);

        flow.decide(request, "manager", Map.of("decision", "approve", "lockUntil", "", "ticket", ""));
        flow.runJobs(request);

        assertEnded(request, "EndEvent_AccountLocked", "LOCKED");
    }

    @Test
    void polardbIsLockedInTheSameWay() {
        AccountRef account = polardb("app_user");
        CLOUDS.set(account, "UNLOCKED");
        String validUntil = "2027-01-31T00:00:00Z";

        ProcessInstance request = flow.requested(account, "passwordValidUntil", validUntil);
        flow.approve(request);
        flow.runJobs(request);

        assertEnded(request, "EndEvent_AccountLocked", "LOCKED");
        assertThat(CLOUDS.account(account).path("passwordValidUntil").asText()).contains("2027-01-31");
    }

    @Test
    void lockedAccountEndsWithoutACall() {
        CLOUDS.set(APP_USER, "LOCKED");

        ProcessInstance request = flow.requested(APP_USER);

        assertEnded(request, "EndEvent_AlreadyLocked", "ALREADY_LOCKED");
        assertThat(CLOUDS.executed("LockAccount")).isZero();
    }

    @Test
    void unknownAccountEndsWithoutACall() {
        ProcessInstance request = flow.requested(tencent("nobody_here"));

        assertEnded(request, "EndEvent_AccountNotFound", "ACCOUNT_NOT_FOUND");
    }

    @Test
    void requestThatNoRuleKnowsIsDenied() {
        Deployment stricter = flow.deployPolicy(withoutNormal());

        ProcessInstance request = flow.requested(APP_USER);

        assertEnded(request, "EndEvent_RequestDenied", "DENIED");
        assertThat(flow.variable(request, "outcomeReason").toString()).startsWith("No rule of the approval policy");
        flow.remove(stricter);
    }

    @Test
    void policyThatIsNotNamedByTheConfigurationDenies() {
        Deployment lax = flow.deployPolicy(asking("2"));

        ProcessInstance request = flow.requested(APP_USER);

        assertEnded(request, "EndEvent_RequestDenied", "DENIED");
        assertThat(flow.variable(request, "outcomeReason").toString())
                .contains("is not one that may decide here; account-lock.trusted-policies has to name it");
        flow.remove(lax);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10"})
    void policyThatAsksForNobodyOrForTooManyStopsTheRequest(String approvals) {
        Deployment wrong = flow.deployPolicy(asking(approvals));

        ProcessInstance request = flow.requested(APP_USER);
        flow.letTimePass(request);

        assertThat(flow.incident(request).getIncidentMessage())
                .contains("approvals is \"" + approvals + "\", allowed are whole numbers from 1 to 9");
        flow.remove(wrong);
    }

    @Test
    void rejectedRequestNeverReachesTheProvider() {
        ProcessInstance request = flow.requested(APP_USER);

        flow.decide(request, "manager", Map.of("decision", "reject", "decisionReason", "wrong account"));
        flow.runJobs(request);

        assertEnded(request, "EndEvent_RequestRejected", "REJECTED");
        assertThat(flow.variable(request, "outcomeReason")).isEqualTo("Rejected by manager: wrong account");
        assertThat(CLOUDS.executed("LockAccount")).isZero();
    }

    @Test
    void accountWithAllRightsNeedsTwoDifferentApprovers() {
        AccountRef admin = tencent("admin_user");
        CLOUDS.set(admin, "UNLOCKED");
        ProcessInstance request = flow.requested(admin);

        flow.approve(request);
        flow.runJobs(request);
        assertThat(request).isWaitingAt(APPROVE);
        assertThatThrownBy(() -> flow.approve(request)).hasMessageContaining("needs a different person");
        flow.decide(request, "manager2", Map.of("decision", "approve"));
        flow.runJobs(request);

        assertEnded(request, "EndEvent_AccountLocked", "LOCKED");
    }

    @Test
    void requesterTakesTheRequestBack() {
        ProcessInstance request = flow.requested(APP_USER);

        flow.withdraw(request, APPROVE, "requester", "found the leaver");
        flow.runJobs(request);

        assertEnded(request, "EndEvent_RequestWithdrawn", "WITHDRAWN");
    }

    @Test
    void undecidedRequestIsRemindedOfAndThenExpires() {
        ProcessInstance request = flow.requested(APP_USER);
        int before = task(APPROVE, request).getPriority();

        flow.passTime(Duration.ofHours(5));
        flow.runJobs(request);
        assertThat(task(APPROVE, request).getPriority()).isGreaterThan(before);
        flow.passTime(Duration.ofHours(20));
        flow.runJobs(request);

        assertThat(request).hasPassed("EndEvent_ApproversReminded");
        assertEnded(request, "EndEvent_RequestExpired", "EXPIRED");
        assertThat(CLOUDS.executed("LockAccount")).isZero();
    }

    @Test
    void undecidedRequestIsEscalatedToTheFallback() {
        ProcessInstance request = flow.requested(APP_USER);
        Map<String, Object> approval = Map.of("decision", "approve");

        flow.passTime(Duration.ofHours(5));
        flow.runJobs(request);
        assertThat(candidates(request)).containsExactly("managers");
        assertThatThrownBy(() -> flow.decide(request, "head", approval))
                .hasMessageStartingWith("Only members of the group managers, and from ")
                .hasMessageEndingWith(" on those of heads may decide this request.");
        flow.passTime(Duration.ofHours(4));
        flow.runJobs(request);
        assertThat(candidates(request)).containsExactlyInAnyOrder("managers", "heads");
        flow.decide(request, "head", approval);
        flow.runJobs(request);

        assertEnded(request, "EndEvent_AccountLocked", "LOCKED");
    }

    @Test
    void furtherApprovalOfAnEscalatedRequestIsAskedOfBothGroups() {
        AccountRef admin = tencent("admin_user");
        CLOUDS.set(admin, "UNLOCKED");
        ProcessInstance request = flow.requested(admin);
        flow.passTime(Duration.ofHours(9));

        flow.approve(request);
        assertThat(flow.variable(request, "progress"))
                .isEqualTo("1 of 2, by manager; still wanted from managers or heads");
        assertThat(candidates(request)).containsExactlyInAnyOrder("managers", "heads");
        flow.decide(request, "head", Map.of("decision", "approve"));
        flow.runJobs(request);

        assertEnded(request, "EndEvent_AccountLocked", "LOCKED");
    }

    @Test
    void nobodyIsRemindedAgainWhereAFurtherApprovalBegins() {
        AccountRef admin = tencent("admin_user");
        CLOUDS.set(admin, "UNLOCKED");
        ProcessInstance request = flow.requested(admin);
        flow.passTime(Duration.ofHours(5));
        flow.runJobs(request);
        flow.passTime(Duration.ofHours(4));
        flow.runJobs(request);
        assertThat(told(request)).as("the reminder and the escalation").isEqualTo(2);

        flow.approve(request);
        flow.runJobs(request);
        flow.passTime(Duration.ofHours(14));
        flow.runJobs(request);

        assertThat(told(request)).isEqualTo(2);
    }

    /** How often the approvers were reminded, or the fallback asked. */
    private static long told(ProcessInstance request) {
        return COVERAGE.getProcessEngine()
                .getHistoryService()
                .createHistoricActivityInstanceQuery()
                .processInstanceId(request.getId())
                .activityId("EndEvent_ApproversReminded")
                .count();
    }

    @Test
    void requestThatNobodyCouldApproveIsDenied() {
        Deployment many = flow.deployPolicy(asking("4"));

        ProcessInstance request = flow.requested(APP_USER);

        assertEnded(request, "EndEvent_RequestDenied", "DENIED");
        assertThat(flow.variable(request, "outcomeReason").toString())
                .contains("Nobody could approve this request: 4 members of managers or heads would have to, and there"
                        + " is only 3 beside who asks.");
        flow.remove(many);
    }

    @Test
    void emergencyStandsFirstAndSaysSo() {
        ProcessInstance request = flow.requested(APP_USER, "urgency", "emergency");

        Task approval = task(APPROVE, request);
        assertThat(approval.getName())
                .isEqualTo("EMERGENCY: Approve lock: app_user on postgres-demo01 (tencent-postgres)");
        assertThat(approval.getPriority()).isEqualTo(90);
    }

    private List<String> candidates(ProcessInstance request) {
        return COVERAGE
                .getProcessEngine()
                .getTaskService()
                .getIdentityLinksForTask(task(APPROVE, request).getId())
                .stream()
                .map(IdentityLink::getGroupId)
                .filter(Objects::nonNull)
                .toList();
    }

    @Test
    void lockByAStrangerAfterTheApprovalIsNotOurs() {
        ProcessInstance request = flow.requested(APP_USER);

        CLOUDS.set(APP_USER, "LOCKED");
        flow.approve(request);
        flow.runJobs(request);

        assertEnded(request, "EndEvent_LockedMeanwhile", "ALREADY_LOCKED");
        assertThat(CLOUDS.executed("LockAccount")).isZero();
    }

    @Test
    void accountThatChangedAfterTheApprovalIsNotLocked() {
        AccountRef account = tencent("etl_user");
        CLOUDS.set(account, "UNLOCKED");
        ProcessInstance request = flow.requested(account);

        CLOUDS.put(account, "{\"state\":\"UNLOCKED\",\"createdAt\":\"2026-01-01 00:00:00\"}");
        flow.approve(request);
        flow.runJobs(request);

        assertEnded(request, "EndEvent_TargetChanged", "TARGET_CHANGED");
        assertThat(CLOUDS.executed("LockAccount")).isZero();
    }

    @Test
    void refusalAboutTheAccountLeavesItUnchanged() {
        ProcessInstance request = flow.requested(APP_USER);

        CLOUDS.fail(
                "{\"action\":\"LockAccount\",\"fault\":\"error\",\"code\":\"InvalidParameterValue.AccountNotExist\"}");
        flow.approve(request);
        flow.runJobs(request);

        assertEnded(request, "EndEvent_LockRefused", "FAILED_UNCHANGED");
        assertThat(flow.variable(request, "outcomeReason").toString()).contains("AccountNotExist");
    }

    @Test
    void lockWhoseTimeIsOverIsNotCalled() {
        ProcessInstance request = flow.requested(
                APP_USER, "lockUntil", flow.now().plusSeconds(3600).toString());

        flow.passTime(Duration.ofHours(2));
        flow.approve(request);
        flow.runJobs(request);

        assertEnded(request, "EndEvent_TooLateToLock", "EXPIRED");
        assertThat(CLOUDS.executed("LockAccount")).isZero();
    }

    @Test
    void slowCloudIsAskedAgainUntilItShowsTheLock() {
        ProcessInstance request = flow.requested(APP_USER);
        CLOUDS.fail("{\"fault\":\"not-executed\",\"action\":\"LockAccount\"}");
        flow.approve(request);
        flow.runJobs(request);
        assertThat(request).isWaitingAt("IntermediateEvent_NextLook");

        CLOUDS.set(APP_USER, "LOCKED");
        flow.passTime(Duration.ofMinutes(1));
        flow.runJobs(request);

        assertEnded(request, "EndEvent_AccountLocked", "LOCKED");
    }

    @Test
    void stateThatCannotBeReadIsSettledByAnOperatorWhoLooksAgain() {
        ProcessInstance request = lockedBlindly("onFailure", "undo");
        assertThat(request).isWaitingAt(SETTLE_LOCK);

        CLOUDS.heal();
        flow.settle(request, SETTLE_LOCK, "verify");
        flow.runJobs(request);

        assertEnded(request, "EndEvent_AccountLocked", "LOCKED");
    }

    @Test
    void lockThatIsKeptWithoutProofIsNeverCalledLocked() {
        ProcessInstance request = lockedBlindly();

        String task = task(SETTLE_LOCK, request).getId();
        flow.settle(request, SETTLE_LOCK, "keep");
        Map<String, Object> undo = Map.of("settlement", "undo", "settlementReason", "It is needed.");
        assertThatThrownBy(() -> flow.as("operator", () -> {
                    BpmnAwareTests.taskService().complete(task, undo);
                    return null;
                }))
                .hasMessageContaining("Already handled: the request for app_user")
                .hasMessageContaining("operator has settled it at ");
        flow.runJobs(request);

        assertEnded(request, "EndEvent_ClosedByOperator", "CLOSED_BY_OPERATOR");
        CLOUDS.heal();
        ProcessInstance next = flow.requested(APP_USER);
        assertThat(flow.variable(next, "holdsSeen").toString()).contains(request.getId() + ", kept");
    }

    @Test
    void onlyOperatorsSettleAndSayWhy() {
        ProcessInstance request = lockedBlindly();
        Map<String, Object> undo = Map.of("settlement", "undo", "settlementReason", "looked at the console");

        for (String person : List.of("requester", "manager", "nobody")) {
            assertThatThrownBy(() -> flow.complete(request, SETTLE_LOCK, person, undo))
                    .hasMessageContaining("Only members of the group of operators may settle");
        }
        assertThatThrownBy(() -> flow.complete(request, SETTLE_LOCK, "operator", Map.of("settlement", "undo")))
                .hasMessageContaining("settlementReason: say what you saw");
        assertThatThrownBy(() -> flow.settle(request, SETTLE_LOCK, "unlock"))
                .hasMessageContaining("choose verify, undo or keep");

        assertThat(request).isWaitingAt(SETTLE_LOCK);
    }

    @Test
    void operatorWhoAskedForTheLockDoesNotUndoOrKeepItAlone() {
        ProcessInstance request = flow.requestedBy("operator", APP_USER);
        CLOUDS.fail(ALWAYS_UNKNOWN);
        flow.approve(request);
        flow.letTimePass(request);

        assertThatThrownBy(() -> flow.settle(request, SETTLE_LOCK, "undo")).hasMessageContaining("another operator");
        assertThatThrownBy(() -> flow.settle(request, SETTLE_LOCK, "keep")).hasMessageContaining("another operator");

        assertThat(request).isWaitingAt(SETTLE_LOCK);
        CLOUDS.heal();
        flow.settle(request, SETTLE_LOCK, "verify");
        flow.runJobs(request);
        assertEnded(request, "EndEvent_AccountLocked", "LOCKED");
    }

    @Test
    void groupThatSettlesCannotBeNamedByWhoSettles() {
        ProcessInstance request = lockedBlindly();

        assertThatThrownBy(() -> flow.complete(
                        request,
                        SETTLE_LOCK,
                        "requester",
                        Map.of("settlement", "keep", "settlementReason", "I say so", "operatorGroup", "requesters")))
                .hasMessageContaining("operatorGroup cannot be set with this task");

        assertThat(request).isWaitingAt(SETTLE_LOCK);
    }

    @Test
    void undoOfALockThatNobodyEverSawSaysSo() {
        ProcessInstance request = lockedBlindly();
        CLOUDS.heal();
        CLOUDS.set(APP_USER, "UNLOCKED");

        flow.settle(request, SETTLE_LOCK, "undo");
        flow.letTimePass(request);

        assertEnded(request, "EndEvent_LockUndone", "UNDONE");
        assertThat(flow.variable(request, "outcomeReason"))
                .isEqualTo(
                        "The lock, which was never proven, was undone; the cloud said that the account is unlocked.");
    }

    @Test
    void operatorUndoesWhatIsSurelyOurs() {
        ProcessInstance request = lockedBlindly();

        CLOUDS.heal();
        flow.settle(request, SETTLE_LOCK, "undo");
        flow.runJobs(request);

        assertEnded(request, "EndEvent_LockUndone", "UNDONE");
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("UNLOCKED");
    }

    @Test
    void contradictedEmergencyIsLeftToAnOperator() {
        ProcessInstance request = contradicted("urgency", "emergency");

        assertThat(request).isWaitingAt(SETTLE_LOCK).hasNotPassed(UNLOCK);
    }

    @Test
    void undoThatMayNotUnlockAsksAnOperator() {
        ProcessInstance request = contradicted("onFailure", "undo");

        assertThat(request).isWaitingAt(SETTLE_UNDO);
        assertThat(CLOUDS.executed("UnlockAccount")).isZero();
        flow.settle(request, SETTLE_UNDO, "keep");
        flow.runJobs(request);
        assertEnded(request, "EndEvent_UndoGivenUp", "CLOSED_BY_OPERATOR");
    }

    @Test
    void lockOfSomeHoursHasAnEndThatTheApproverIsShown() {
        ClockUtil.setCurrentTime(Date.from(Instant.parse("2026-06-01T12:00:30Z")));

        ProcessInstance request = flow.requested(APP_USER, "lockDuration", "PT4H");

        assertThat(flow.facts(request).request().lockUntil()).contains(Instant.parse("2026-06-01T16:00:00Z"));
        assertThat(flow.variable(request, "lockUntil")).isEqualTo("2026-06-01T16:00:00Z");
        flow.approve(request);
        flow.runJobs(request);
        flow.passTime(Duration.ofHours(4));
        flow.runJobs(request);
        assertEnded(request, "EndEvent_LockExpired", "UNLOCKED");
    }

    @ParameterizedTest
    @CsvSource({
        "PT4X, '', 'lockDuration: \"PT4X\" is neither a duration nor a time; allowed is ISO 8601, for example PT4H, P1D or 2026-12-31T18:00:00Z.'",
        "PT4H, 2026-12-31T18:00:00Z, lockUntil: must be empty where lockDuration says how long.",
        "2026-13-01, '', 'lockDuration: \"2026-13-01\" is neither a duration nor a time'",
        "2020-01-01T08:00:00Z, '', ' is not in the future; now is '",
        "P-1D, '', ' is not in the future; now is '",
        "P999999999D, '', must be before the year 10000"
    })
    void lengthThatIsNoneIsRefusedAtTheStart(String duration, String until, String sentence) {
        assertThatThrownBy(() -> flow.requested(APP_USER, "lockDuration", duration, "lockUntil", until))
                .hasMessageContaining(sentence);
    }

    @Test
    void temporaryLockThatOthersHoldEndsWithoutACall() {
        ProcessInstance request = lockedForOneDay();
        ProcessInstance lasting = flow.requested(APP_USER);
        flow.approve(lasting);
        flow.runJobs(lasting);

        flow.passTime(Duration.ofHours(25));
        flow.runJobs(request);

        assertEnded(lasting, "EndEvent_AccountLocked", "LOCKED");
        assertEnded(request, "EndEvent_HoldReleased", "RELEASED");
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("LOCKED");
    }

    @Test
    void emergencyLockByAResponderIsMadeFirstAndStaysWhenItsReviewConfirmsIt() {
        ProcessInstance request = lockedFirst();

        assertThat(task(APPROVE, request).getName())
                .isEqualTo("EMERGENCY, LOCKED ALREADY: Approve lock: app_user on postgres-demo01 (tencent-postgres)");
        assertThat(task(APPROVE, request).getDueDate())
                .as("it waits as long as it takes")
                .isNull();
        assertThat(flow.variable(request, "review")).isEqualTo("yes");
        assertThat(flow.hold(request)).isEqualTo("HELD");
        flow.approve(request);
        flow.runJobs(request);

        assertEnded(request, "EndEvent_AccountLocked", "LOCKED");
        assertThat(CLOUDS.executed("LockAccount")).isOne();
    }

    @Test
    void emergencyLockThatItsReviewRejectsIsUndone() {
        ProcessInstance request = lockedFirst();

        flow.decide(request, "manager", Map.of("decision", "reject", "decisionReason", "false alarm"));
        flow.runJobs(request);

        assertEnded(request, "EndEvent_LockUndone", "UNDONE");
        assertThat(flow.variable(request, "outcomeReason").toString()).contains("rejected by manager (false alarm)");
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("UNLOCKED");
    }

    @Test
    void emergencyLockWhoseUndoIsRefusedIsUndoneWhenTheOperatorSaysSo() {
        ProcessInstance request = lockedFirst();
        CLOUDS.fail("{\"fault\":\"not-executed\",\"action\":\"UnlockAccount\",\"accountName\":\"app_user\"}");
        flow.decide(request, "manager", Map.of("decision", "reject", "decisionReason", "false alarm"));
        flow.letTimePass(request);
        assertThat(request).isWaitingAt("Task_SettleUndo");
        CLOUDS.heal();

        flow.settle(request, "Task_SettleUndo", "undo");
        flow.letTimePass(request);

        assertEnded(request, "EndEvent_LockUndone", "UNDONE");
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("UNLOCKED");
    }

    @Test
    void emergencyLockThatNobodyReviewsStaysAndIsRemindedOfDaily() {
        ProcessInstance request = lockedFirst();

        for (int day = 0; day < 30; day++) {
            flow.passTime(Duration.ofDays(1));
            flow.runJobs(request);
        }

        assertThat(request).isWaitingAt(APPROVE);
        assertThat(request).hasPassed("Task_RemindApprovers");
        assertThat(COVERAGE.getProcessEngine()
                        .getHistoryService()
                        .createHistoricActivityInstanceQuery()
                        .processInstanceId(request.getId())
                        .activityId("Task_RemindApprovers")
                        .count())
                .isBetween(30L, 32L);
        assertThat(candidates(request)).contains("managers", "heads");
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("LOCKED");
        flow.decide(request, "head", Map.of("decision", "approve"));
        flow.runJobs(request);
        assertEnded(request, "EndEvent_AccountLocked", "LOCKED");
    }

    @Test
    void emergencyLockForATimeEndsAtItsTimeWhenItIsReviewed() {
        ProcessInstance request =
                lockedFirst("lockUntil", flow.now().plus(Duration.ofHours(6)).toString());
        flow.approve(request);
        flow.runJobs(request);
        assertThat(request).isWaitingAt("IntermediateEvent_LockExpires");

        flow.passTime(Duration.ofHours(7));
        flow.runJobs(request);

        assertEnded(request, "EndEvent_LockExpired", "UNLOCKED");
    }

    @Test
    void whoIsNoResponderWaitsForHisApproval() {
        ProcessInstance request = flow.requested(APP_USER, "urgency", "emergency");

        assertThat(request).isWaitingAt(APPROVE);
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("UNLOCKED");
    }

    @Test
    void responderWhoSaysNothingOfAnEmergencyWaitsForHisApproval() {
        ProcessInstance request = flow.requestedBy("responder", APP_USER);

        assertThat(request).isWaitingAt(APPROVE);
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("UNLOCKED");
    }

    @Test
    void emergencyLockThatIsGoneEndsWithItsReview() {
        ProcessInstance request = lockedFirst();
        CLOUDS.set(APP_USER, "UNLOCKED");
        flow.nobodyHolds();
        assertThat(flow.variable(request, "review")).isEqualTo("gone");
        assertThat(flow.variable(request, "lockGone").toString()).contains("has found the account unlocked");
        flow.passTime(Duration.ofDays(1));
        flow.runJobs(request);
        flow.passTime(Duration.ofDays(1));
        assertThat(flow.isDue(request))
                .as("nobody is reminded of a lock that is gone")
                .isFalse();

        flow.approve(request);
        flow.runJobs(request);

        assertEnded(request, "EndEvent_HoldReleased", "RELEASED");
        assertThat(CLOUDS.executed("LockAccount")).isOne();
    }

    @Test
    void emergencyLockThatIsGoneRightAfterItsReviewEndsToo() {
        ProcessInstance request = lockedFirst();
        flow.approve(request);
        CLOUDS.set(APP_USER, "UNLOCKED");
        flow.nobodyHolds();

        flow.runJobs(request);

        assertEnded(request, "EndEvent_HoldReleased", "RELEASED");
    }

    private ProcessInstance lockedFirst(String... namesAndValues) {
        Map<String, Object> values = ProcessTester.values(APP_USER);
        values.put("urgency", "emergency");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        ProcessInstance request = flow.as("responder", () -> flow.start(values));
        flow.runJobs(request);
        assertThat(request).isWaitingAt(APPROVE);
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("LOCKED");
        return request;
    }

    @Test
    void temporaryLockIsRemovedAtItsTime() {
        ProcessInstance request = lockedForOneDay();

        flow.passTime(Duration.ofHours(25));
        flow.runJobs(request);

        assertEnded(request, "EndEvent_LockExpired", "UNLOCKED");
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("UNLOCKED");
    }

    @Test
    void temporaryLockIsNotRemovedFromAnAccountThatWasMadeAgain() {
        ProcessInstance request = lockedForOneDay();
        CLOUDS.put(APP_USER, "{\"state\":\"LOCKED\",\"createdAt\":\"2026-01-01 00:00:00\"}");

        flow.passTime(Duration.ofHours(25));
        flow.runJobs(request);

        assertThat(request).isWaitingAt(SETTLE_UNDO);
        assertThat(CLOUDS.executed("UnlockAccount")).isZero();
        CLOUDS.put(APP_USER, "{\"state\":\"UNLOCKED\",\"createdAt\":\"2024-01-01 00:00:00\"}");
    }

    @Test
    void unlockThatShowsLateIsLookedAtAgain() {
        ProcessInstance request = lockedForOneDay();
        CLOUDS.fail("{\"fault\":\"not-executed\",\"action\":\"UnlockAccount\"}");
        flow.passTime(Duration.ofHours(25));
        flow.runJobs(request);
        assertThat(request).isWaitingAt("IntermediateEvent_NextUnlockLook");

        CLOUDS.set(APP_USER, "UNLOCKED");
        flow.letTimePass(request);

        assertEnded(request, "EndEvent_LockExpired", "UNLOCKED");
    }

    @Test
    void unlockThatIsRefusedIsTriedAndVerifiedAgainByAnOperator() {
        ProcessInstance request = lockedForOneDay();
        CLOUDS.fail("{\"fault\":\"error\",\"action\":\"UnlockAccount\",\"code\":\"AccountNotExist\"}");
        flow.passTime(Duration.ofHours(25));
        flow.letTimePass(request);
        assertThat(request).isWaitingAt(SETTLE_UNDO);

        CLOUDS.fail("{\"fault\":\"not-executed\",\"action\":\"UnlockAccount\"}");
        flow.settle(request, SETTLE_UNDO, "undo");
        flow.letTimePass(request);
        assertThat(request).isWaitingAt(SETTLE_UNDO);
        CLOUDS.set(APP_USER, "UNLOCKED");
        flow.settle(request, SETTLE_UNDO, "verify");
        flow.runJobs(request);

        assertEnded(request, "EndEvent_LockExpired", "UNLOCKED");
    }

    @Test
    void temporaryLockIsNotRemovedBeforeItsTime() {
        ProcessInstance request = lockedForOneDay();

        undoByHand(request);

        assertThat(flow.incident(request).getIncidentMessage()).contains("Nobody asked for this undo");
        assertThat(CLOUDS.executed("UnlockAccount")).isZero();
    }

    @Test
    void contradictedLockOfARequestThatSaysHoldIsNotUndone() {
        ProcessInstance request = contradicted("urgency", "emergency");
        CLOUDS.set(APP_USER, "LOCKED");

        undoByHand(request);

        assertThat(flow.incident(request).getIncidentMessage()).contains("Nobody asked for this undo");
        assertThat(CLOUDS.executed("UnlockAccount")).isZero();
    }

    @Test
    void lockThatSomebodyElseHoldsTooIsNotRemoved() throws SQLException {
        ProcessInstance request = lockedForOneDay();
        sql("insert into account_lock_hold (request_id, account_path, requester, state, since) values ('other', '"
                + APP_USER.path() + "', 'somebody', 'HELD', current_timestamp)");

        flow.passTime(Duration.ofHours(25));
        flow.runJobs(request);

        sql("delete from account_lock_hold where request_id = 'other'");
        assertThat(request).isWaitingAt(SETTLE_UNDO);
        assertThat(flow.variable(request, "problem").toString()).contains("Another request holds this account");
        assertThat(CLOUDS.executed("UnlockAccount")).isZero();
    }

    @Test
    void lockIsNotUndoneWhileItIsOnlyUnproven() {
        ProcessInstance request = flow.requested(APP_USER, "onFailure", "undo");
        CLOUDS.fail("{\"fault\":\"not-executed\",\"action\":\"LockAccount\"}");
        flow.approve(request);
        flow.runJobs(request);
        assertThat(request).isWaitingAt("IntermediateEvent_NextLook");
        CLOUDS.set(APP_USER, "LOCKED");

        undoByHand(request);

        assertThat(flow.incident(request).getIncidentMessage()).contains("Nobody asked for this undo");
        assertThat(CLOUDS.executed("UnlockAccount")).isZero();
    }

    private static String withoutNormal() {
        return ProcessTester.policy().replaceAll("(?s)<rule id=\"Rule_Normal\">.*?</rule>", "");
    }

    private static String asking(String approvals) {
        return ProcessTester.policy()
                .replace(
                        "<outputEntry id=\"Out_5_2\"><text>1</text>",
                        "<outputEntry id=\"Out_5_2\"><text>" + approvals + "</text>");
    }

    /** An administrator puts a token in front of the undo. */
    private void undoByHand(ProcessInstance request) {
        flow.runtimeBehindTheDoors()
                .createProcessInstanceModification(request.getId())
                .startBeforeActivity(UNLOCK)
                .execute();
        flow.runJobs(request);
    }

    /** By somebody with the database's password. */
    private static void sql(String statement) throws SQLException {
        var configuration =
                (ProcessEngineConfigurationImpl) COVERAGE.getProcessEngine().getProcessEngineConfiguration();
        try (Connection connection = configuration.getDataSource().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
            connection.commit();
        }
    }

    @Test
    void approversAreAskedBeforeATemporaryLockEndsIfTheRequestSaysSo() {
        String tomorrow = flow.now().plus(Duration.ofHours(24)).toString();
        ProcessInstance request = flow.requested(APP_USER, "lockUntil", tomorrow, "atEnd", "review");
        flow.approve(request);
        flow.runJobs(request);
        flow.passTime(Duration.ofHours(25));
        flow.runJobs(request);
        assertThat(request).isWaitingAt(APPROVE);
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("LOCKED");

        flow.approve(request);
        flow.runJobs(request);

        assertEnded(request, "EndEvent_AccountLocked", "LOCKED");
    }

    @Test
    void approvedRequestWaitsForItsStart() {
        Instant start = flow.now().plus(Duration.ofHours(24)).truncatedTo(ChronoUnit.SECONDS);
        ProcessInstance request = flow.requested(APP_USER, "lockFrom", start.toString());
        flow.approve(request);
        assertThat(request).isWaitingAt(AWAIT_START);

        flow.passTime(Duration.ofHours(24));
        flow.runJobs(request);

        assertEnded(request, "EndEvent_AccountLocked", "LOCKED");
    }

    @Test
    void requesterTakesBackWhatWaitsForItsStart() {
        String start = flow.now().plus(Duration.ofHours(24)).toString();
        ProcessInstance request = flow.requested(APP_USER, "lockFrom", start);
        flow.approve(request);

        flow.withdraw(request, AWAIT_START, "requester", "Not this weekend.");

        assertEnded(request, "EndEvent_TakenBack", "WITHDRAWN");
    }

    @Test
    void lockThatNeedsNoApprovalWaitsForItsStart() {
        Deployment policy = flow.deployPolicy(CountingPolicy.NEEDS_NONE);
        Instant start = flow.now().plus(Duration.ofDays(20)).truncatedTo(ChronoUnit.SECONDS);
        ProcessInstance request = flow.requested(
                APP_USER,
                "lockFrom",
                start.toString(),
                "lockUntil",
                start.plusSeconds(3600).toString());
        assertThat(request).isWaitingAt(AWAIT_START);

        flow.passTime(Duration.ofDays(20));
        flow.runJobs(request);
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("LOCKED");
        flow.passTime(Duration.ofHours(1));
        flow.runJobs(request);

        assertEnded(request, "EndEvent_LockExpired", "UNLOCKED");
        flow.remove(policy);
    }

    private ProcessInstance lockedForOneDay() {
        String tomorrow = flow.now().plus(Duration.ofHours(24)).toString();
        ProcessInstance request = flow.requested(APP_USER, "lockUntil", tomorrow);
        flow.approve(request);
        flow.runJobs(request);
        assertThat(request).isWaitingAt(LOCK_EXPIRES);
        return request;
    }

    /** Locked, but the cloud shows a status that means neither, until it is healed. */
    private ProcessInstance lockedBlindly(String... namesAndValues) {
        ProcessInstance request = flow.requested(APP_USER, namesAndValues);
        CLOUDS.fail(ALWAYS_UNKNOWN);
        flow.approve(request);
        flow.letTimePass(request);
        return request;
    }

    /** The cloud says yes to the lock and never shows it. */
    private ProcessInstance contradicted(String... namesAndValues) {
        ProcessInstance request = flow.requested(APP_USER, namesAndValues);
        CLOUDS.fail("{\"fault\":\"not-executed\",\"action\":\"LockAccount\"}");
        flow.approve(request);
        flow.letTimePass(request);
        return request;
    }

    private void assertEnded(ProcessInstance request, String endEvent, String outcome) {
        assertThat(request).isEnded().hasPassed(endEvent);
        assertThat(flow.variable(request, "outcome")).isEqualTo(outcome);
    }
}
