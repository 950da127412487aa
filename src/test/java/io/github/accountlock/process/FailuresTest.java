package io.github.accountlock.process;

import static io.github.accountlock.engine.process.AccountLockProcess.APPROVE;
import static io.github.accountlock.engine.process.AccountLockProcess.LOCK;
import static io.github.accountlock.engine.process.AccountLockProcess.SETTLE_LOCK;
import static io.github.accountlock.engine.process.AccountLockProcess.SETTLE_UNDO;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.camunda.bpm.engine.test.assertions.bpmn.AbstractAssertions.init;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.fixture.ControlledClouds;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.history.HistoricJobLog;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Every failure ends in exactly one of: repaired by itself, a human task, an incident with a readable message. */
@ExtendWith(OutputCaptureExtension.class)
class FailuresTest {

    private static final ControlledClouds CLOUDS = new ControlledClouds();

    private static final ProcessEngine ENGINE = engine();

    private static final AccountRef APP_USER = tencent("app_user");

    private final ProcessTester flow = new ProcessTester(ENGINE);

    @BeforeEach
    void setUp() {
        init(ENGINE);
        flow.nobodyHolds();
        CLOUDS.forget();
        CLOUDS.set(APP_USER, "UNLOCKED");
    }

    @AfterEach
    void tearDown() {
        ClockUtil.reset();
        ENGINE.getRuntimeService()
                .createProcessInstanceQuery()
                .list()
                .forEach(left -> ENGINE.getRuntimeService().deleteProcessInstance(left.getId(), "end of test"));
    }

    @AfterAll
    static void close() {
        ENGINE.close();
        CLOUDS.close();
    }

    @Test
    void lostAnswerIsReadBeforeAnythingIsRepeated() {
        ProcessInstance request = approvedWith("{\"fault\":\"answer-lost\",\"action\":\"LockAccount\"}");

        flow.letTimePass(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
        assertThat(flow.variable(request, "stateBefore")).isEqualTo("UNLOCKED");
        assertThat(CLOUDS.executed("LockAccount")).isOne();
    }

    @Test
    void callThatNeverArrivedIsRepeatedOnceAfterAReading() {
        ProcessInstance request =
                approvedWith("{\"fault\":\"silent\",\"action\":\"LockAccount\",\"delayMillis\":3000}");

        flow.letTimePass(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
        assertThat(CLOUDS.executed("LockAccount")).isOne();
    }

    /** The cloud has refused our call, and somebody else has locked the account since: no end is proven, so people are asked. */
    @Test
    void whereTheAccountHasChangedAfterARefusedCallPeopleAreAskedAlsoWhenItIsTooLate() {
        ProcessInstance request = flow.requested(APP_USER);
        CLOUDS.fail("{\"fault\":\"no-permission\",\"action\":\"LockAccount\",\"times\":0}");
        flow.approve(request);
        flow.runJobs(request);
        CLOUDS.heal();
        CLOUDS.set(APP_USER, "LOCKED");
        flow.passTime(Duration.ofHours(25));
        ENGINE.getManagementService().setJobRetries(flow.job(request).getId(), 1);

        for (int i = 0; i < 6; i++) {
            flow.letTimePass(request);
        }

        assertThat(request).isWaitingAt("Task_SettleLock");
    }

    /** Nobody else relies on it, and a list of all or none does not remove it by itself. */
    @Test
    void lockWhoseCallHadNoAnswerIsSurelyHeldByNobody() {
        ProcessInstance first = approvedWith("{\"fault\":\"answer-lost\",\"action\":\"LockAccount\"}");
        flow.letTimePass(first);
        assertThat(flow.variable(first, "outcome")).isEqualTo("LOCKED");

        ProcessInstance second = flow.requested(
                APP_USER, "lockUntil", flow.now().plus(Duration.ofHours(9)).toString());
        flow.letTimePass(second);
        Map<String, Object> values = ProcessTester.values(APP_USER);
        values.put("hold", first.getId());
        ProcessInstance unlock = flow.as(
                "operator", () -> ENGINE.getRuntimeService().startProcessInstanceByKey("account-unlock", values));
        flow.runJobs(unlock);

        assertThat(flow.variable(second, "outcome")).isEqualTo("ALREADY_LOCKED");
        assertThat(flow.variable(unlock, "outcomeReason")).asString().contains("does not surely hold this account");
    }

    /** What locks the account may be the lock of somebody who was faster than a call that never arrived. */
    @Test
    void lockWhoseCallHadNoAnswerIsRemovedByAnOperatorOnly() {
        ProcessInstance request = flow.requested(
                APP_USER, "lockUntil", flow.now().plus(Duration.ofHours(2)).toString());
        CLOUDS.fail("{\"fault\":\"answer-lost\",\"action\":\"LockAccount\"}");
        flow.approve(request);
        flow.runJobs(request);
        flow.letTimePass(request);
        assertThat(flow.hold(request)).isEqualTo("HELD");

        flow.passTime(Duration.ofHours(3));
        flow.runJobs(request);

        assertThat(flow.facts(request).question())
                .contains("Our lock call had no answer, so the lock may be somebody else's.");
        assertThat(CLOUDS.executed("UnlockAccount")).isZero();
        flow.settle(request, "Task_SettleUndo", "undo");
        flow.runJobs(request);
        assertThat(flow.variable(request, "outcome")).isEqualTo("UNLOCKED");
    }

    @Test
    void lostAnswerIsNotRepeatedWhileTheStateCannotBeRead() {
        ProcessInstance request = approvedWith("{\"fault\":\"answer-lost\",\"action\":\"LockAccount\"}");
        flow.runOneJob(request);
        CLOUDS.fail("{\"fault\":\"unknown-status\",\"accountName\":\"app_user\",\"times\":0}");

        flow.letTimePass(request);

        assertThat(CLOUDS.calls().stream().filter("LockAccount"::equals)).hasSize(1);
        assertThat(flow.incident(request).getIncidentMessage()).contains("the state cannot be read yet");
        CLOUDS.heal();
        ENGINE.getManagementService().setJobRetries(flow.job(request).getId(), 1);
        flow.letTimePass(request);
        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
        assertThat(CLOUDS.executed("LockAccount")).isOne();
    }

    @Test
    void nothingIsCalledWhileTheStateBeforeCannotBeRead() {
        ProcessInstance request =
                approvedWith("{\"fault\":\"unknown-status\",\"accountName\":\"app_user\",\"times\":0}");

        flow.letTimePass(request);

        assertThat(CLOUDS.calls()).doesNotContain("LockAccount");
        assertThat(flow.incident(request).getIncidentMessage()).contains("so nothing is called");
        CLOUDS.heal();
        ENGINE.getManagementService().setJobRetries(flow.job(request).getId(), 1);
        flow.letTimePass(request);
        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
    }

    @Test
    void jobsThatGoWellAreNotLoggedAndOneThatFailedIsToItsEnd() {
        ProcessInstance well = flow.requested(APP_USER);
        flow.approve(well);
        flow.letTimePass(well);
        assertThat(flow.variable(well, "outcome")).isEqualTo("LOCKED");
        assertThat(jobLog(well)).isEmpty();
        flow.nobodyHolds();
        CLOUDS.set(APP_USER, "UNLOCKED");

        ProcessInstance once = approvedWith("{\"fault\":\"unknown-status\",\"accountName\":\"app_user\",\"times\":2}");
        flow.letTimePass(once);

        assertThat(flow.variable(once, "outcome")).isEqualTo("LOCKED");
        assertThat(jobLog(once)).first().matches(HistoricJobLog::isFailureLog);
        assertThat(jobLog(once)).filteredOn(HistoricJobLog::isSuccessLog).hasSize(1);
    }

    private static List<HistoricJobLog> jobLog(ProcessInstance request) {
        return ENGINE.getHistoryService()
                .createHistoricJobLogQuery()
                .processInstanceId(request.getId())
                .orderPartiallyByOccurrence()
                .asc()
                .list();
    }

    @Test
    void twoLostAnswersAreLeftToTheVerification() {
        ProcessInstance request =
                approvedWith("{\"fault\":\"error\",\"action\":\"LockAccount\",\"code\":\"InternalError\",\"times\":9}");

        flow.letTimePass(request);

        assertThat(CLOUDS.calls().stream().filter("LockAccount"::equals)).hasSize(2);
        assertThat(flow.variable(request, "lockOutcome")).isEqualTo("answer-lost");
        assertThat(flow.variable(request, "verification")).isEqualTo("contradicted");
        assertThat(request).isWaitingAt(SETTLE_UNDO);
    }

    @Test
    void throttledCallWaitsWithoutBurningRetries() {
        ProcessInstance request = approvedWith("{\"fault\":\"throttled\",\"action\":\"LockAccount\",\"times\":8}");

        for (int i = 0; i < 8; i++) {
            flow.runJobs(request);
            assertThat(flow.job(request).getRetries()).isGreaterThan(1);
            assertThat(flow.incident(request)).isNull();
            flow.passTime(Duration.ofSeconds(3));
        }
        flow.runJobs(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
    }

    @ParameterizedTest
    @CsvSource({
        "throttled, Task_SettleLock",
        "no-permission, Task_SettleLock",
        "answer-lost, Task_SettleUndo",
    })
    void accountThatIsMadeAgainBetweenTwoCallsIsNotLocked(String fault, String asked) {
        ProcessInstance request = approvedWith("{\"fault\":\"" + fault + "\",\"action\":\"LockAccount\"}");
        flow.runOneJob(request);
        CLOUDS.put(
                APP_USER,
                "{\"state\":\"UNLOCKED\",\"createdAt\":\"2026-01-%d 00:00:00\"}".formatted(10 + fault.length()));
        long calls = CLOUDS.executed("LockAccount");

        if (flow.incident(request) != null) {
            ENGINE.getManagementService().setJobRetries(flow.job(request).getId(), 1);
        }
        flow.letTimePass(request);

        assertThat(CLOUDS.executed("LockAccount")).isEqualTo(calls);
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("UNLOCKED");
        assertThat(flow.incident(request)).isNull();
        assertThat(request).isWaitingAt(asked);
    }

    /** Its kind may want more approvals. */
    @ParameterizedTest
    @ValueSource(strings = {"throttled", "no-permission"})
    void accountThatIsOfAnotherKindBeforeTheCallIsRepeatedIsNotLocked(String fault) {
        ProcessInstance request = approvedWith("{\"fault\":\"" + fault + "\",\"action\":\"LockAccount\"}");
        flow.runOneJob(request);
        CLOUDS.put(APP_USER, "{\"state\":\"UNLOCKED\",\"type\":\"tencentDBSuper\"}");
        long calls = CLOUDS.executed("LockAccount");

        if (flow.incident(request) != null) {
            ENGINE.getManagementService().setJobRetries(flow.job(request).getId(), 1);
        }
        flow.letTimePass(request);
        CLOUDS.put(APP_USER, "{\"state\":\"UNLOCKED\",\"type\":\"normal\"}");

        assertThat(CLOUDS.executed("LockAccount")).isEqualTo(calls);
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("UNLOCKED");
        assertThat(request).isWaitingAt("Task_SettleLock");
    }

    @Test
    void accountThatIsGoneAfterACallWithoutAnAnswerIsSettled() {
        ProcessInstance request = approvedWith("{\"fault\":\"answer-lost\",\"action\":\"LockAccount\"}");
        flow.runOneJob(request);
        CLOUDS.remove(APP_USER);

        flow.letTimePass(request);
        CLOUDS.put(APP_USER, "{\"state\":\"UNLOCKED\"}");

        assertThat(flow.incident(request)).isNull();
        assertThat(request).isWaitingAt(SETTLE_UNDO);
    }

    @Test
    void lockWhoseApprovalExpiresWhileTheCloudIsBusyEndsAsExpired() {
        ProcessInstance request = approvedWith("{\"fault\":\"throttled\",\"action\":\"LockAccount\",\"times\":0}");
        flow.runJobs(request);

        flow.passTime(Duration.ofDays(8));
        CLOUDS.heal();
        flow.runJobs(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("EXPIRED");
        assertThat(flow.variable(request, "outcomeReason"))
                .isEqualTo("The approval had expired before the account could be locked; it is as it was before.");
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("UNLOCKED");
    }

    @Test
    void callThatIsThrottledOnAndOnIsAnIncidentInTheEnd() {
        ProcessInstance request = approvedWith("{\"fault\":\"throttled\",\"action\":\"LockAccount\",\"times\":0}");

        for (int i = 0; i < 201; i++) {
            flow.runJobs(request);
            flow.passTime(Duration.ofSeconds(3));
        }

        assertThat(flow.incident(request).getIncidentMessage())
                .contains("it was put back 200 times, so a person has to look");
        CLOUDS.heal();
        ENGINE.getManagementService().setJobRetries(flow.job(request).getId(), 1);
        flow.runJobs(request);
        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
    }

    @Test
    void missingPermissionIsAnIncidentAtOnceAndResumesAfterARepair(CapturedOutput log) {
        ProcessInstance request = approvedWith("{\"fault\":\"no-permission\",\"action\":\"LockAccount\"}");

        flow.runJobs(request);

        Job job = flow.job(request);
        assertThat(job.getRetries()).isZero();
        assertThat(flow.incident(request).getFailedActivityId()).isEqualTo(LOCK);
        assertThat(flow.incident(request).getIncidentMessage())
                .contains(APP_USER.path())
                .contains("AuthFailure.UnauthorizedOperation")
                .contains("request id");
        assertThat(lines(log, "LOCK-088"))
                .singleElement()
                .asString()
                .contains("ERROR")
                .contains("LOCK-088 step " + LOCK + " of request " + request.getId()
                        + " has failed for good, an operator is wanted: " + APP_USER.path());
        ENGINE.getManagementService().setJobRetries(job.getId(), 1);
        flow.runJobs(request);
        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
    }

    @Test
    void lockThatIsNotProvenCallsAnOperatorOnce(CapturedOutput log) {
        ProcessInstance request = flow.requested(APP_USER, "onFailure", "hold");
        CLOUDS.fail("{\"fault\":\"not-executed\",\"action\":\"LockAccount\"}");
        flow.approve(request);

        flow.letTimePass(request);

        assertThat(request).isWaitingAt(SETTLE_LOCK);
        assertThat(lines(log, "LOCK-089"))
                .singleElement()
                .asString()
                .contains("ERROR")
                .contains("LOCK-089 " + APP_USER.path() + ": The lock is not proven; the last look said: UNLOCKED. An"
                        + " operator is wanted, in the settle task of the request (request " + request.getId() + ")");
        assertThat(lines(log, "LOCK-088")).isEmpty();
    }

    /** It is not ours, and looking again proves nothing else. */
    @Test
    void lockOfOthersAfterARefusedCallIsNotContradicted() {
        ProcessInstance request = approvedWith("{\"fault\":\"no-permission\",\"action\":\"LockAccount\"}");
        flow.runJobs(request);

        CLOUDS.set(APP_USER, "LOCKED");
        ENGINE.getManagementService().setJobRetries(flow.job(request).getId(), 1);
        flow.letTimePass(request);

        assertThat(request).isWaitingAt(SETTLE_LOCK);
        assertThat(flow.variable(request, "lockOutcomeWords")).isEqualTo("No: it was not done");
        assertThat(flow.variable(request, "verificationWords"))
                .isEqualTo("The cloud shows a lock that is not surely ours");
        flow.settle(request, SETTLE_LOCK, "keep");
        flow.runJobs(request);
        assertThat(flow.variable(request, "outcome")).isEqualTo("CLOSED_BY_OPERATOR");
    }

    private static List<String> lines(CapturedOutput log, String id) {
        return log.getOut().lines().filter(line -> line.contains(id)).toList();
    }

    @Test
    void expiredTokenGetsOneMoreAttempt() {
        ProcessInstance once = approvedWith("{\"fault\":\"expired-token\",\"action\":\"LockAccount\",\"times\":2}");

        flow.runJobs(once);
        assertThat(flow.job(once).getRetries()).isOne();
        assertThat(flow.incident(once)).isNull();
        flow.passTime(Duration.ofSeconds(2));
        flow.runJobs(once);

        assertThat(flow.job(once).getRetries()).isZero();
        assertThat(flow.incident(once)).isNotNull();
    }

    @Test
    void busyAccountIsTriedSlowlyAndThenLeftUnchanged() {
        ProcessInstance request = approvedWith("{\"fault\":\"error\",\"action\":\"LockAccount\","
                + "\"code\":\"OperationDenied.InstanceStatusLimitError\",\"times\":0}");

        flow.letTimePass(request);

        assertThat(CLOUDS.calls().stream().filter("LockAccount"::equals)).hasSize(4);
        assertThat(flow.variable(request, "outcome")).isEqualTo("FAILED_UNCHANGED");
    }

    @Test
    void temporaryFailureOfAReadIsRetried() {
        CLOUDS.fail("{\"fault\":\"html-502\",\"action\":\"DescribeAccounts\",\"times\":2}");
        ProcessInstance request = flow.requested(APP_USER);

        flow.passTime(Duration.ofSeconds(6));
        flow.runJobs(request);
        flow.passTime(Duration.ofSeconds(31));
        flow.runJobs(request);

        assertThat(request).isWaitingAt(APPROVE);
    }

    @Test
    void answeredCallIsNotRepeatedWhenTheEngineCouldNotCommit() {
        ProcessInstance request = flow.requested(APP_USER);
        flow.approve(request);
        Job lock = flow.job(request);

        CommandExecutor commands = ((ProcessEngineConfigurationImpl) ENGINE.getProcessEngineConfiguration())
                .getCommandExecutorTxRequired();
        assertThatThrownBy(() -> commands.execute(context -> {
                    ENGINE.getManagementService().executeJob(lock.getId());
                    throw new IllegalStateException("power cut before the commit");
                }))
                .hasMessageContaining("power cut");
        flow.letTimePass(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
        assertThat(flow.variable(request, "lockOutcome")).isEqualTo("accepted");
        assertThat(CLOUDS.executed("LockAccount")).isOne();
    }

    @Test
    void approvalIsForgottenWhenTheEngineCouldNotCommit() {
        ProcessInstance request = flow.requested(APP_USER);

        CommandExecutor commands = ((ProcessEngineConfigurationImpl) ENGINE.getProcessEngineConfiguration())
                .getCommandExecutorTxRequired();
        assertThatThrownBy(() -> commands.execute(context -> {
                    flow.approve(request);
                    throw new IllegalStateException("power cut before the commit");
                }))
                .hasMessageContaining("power cut");
        assertThat(request).isWaitingAt(APPROVE);
        flow.approve(request);
        flow.runJobs(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
    }

    @Test
    void overwrittenRequestIsNeverSent() {
        ProcessInstance request = flow.requested(APP_USER);
        flow.approve(request);
        flow.runtimeBehindTheDoors().setVariable(request.getId(), "accountName", "report_user");

        flow.letTimePass(request);

        assertThat(CLOUDS.calls()).doesNotContain("LockAccount");
        assertThat(flow.incident(request).getIncidentMessage()).contains("accountName was changed");
    }

    @Test
    void oneAnswerGoneAstrayEndsNoRequest() {
        shownOnceAs("LOCKED");
        ProcessInstance request = flow.requested(APP_USER);
        assertThat(request).isWaitingAt(APPROVE);
        assertThat(flow.variable(request, "stateSeen")).isEqualTo("UNLOCKED");

        shownOnceAs("LOCKED");
        flow.approve(request);
        flow.runJobs(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
        assertThat(CLOUDS.executed("LockAccount")).isOne();
    }

    private static void shownOnceAs(String state) {
        CLOUDS.set(APP_USER, state);
        CLOUDS.set(APP_USER, "UNLOCKED");
        CLOUDS.fail("{\"fault\":\"stale-read\",\"action\":\"DescribeAccounts\",\"times\":1}");
    }

    @Test
    void approverCannotChangeTheRequest() {
        ProcessInstance request = flow.requested(APP_USER);

        assertThatThrownBy(() ->
                        flow.decide(request, "manager", Map.of("decision", "approve", "accountName", "report_user")))
                .hasMessageContaining("accountName cannot be set with this task, whose form only shows it");

        assertThat(request).isWaitingAt(APPROVE);
    }

    @Test
    void requesterAndStrangersCannotApprove() {
        ProcessInstance request = flow.requested(APP_USER);

        for (String person : List.of("requester", "operator", "nobody")) {
            assertThatThrownBy(() -> flow.decide(request, person, Map.of("decision", "approve")));
        }

        assertThat(request).isWaitingAt(APPROVE);
    }

    @Test
    void secondRequestForTheSameAccountNamesTheFirst() {
        ProcessInstance first = flow.requested(APP_USER);

        assertThatThrownBy(() -> flow.requested(APP_USER))
                .hasMessageContaining("another request for this account has not ended")
                .hasMessageContaining(first.getId());
    }

    @Test
    void everyWrongValueIsNamedAtOnce() {
        Map<String, Object> values = new HashMap<>(Map.of("provider", "aws", "region", "r", "urgency", "soon"));

        assertThatThrownBy(() -> flow.as("requester", () -> flow.start(values)))
                .hasMessageContaining("instanceId: must not be empty")
                .hasMessageContaining("accountName: must not be empty")
                .hasMessageContaining("reason: must not be empty")
                .hasMessageContaining("urgency: \"soon\" is not allowed, choose normal or emergency");
    }

    @Test
    void wrongPlacesAndNamesAreNamedWithWhatIsAllowed() {
        Map<String, Object> values = ProcessTester.values(tencent("pg_monitor"));
        values.put("region", "mars");
        values.put("instanceId", "pc-demo01");
        values.put("passwordValidUntil", "2030-01-01T00:00Z");

        assertThatThrownBy(() -> flow.as("requester", () -> flow.start(values)))
                .hasMessageContaining("region: \"mars\" is not configured")
                .hasMessageContaining("instanceId: ")
                .hasMessageContaining("accountName: ")
                .hasMessageContaining("passwordValidUntil: ");
    }

    @Test
    void lockThatWouldEndBeforeItBeginsIsRefused() {
        Map<String, Object> values = ProcessTester.values(APP_USER);
        values.put("lockUntil", "2020-01-01T00:00:00Z");

        assertThatThrownBy(() -> flow.as("requester", () -> flow.start(values)))
                .hasMessageContaining("lockUntil: 2020-01-01T00:00:00Z is not in the future");
    }

    @Test
    void businessKeyOfAnotherAccountIsRefused() {
        assertThatThrownBy(() -> flow.as(
                        "requester",
                        () -> ENGINE.getRuntimeService()
                                .startProcessInstanceByKey(
                                        "account-lock", tencent("etl_user").path(), ProcessTester.values(APP_USER))))
                .hasMessageContaining("business key: must be left empty or be " + APP_USER.path());
    }

    @Test
    void nobodyCanAskWithoutLoggingIn() {
        assertThatThrownBy(() -> flow.start(ProcessTester.values(APP_USER)))
                .hasMessageContaining("nobody is authenticated");
    }

    @Test
    void unknownVariablesAreRefusedByName() {
        Map<String, Object> values = ProcessTester.values(APP_USER);
        values.put("approval", "approved");

        assertThatThrownBy(() -> flow.as("requester", () -> flow.start(values)))
                .hasMessageContaining("variables: approval are not part of a request");
    }

    @Test
    void durationThatTheFormAsksForIsCheckedAndForgotten() {
        assertThatThrownBy(() -> flow.requested(APP_USER, "lockDuration", "temporary"))
                .hasMessageContaining("lockUntil: a temporary lock needs its end");

        ProcessInstance request = flow.requested(APP_USER, "lockDuration", "lasting");

        assertThat(flow.variable(request, "lockDuration")).isNull();
        assertThat(flow.variable(request, "lockUntil")).isNull();
    }

    @Test
    void deletedRequestFreesTheAccountButNotItsLock() {
        ProcessInstance request = flow.requested(
                APP_USER, "lockUntil", flow.now().plusSeconds(9999).toString());
        flow.approve(request);
        flow.runJobs(request);
        flow.runtimeBehindTheDoors().removeVariable(request.getId(), "lockOutcome");

        ENGINE.getRuntimeService().deleteProcessInstance(request.getId(), "by hand");

        assertThat(CLOUDS.state(APP_USER)).isEqualTo("LOCKED");
        ProcessInstance next = flow.requested(APP_USER);
        assertThat(flow.variable(next, "outcome")).isEqualTo("ALREADY_LOCKED");
        assertThat(flow.variable(next, "holdsSeen").toString()).contains(request.getId() + ", orphaned");
    }

    @Test
    void requestDeletedBeforeItsCallLeavesNoHold() {
        ProcessInstance request = flow.requested(APP_USER);

        ENGINE.getRuntimeService().deleteProcessInstance(request.getId(), "by hand");

        assertThat(flow.variable(flow.requested(APP_USER), "holdsSeen").toString())
                .doesNotContain(request.getId() + ",");
    }

    @Test
    void requestDeletedBehindOurBackNoLongerKeepsOthersOut() {
        ProcessInstance request = flow.requested(APP_USER);

        ENGINE.getRuntimeService().deleteProcessInstance(request.getId(), "by hand", true);

        ProcessInstance next = flow.requested(APP_USER);
        assertThat(next).isWaitingAt(APPROVE);
        assertThat(flow.variable(next, "holdsSeen").toString()).doesNotContain(request.getId() + ",");
    }

    @ParameterizedTest
    @CsvSource({
        "EndEvent_RequestExpired, EXPIRED",
        "EndEvent_RequestDenied, DENIED",
        "EndEvent_AccountNotFound, ACCOUNT_NOT_FOUND",
        "EndEvent_TargetChanged, TARGET_CHANGED",
        "EndEvent_LockRefused, FAILED_UNCHANGED",
        "EndEvent_AlreadyLocked, ALREADY_LOCKED",
        "EndEvent_RequestRejected, REJECTED",
        "EndEvent_RequestWithdrawn, WITHDRAWN"
    })
    void afterACallNobodyCanClaimThatNothingWasCalled(String endEvent, String outcome) {
        ProcessInstance request = approvedWith("{\"fault\":\"not-executed\",\"action\":\"LockAccount\"}");
        flow.runJobs(request);

        assertThatThrownBy(() -> flow.runtimeBehindTheDoors()
                        .createProcessInstanceModification(request.getId())
                        .startBeforeActivity(endEvent)
                        .execute())
                .hasStackTraceContaining("the ledger does not prove the outcome " + outcome);
    }

    private ProcessInstance approvedWith(String fault) {
        ProcessInstance request = flow.requested(APP_USER);
        flow.approve(request);
        CLOUDS.fail(fault);
        return request;
    }

    private static ProcessEngine engine() {
        StandaloneInMemProcessEngineConfiguration configuration = new StandaloneInMemProcessEngineConfiguration();
        configuration.setJdbcUrl("jdbc:h2:mem:failures;DB_CLOSE_DELAY=-1");
        configuration.setProcessEngineName("failures");
        return ProcessTester.configured(configuration, CLOUDS).buildProcessEngine();
    }
}
