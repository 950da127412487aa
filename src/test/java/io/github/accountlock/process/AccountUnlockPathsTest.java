package io.github.accountlock.process;

import static io.github.accountlock.engine.process.AccountUnlockProcess.APPROVE;
import static io.github.accountlock.engine.process.AccountUnlockProcess.KEY;
import static io.github.accountlock.engine.process.AccountUnlockProcess.SETTLE;
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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.community.process_test_coverage.junit5.platform7.ProcessEngineCoverageExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One test a path of {@code account-unlock.bpmn}; together they pass every element of it. */
class AccountUnlockPathsTest {

    private static final ControlledClouds CLOUDS = new ControlledClouds();

    private static final AccountRef APP_USER = tencent("app_user");
    private static final AccountRef FOREIGN = tencent("locked_user");
    private static final AccountRef ETL_USER = tencent("etl_user");

    private static final Map<String, Object> APPROVED = Map.of("decision", "approve");

    @RegisterExtension
    static final ProcessEngineCoverageExtension COVERAGE = ProcessEngineCoverageExtension.builder(
                    ProcessTester.measured("unlock-paths", CLOUDS, withoutUnlock()))
            .excludeProcessDefinitionKeys("account-lock", "account-lock-bulk")
            .assertClassCoverageAtLeast(1.0)
            .build();

    private ProcessTester flow;

    @BeforeEach
    void setUp() {
        init(COVERAGE.getProcessEngine());
        flow = new ProcessTester(COVERAGE.getProcessEngine());
        flow.nobodyHolds();
        CLOUDS.forget();
        CLOUDS.set(APP_USER, "UNLOCKED");
        CLOUDS.set(FOREIGN, "LOCKED");
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
    void lockOfOursIsRemovedAfterTwoApprovals() {
        ProcessInstance lock = locked();
        ProcessInstance unlock = asked(APP_USER, "operator");
        assertThat(flow.variable(unlock, "holdsSeen").toString())
                .contains("requester since")
                .contains(lock.getId())
                .contains("leaked password");
        assertThat(flow.variable(unlock, "lockIsForeign")).isEqualTo("no");

        decide(unlock, "manager");
        assertThat(unlock).isWaitingAt(APPROVE);
        decide(unlock, "manager2");

        assertEnded(unlock, "EndEvent_AccountUnlocked", "UNLOCKED");
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("UNLOCKED");
        ProcessInstance again = flow.requested(APP_USER);
        assertThat(flow.variable(again, "holdsSeen")).isEqualTo("");
    }

    @Test
    void requesterOfTheLockMayAskButNotApprove() {
        ProcessInstance lock = flow.requestedBy("manager", APP_USER);
        flow.decide(lock, "manager2", APPROVED);
        flow.runJobs(lock);

        ProcessInstance unlock = asked(APP_USER, "requester");

        assertThatThrownBy(() -> decide(unlock, "manager")).hasMessageContaining("You asked for the lock");
        assertThatThrownBy(() -> decide(asked(FOREIGN, "manager"), "manager")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void oneOfTwoHoldsIsReleasedWithoutACall() {
        ProcessInstance first = locked();
        locked();

        ProcessInstance unlock = asked(APP_USER, "operator", "hold", first.getId());
        decide(unlock, "manager");
        decide(unlock, "manager2");

        assertEnded(unlock, "EndEvent_HoldReleased", "RELEASED");
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("LOCKED");
    }

    @Test
    void holdIsReleasedWithoutACallWhereSomebodyHasJoinedSinceItWasShown() {
        ProcessInstance first = locked();
        ProcessInstance unlock = asked(APP_USER, "operator", "hold", first.getId());
        decide(unlock, "manager");
        ProcessInstance emergency = flow.requested(APP_USER, "urgency", "emergency");
        flow.approve(emergency);
        flow.runJobs(emergency);
        assertThat(flow.hold(emergency)).isEqualTo("HELD");
        decide(unlock, "manager2");

        assertEnded(unlock, "EndEvent_HoldReleased", "RELEASED");
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("LOCKED");
    }

    @Test
    void foreignLockStaysUnlessTheRequestSaysSo() {
        ProcessInstance unlock = asked(FOREIGN, "requester");

        assertEnded(unlock, "EndEvent_RequestDenied", "DENIED");
        assertThat(flow.variable(unlock, "outcomeReason").toString()).contains("not ours");
        assertThat(CLOUDS.state(FOREIGN)).isEqualTo("LOCKED");
    }

    @Test
    void foreignLockIsRemovedWhenTheRequestSaysSoAndTheApproversSawIt() {
        ProcessInstance unlock = asked(FOREIGN, "requester", "removeForeignLock", "true");
        assertThat(flow.variable(unlock, "lockIsForeign")).isEqualTo("yes");

        decide(unlock, "manager");
        decide(unlock, "manager2");

        assertEnded(unlock, "EndEvent_AccountUnlocked", "UNLOCKED");
    }

    @Test
    void unlockedAndUnknownAccountsEndWithoutACall() {
        assertEnded(asked(APP_USER, "requester"), "EndEvent_AlreadyUnlocked", "ALREADY_UNLOCKED");
        assertEnded(asked(tencent("nobody_here"), "requester"), "EndEvent_AccountNotFound", "ACCOUNT_NOT_FOUND");
        assertThat(CLOUDS.executed("UnlockAccount")).isZero();
    }

    @Test
    void rejectedAndWithdrawnRequestsEndWithoutACall() {
        locked();
        ProcessInstance rejected = asked(APP_USER, "requester");
        flow.complete(rejected, APPROVE, "manager", Map.of("decision", "reject", "decisionReason", "not yet"));
        flow.runJobs(rejected);
        assertEnded(rejected, "EndEvent_RequestRejected", "REJECTED");

        ProcessInstance withdrawn = asked(APP_USER, "requester");
        flow.withdraw(withdrawn, APPROVE, "requester", "");
        flow.runJobs(withdrawn);
        assertEnded(withdrawn, "EndEvent_RequestWithdrawn", "WITHDRAWN");
        assertThat(CLOUDS.executed("UnlockAccount")).isZero();
    }

    @Test
    void undecidedRequestIsRemindedOfAndThenExpires() {
        locked();
        ProcessInstance unlock = asked(APP_USER, "requester");
        int before = task(APPROVE, unlock).getPriority();

        flow.passTime(Duration.ofHours(5));
        flow.runJobs(unlock);
        assertThat(task(APPROVE, unlock).getPriority()).isGreaterThan(before);
        flow.passTime(Duration.ofHours(20));
        flow.runJobs(unlock);

        assertEnded(unlock, "EndEvent_RequestExpired", "EXPIRED");
    }

    @Test
    void accountThatChangedAfterTheApprovalIsLeftAlone() {
        locked();
        ProcessInstance changed = asked(APP_USER, "requester");
        decide(changed, "manager");
        CLOUDS.put(APP_USER, "{\"state\":\"LOCKED\",\"type\":\"tencentDBSuper\"}");
        decide(changed, "manager2");
        assertEnded(changed, "EndEvent_TargetChanged", "TARGET_CHANGED");
        CLOUDS.put(APP_USER, "{\"state\":\"LOCKED\",\"type\":\"normal\"}");

        ProcessInstance unlocked = asked(APP_USER, "requester");
        decide(unlocked, "manager");
        CLOUDS.set(APP_USER, "UNLOCKED");
        decide(unlocked, "manager2");
        assertEnded(unlocked, "EndEvent_UnlockedMeanwhile", "ALREADY_UNLOCKED");
        assertThat(CLOUDS.executed("UnlockAccount")).isZero();
    }

    @Test
    void refusedUnlockLeavesTheAccountUnchanged() {
        locked();
        ProcessInstance unlock = asked(APP_USER, "requester");
        CLOUDS.fail("{\"fault\":\"error\",\"action\":\"UnlockAccount\",\"code\":\"AccountNotExist\"}");
        decide(unlock, "manager");
        decide(unlock, "manager2");

        assertEnded(unlock, "EndEvent_UnlockRefused", "FAILED_UNCHANGED");
    }

    @Test
    void unlockThatDoesNotShowIsSettledByAnOperator() {
        locked();
        ProcessInstance unlock = notShown();
        flow.settle(unlock, SETTLE, "verify");
        flow.letTimePass(unlock);
        assertThat(unlock).isWaitingAt(SETTLE);
        assertThatThrownBy(() -> flow.settle(unlock, SETTLE, "undo")).hasMessageContaining("choose verify or keep");

        flow.settle(unlock, SETTLE, "keep");
        flow.runJobs(unlock);

        assertEnded(unlock, "EndEvent_ClosedByOperator", "CLOSED_BY_OPERATOR");
    }

    @Test
    void approverWhoLeftTheGroupNoLongerCounts() {
        locked();
        ProcessInstance unlock = asked(APP_USER, "requester");
        decide(unlock, "manager");
        COVERAGE.getProcessEngine().getIdentityService().deleteMembership("manager", "managers");

        decide(unlock, "manager2");

        COVERAGE.getProcessEngine().getIdentityService().createMembership("manager", "managers");
        assertThat(flow.incident(unlock).getIncidentMessage()).contains("manager, who approved, is no longer a member");
        assertThat(CLOUDS.executed("UnlockAccount")).isZero();
    }

    @Test
    void requestThatNoRuleKnowsIsDenied() {
        locked();
        Deployment stricter = flow.deployPolicy(withoutUnlock());

        ProcessInstance unlock = asked(APP_USER, "requester");

        assertEnded(unlock, "EndEvent_RequestDenied", "DENIED");
        flow.remove(stricter);
    }

    @Test
    void secondUserOfTheLocksRequesterIsTheSamePerson() {
        IdentityService identity = COVERAGE.getProcessEngine().getIdentityService();
        for (String name : List.of("carol", "carolAdmin")) {
            User user = identity.newUser(name);
            user.setEmail("carol@example.com");
            identity.saveUser(user);
            identity.createMembership(name, "managers");
        }
        ProcessInstance lock = flow.requestedBy("carol", APP_USER);
        flow.approve(lock);
        flow.runJobs(lock);

        ProcessInstance unlock = asked(APP_USER, "requester");

        assertThatThrownBy(() -> decide(unlock, "carolAdmin"))
                .hasMessageContaining("You and carol have the same e-mail address");
    }

    @Test
    void unlockMovedPastItsApprovalIsNotSent() {
        ProcessInstance unlock = asked(FOREIGN, "requester", "removeForeignLock", "true");

        assertThatThrownBy(() -> moveTo(unlock, "Task_UnlockAccount"))
                .hasStackTraceContaining("0 of 2 approvals are in the ledger");

        assertThat(CLOUDS.executed("UnlockAccount")).isZero();
    }

    @Test
    void approvedUnlockIsNotSentWhenTheLockTurnsOutToBeForeign() throws SQLException {
        ProcessInstance lock = locked(ETL_USER);
        ProcessInstance unlock = asked(ETL_USER, "requester");
        flow.complete(unlock, APPROVE, "manager", APPROVED);
        flow.complete(unlock, APPROVE, "manager2", APPROVED);
        sql("delete from account_lock_hold where request_id = '" + lock.getId() + "'");
        flow.runtimeBehindTheDoors()
                .createProcessInstanceModification(unlock.getId())
                .startBeforeActivity("Task_ReadAccount")
                .execute();

        flow.runOneJob(unlock);
        assertThatThrownBy(() -> moveTo(unlock, "Task_UnlockAccount"))
                .hasStackTraceContaining("the account was not found as it was approved");

        assertThat(CLOUDS.executed("UnlockAccount")).isZero();
    }

    @Test
    void holdRowThatSomebodyChangedStopsTheUnlock() throws SQLException {
        ProcessInstance lock = locked();
        ProcessInstance unlock = asked(APP_USER, "requester");
        decide(unlock, "manager");

        String row = "' where request_id = '" + lock.getId() + "'";
        sql("update account_lock_hold set requester = 'somebody" + row);
        decide(unlock, "manager2");
        sql("update account_lock_hold set requester = 'requester" + row);

        assertThat(flow.incident(unlock).getIncidentMessage()).contains("its hold row differs from its entries");
        assertThat(CLOUDS.executed("UnlockAccount")).isZero();
    }

    @Test
    void lockWhoseTimeIsOverBetweenTheApprovalsNeedsNoUnlock() {
        String end = flow.now()
                .plus(Duration.ofHours(2))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        ProcessInstance lock = flow.requested(APP_USER, "lockUntil", end);
        flow.approve(lock);
        flow.runJobs(lock);
        ProcessInstance unlock = asked(APP_USER, "operator");
        decide(unlock, "manager");
        flow.passTime(Duration.ofHours(2));
        flow.runJobs(lock);

        decide(unlock, "manager2");

        assertEnded(unlock, "EndEvent_UnlockedMeanwhile", "ALREADY_UNLOCKED");
    }

    @Test
    void lockOfADeletedAccountIsNotOursOnTheOneThatWasMadeAgain() {
        ProcessInstance lock = locked();
        CLOUDS.put(APP_USER, "{\"state\":\"LOCKED\",\"createdAt\":\"2026-01-01 00:00:00\"}");

        ProcessInstance unlock = asked(APP_USER, "operator");
        assertEnded(unlock, "EndEvent_RequestDenied", "DENIED");

        ProcessInstance foreign = asked(APP_USER, "operator", "removeForeignLock", "true");
        decide(foreign, "manager");
        decide(foreign, "manager2");
        assertEnded(foreign, "EndEvent_AccountUnlocked", "UNLOCKED");
        assertThat(flow.hold(lock)).isEqualTo("BROKEN");
    }

    /** A refused call is repeated on what the account is by then. */
    @Test
    void accountThatWasMadeAgainBetweenTwoCallsIsLeftAlone() {
        locked();
        ProcessInstance unlock = asked(APP_USER, "operator");
        decide(unlock, "manager");
        CLOUDS.fail("{\"fault\":\"throttled\",\"action\":\"UnlockAccount\"}");
        decide(unlock, "manager2");
        CLOUDS.put(APP_USER, "{\"state\":\"LOCKED\",\"createdAt\":\"2026-02-01 00:00:00\"}");

        flow.letTimePass(unlock);

        assertThat(CLOUDS.executed("UnlockAccount")).isZero();
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("LOCKED");
        assertThat(unlock).isWaitingAt("Task_SettleUnlock");
    }

    @Test
    void accountThatWasMadeAgainAfterTheApprovalIsLeftAlone() {
        ProcessInstance unlock = asked(FOREIGN, "requester", "removeForeignLock", "true");
        decide(unlock, "manager");
        CLOUDS.put(FOREIGN, "{\"state\":\"LOCKED\",\"createdAt\":\"2026-01-01 00:00:00\"}");

        decide(unlock, "manager2");

        assertEnded(unlock, "EndEvent_TargetChanged", "TARGET_CHANGED");
        assertThat(CLOUDS.executed("UnlockAccount")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"EndEvent_AccountUnlocked, UNLOCKED", "EndEvent_AlreadyUnlocked, ALREADY_UNLOCKED"})
    void outcomeCannotBeClaimedByMovingTheToken(String endEvent, String outcome) {
        ProcessInstance unlock = asked(FOREIGN, "requester", "removeForeignLock", "true");

        assertThatThrownBy(() -> moveTo(unlock, endEvent))
                .hasStackTraceContaining("the ledger does not prove the outcome " + outcome);

        assertThat(unlock).isWaitingAt(APPROVE);
    }

    /** What the list has locked, and undoes because it is all or none. */
    @Test
    void approvalOfItsListIsEnough() {
        ProcessInstance list = flow.as(
                "requester",
                () -> COVERAGE.getProcessEngine()
                        .getRuntimeService()
                        .startProcessInstanceByKey(
                                "account-lock-bulk",
                                Map.of(
                                        "accounts",
                                        APP_USER.path() + "\n"
                                                + tencent("nowhere").path(),
                                        "reason",
                                        "Both or none.",
                                        "onFailure",
                                        "undo_all")));
        flow.runJobs(list);
        flow.decide(list, "manager", APPROVED);
        flow.decide(list, "manager2", APPROVED);
        List<ProcessInstance> unlocks = List.of();
        for (int i = 0; i < 6 && unlocks.isEmpty(); i++) {
            flow.runJobs(list);
            running("account-lock").forEach(flow::runJobs);
            flow.passTime(Duration.ofMinutes(1));
            unlocks = running(KEY);
        }
        ProcessInstance unlock = unlocks.get(0);
        flow.runJobs(unlock);

        assertEnded(unlock, "EndEvent_AccountUnlocked", "UNLOCKED");
        assertThat(unlock).hasNotPassed(APPROVE).hasPassed("Task_RecordState");
        assertThat(CLOUDS.state(APP_USER)).isEqualTo("UNLOCKED");
    }

    private static List<ProcessInstance> running(String process) {
        return COVERAGE.getProcessEngine()
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processDefinitionKey(process)
                .list();
    }

    private static String withoutUnlock() {
        return ProcessTester.policy().replaceAll("(?s)<rule id=\"Rule_Unlock\">.*?</rule>", "");
    }

    private void moveTo(ProcessInstance unlock, String activity) {
        flow.runtimeBehindTheDoors()
                .createProcessInstanceModification(unlock.getId())
                .startBeforeActivity(activity)
                .execute();
        flow.runJobs(unlock);
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

    private ProcessInstance notShown() {
        ProcessInstance unlock = asked(APP_USER, "requester");
        CLOUDS.fail("{\"fault\":\"not-executed\",\"action\":\"UnlockAccount\"}");
        decide(unlock, "manager");
        decide(unlock, "manager2");
        assertThat(unlock).isWaitingAt("IntermediateEvent_NextLook");
        flow.letTimePass(unlock);
        assertThat(unlock).isWaitingAt(SETTLE);
        return unlock;
    }

    private ProcessInstance locked() {
        return locked(APP_USER);
    }

    private ProcessInstance locked(AccountRef account) {
        ProcessInstance lock = flow.requested(account);
        flow.approve(lock);
        flow.runJobs(lock);
        assertThat(flow.variable(lock, "outcome")).isEqualTo("LOCKED");
        return lock;
    }

    private ProcessInstance asked(AccountRef account, String person, String... namesAndValues) {
        Map<String, Object> values = ProcessTester.values(account);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        ProcessInstance request = flow.as(
                person, () -> COVERAGE.getProcessEngine().getRuntimeService().startProcessInstanceByKey(KEY, values));
        flow.runJobs(request);
        return request;
    }

    private void decide(ProcessInstance unlock, String person) {
        flow.complete(unlock, APPROVE, person, APPROVED);
        flow.runJobs(unlock);
    }

    private void assertEnded(ProcessInstance request, String endEvent, String outcome) {
        assertThat(request).isEnded().hasPassed(endEvent);
        assertThat(flow.variable(request, "outcome")).isEqualTo(outcome);
    }
}
