package io.github.accountlock.process;

import static io.github.accountlock.engine.process.AccountLockProcess.APPROVE;
import static io.github.accountlock.engine.process.AccountLockProcess.DECIDE;
import static io.github.accountlock.engine.process.AccountLockProcess.LOCK;
import static io.github.accountlock.engine.process.AccountLockProcess.READ;
import static io.github.accountlock.engine.process.AccountLockProcess.RECORD;
import static io.github.accountlock.engine.process.AccountLockProcess.UNLOCK;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.Sha256;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody with all rights over the engine and its database, but without the evidence key, goes around the doors and
 * tries to have an account locked or unlocked that nobody approved. Whatever they do, the cloud is never called.
 */
class AttacksTest {

    private static final ControlledClouds CLOUDS = new ControlledClouds();
    private static final String DATABASE = Postgres.newDatabase();
    private static final ProcessEngine ENGINE = engine();
    private static final AccountRef TARGET = tencent("app_user");

    private static int made;

    private final ProcessTester flow = new ProcessTester(ENGINE);
    private final RuntimeService runtime = flow.runtimeBehindTheDoors();
    private final TaskService tasks = ENGINE.getTaskService();

    @BeforeEach
    void setUp() {
        CLOUDS.forget();
        CLOUDS.set(TARGET, "UNLOCKED");
    }

    @AfterEach
    void nobodyWasCalled() {
        ClockUtil.reset();
        runtime.createProcessInstanceQuery().list().forEach(left -> runtime.deleteProcessInstance(left.getId(), "end"));
        assertThat(CLOUDS.calls()).doesNotContain("LockAccount", "UnlockAccount");
    }

    @AfterAll
    static void close() {
        ENGINE.close();
        CLOUDS.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody",
                "requester",
                "operator",
                "outsider",
                "requester2-as-manager",
                "REQUESTER",
                " requester",
                ""
            })
    void nobodyButAMemberOfTheAskedGroupApproves(String person) {
        ProcessInstance request = flow.requested(TARGET);

        assertThatThrownBy(() -> flow.decide(request, person, Map.of("decision", "approve")));

        stillWaits(request);
    }

    @Test
    void requesterWhoIsAManagerCannotApproveTheOwnRequest() {
        ProcessInstance request = flow.requestedBy("manager", TARGET);

        assertThatThrownBy(() -> flow.approve(request)).hasMessageContaining("You made this request");

        stillWaits(request);
    }

    @Test
    void secondUserOfTheRequesterIsTheSamePerson() {
        IdentityService identity = ENGINE.getIdentityService();
        for (String name : List.of("alice", "aliceAdmin")) {
            User user = identity.newUser(name);
            user.setEmail(name.equals("alice") ? "Alice@example.com" : "alice@example.com");
            identity.saveUser(user);
            identity.createMembership(name, "managers");
        }
        ProcessInstance request = flow.requestedBy("alice", TARGET);

        assertThatThrownBy(() -> flow.decide(request, "aliceAdmin", Map.of("decision", "approve")))
                .hasMessageContaining("same e-mail address");

        stillWaits(request);
    }

    @Test
    void secondUserOfAnApproverIsTheSamePerson() {
        IdentityService identity = ENGINE.getIdentityService();
        for (String name : List.of("bob", "bobAdmin")) {
            User user = identity.newUser(name);
            user.setEmail("bob@example.com");
            identity.saveUser(user);
            identity.createMembership(name, "managers");
        }
        ProcessInstance request = flow.requested(tencent("admin_user"));
        flow.decide(request, "bob", Map.of("decision", "approve"));

        assertThatThrownBy(() -> flow.decide(request, "bobAdmin", Map.of("decision", "approve")))
                .hasMessageContaining("You and bob have the same e-mail address");

        stillWaits(request);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "outsider"})
    void refusedDecisionIsInTheLedger(String person) {
        ProcessInstance request = flow.requested(TARGET);
        ENGINE.getIdentityService().setAuthentication(person, List.of("managers"));

        assertThatThrownBy(() -> tasks.complete(approval(request).getId(), Map.of("decision", "approve")))
                .hasMessageContaining("outsider".equals(person) ? "Only members" : "Log in to decide");

        ENGINE.getIdentityService().clearAuthentication();
        assertThat(rows("select count(*) from account_lock_ledger where kind = 'ATTEMPT_REFUSED' and actor = '"
                        + ("outsider".equals(person) ? person : "nobody") + "' and request_id = 'refused:"
                        + request.getId() + "'"))
                .isOne();
        stillWaits(request);
    }

    @Test
    void claimingAssigningAndDelegatingMakeNoApprover() {
        ProcessInstance request = flow.requestedBy("manager", TARGET);
        Task task = approval(request);
        tasks.setAssignee(task.getId(), "manager2");
        tasks.delegateTask(task.getId(), "manager");
        flow.as("manager", () -> {
            flow.behindTheDoors(() -> tasks.resolveTask(task.getId(), Map.of("decision", "approve")));
            return null;
        });

        assertThatThrownBy(() -> flow.approve(request)).hasMessageContaining("You made this request");

        stillWaits(request);
    }

    @Test
    void adminsWithGroupsInTheSessionOnlyAreNoMembers() {
        ProcessInstance request = flow.requested(TARGET);
        ENGINE.getIdentityService().setAuthentication("admin", List.of("managers", "camunda-admin"));

        assertThatThrownBy(() -> tasks.complete(approval(request).getId(), Map.of("decision", "approve")))
                .hasMessageContaining("Only members of the group managers");

        ENGINE.getIdentityService().clearAuthentication();
        stillWaits(request);
    }

    @Test
    void requesterVariableCannotBeGivenNorChanged() {
        Map<String, Object> values = ProcessTester.values(TARGET);
        values.put("requester", "somebody");
        assertThatThrownBy(() -> flow.as("manager", () -> flow.start(values))).hasMessageContaining("requester");

        ProcessInstance request = flow.requestedBy("manager", TARGET);
        runtime.setVariable(request.getId(), "requester", "somebody");
        assertThatThrownBy(() -> flow.approve(request)).hasMessageContaining("requester was changed");

        stillWaits(request);
    }

    @Test
    void askedGroupCannotBeChangedByAVariable() {
        ProcessInstance request = flow.requested(TARGET);
        runtime.setVariable(request.getId(), "approverGroup", "operators");

        assertThatThrownBy(() -> flow.decide(request, "operator", Map.of("decision", "approve")))
                .hasMessageContaining("Only members of the group managers");

        stillWaits(request);
    }

    @Test
    void sameManagerDoesNotCountTwice() {
        AccountRef admin = tencent("admin_user");
        ProcessInstance request = flow.requested(admin);
        flow.approve(request);
        assertThatThrownBy(() -> flow.approve(request)).hasMessageContaining("different person");
        runtime.setVariable(request.getId(), "approvalsNeeded", 1);
        refused(() -> moveTo(request, LOCK), "1 of 2 approvals are in the ledger");
    }

    @Test
    void decisionAboutAnotherDigestIsRefused() {
        ProcessInstance request = flow.requested(TARGET);

        assertThatThrownBy(() ->
                        flow.decide(request, "manager", Map.of("decision", "approve", "requestDigest", "0".repeat(64))))
                .hasMessageContaining("digest differs");
        assertThatThrownBy(() -> flow.decide(request, "manager", Map.of("decision", "yes, please")))
                .hasMessageContaining("choose approve or reject");

        stillWaits(request);
    }

    @Test
    void decisionWithoutTheDigestIsRefusedAlsoToTheSecondApprover() {
        ProcessInstance request = flow.requested(tencent("admin_user"));

        assertThatThrownBy(() -> withoutDigest(request, "manager")).hasMessageContaining("carries the digest");

        flow.approve(request);

        assertThatThrownBy(() -> withoutDigest(request, "manager2")).hasMessageContaining("carries the digest");
        stillWaits(request);
    }

    private void withoutDigest(ProcessInstance request, String person) {
        flow.as(person, () -> {
            tasks.complete(approval(request).getId(), Map.of("decision", "approve"));
            return null;
        });
    }

    @Test
    void rejectionSaysWhyInAFewWords() {
        ProcessInstance request = flow.requested(TARGET);

        assertThatThrownBy(() -> flow.decide(request, "manager", Map.of("decision", "reject", "decisionReason", " ")))
                .hasMessageContaining("say why you reject");
        assertThatThrownBy(() -> flow.decide(
                        request, "manager", Map.of("decision", "reject", "decisionReason", "x".repeat(1001))))
                .hasMessageContaining("at most 1000 are allowed");

        stillWaits(request);
    }

    @ParameterizedTest
    @CsvSource({
        "somethingElse, x",
        "problem, all is well",
        "approverGroup, operators",
        "approvalsNeeded, 2",
        "outcome, LOCKED"
    })
    void variablesBesideTheFieldsOfATaskAreRefusedByName(String name, String value) {
        ProcessInstance request = flow.requested(TARGET);

        assertThatThrownBy(() -> flow.decide(request, "manager", Map.of("decision", "approve", name, value)))
                .hasMessageContaining("variables: " + name + " cannot be set with this task");
        assertThatThrownBy(
                        () -> flow.complete(request, APPROVE, "requester", Map.of("decision", "withdraw", name, value)))
                .hasMessageContaining("variables: " + name + " cannot be set with this task");

        stillWaits(request);
    }

    @Test
    void valuesThatAReadOnlyFieldSendsBackAreAccepted() {
        ProcessInstance request = flow.requested(TARGET);
        Map<String, Object> shown = new HashMap<>(
                ENGINE.getFormService().getTaskFormVariables(approval(request).getId()));
        assertThat(shown).containsEntry("accountName", TARGET.accountName());
        shown.keySet().retainAll(List.of("requester", "accountName", "reason", "ticket", "lockUntil", "stateSeen"));
        shown.replaceAll((name, value) -> value == null ? "" : value);
        shown.put("decision", "reject");
        shown.put("decisionReason", "not now");

        flow.decide(request, "manager", shown);

        assertThat(approval(request)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"stateSeen, UNLOCKED", "accountType, normal", "holdsSeen, ''", "lockIsForeign, no", "accountName, ''"})
    void variableThatSomebodyWroteIsNotWhatTheFormShows(String shown, String truth) {
        ProcessInstance request = flow.requested(TARGET);
        runtime.setVariable(request.getId(), shown, "made up");

        assertThat(ENGINE.getFormService()
                        .getTaskFormVariables(approval(request).getId()))
                .containsEntry(shown, truth.isEmpty() && shown.equals("accountName") ? TARGET.accountName() : truth);
        assertThatThrownBy(() -> flow.decide(request, "manager", Map.of("decision", "approve", shown, "made up")))
                .hasMessageContaining("variables: " + shown + " cannot be set with this task");
    }

    @Test
    void onlyTheRequesterTakesARequestBack() {
        ProcessInstance request = flow.requested(TARGET);

        for (String person : List.of("manager", "operator", "REQUESTER")) {
            assertThatThrownBy(() -> flow.withdraw(request, APPROVE, person, ""))
                    .hasMessageContaining("Only the requester may withdraw");
        }

        stillWaits(request);
    }

    @Test
    void lateDecisionIsRefusedEvenIfTheTimerHasNotRun() {
        ProcessInstance request = flow.requested(TARGET);
        flow.passTime(Duration.ofHours(25));

        assertThatThrownBy(() -> flow.approve(request)).hasMessageContaining("Too late");

        stillWaits(request);
    }

    @Test
    void tokenMovedPastTheApprovalStopsBeforeTheCall() {
        ProcessInstance request = flow.requested(TARGET);
        refused(() -> moveTo(request, LOCK), "0 of 1 approvals are in the ledger");
    }

    @Test
    void instanceStartedAtTheLockStepStopsBeforeTheCall() {
        Map<String, Object> values = ProcessTester.values(TARGET);

        refused(
                () -> flow.as(
                        "manager",
                        () -> runtime.createProcessInstanceByKey("account-lock")
                                .setVariables(values)
                                .startBeforeActivity(LOCK)
                                .execute()),
                "the request is not in the ledger");
    }

    @Test
    void instanceStartedWithoutOurListenersIsNoRequest() {
        refused(
                () -> flow.as(
                        "manager",
                        () -> runtime.createProcessInstanceByKey("account-lock")
                                .setVariables(ProcessTester.values(TARGET))
                                .startBeforeActivity(LOCK)
                                .execute(true, true)),
                "the request is not in the ledger");
    }

    @Test
    void instanceStartedAtTheUndoStopsBeforeTheCall() {
        CLOUDS.set(TARGET, "LOCKED");
        ProcessInstance request = flow.as(
                "manager",
                () -> runtime.createProcessInstanceByKey("account-lock")
                        .setVariables(ProcessTester.values(TARGET))
                        .startBeforeActivity(UNLOCK)
                        .execute());

        flow.letTimePass(request);

        stopped(request, "no policy has decided");
    }

    @Test
    void variablesThatSayApprovedApproveNothing() {
        ProcessInstance request = flow.requested(TARGET);
        runtime.setVariables(request.getId(), Map.of("approval", "approved", "recorded", "as-approved"));
        moveTo(request, RECORD);

        flow.letTimePass(request);

        stopped(request, "0 of 1 approvals");
    }

    @ParameterizedTest
    @CsvSource({
        "EndEvent_AccountLocked, LOCKED",
        "EndEvent_LockExpired, UNLOCKED",
        "EndEvent_LockUndone, UNDONE",
        "EndEvent_AlreadyLocked, ALREADY_LOCKED",
        "EndEvent_ClosedByOperator, CLOSED_BY_OPERATOR",
        "EndEvent_RequestRejected, REJECTED",
        "EndEvent_RequestWithdrawn, WITHDRAWN"
    })
    void outcomeCannotBeClaimedByMovingTheToken(String endEvent, String outcome) {
        ProcessInstance request = flow.requested(TARGET);
        runtime.setVariables(
                request.getId(),
                Map.of(
                        "verification",
                        "confirmed",
                        "approval",
                        "rejected",
                        "settlement",
                        "keep",
                        "stateSeen",
                        "LOCKED"));

        assertThatThrownBy(() -> moveTo(request, endEvent))
                .hasStackTraceContaining("the ledger does not prove the outcome " + outcome);

        stillWaits(request);
    }

    @Test
    void policyDecidesOnceAlsoWhenTheTokenIsMovedBack() {
        ProcessInstance request = flow.requested(TARGET);
        flow.approve(request);
        flow.passTime(Duration.ofMinutes(1));
        refused(() -> move(request, RECORD, DECIDE), "the policy has decided already");
    }

    @Test
    void accountThatIsNotLookedAtAgainAfterTheApprovalIsNotLocked() {
        ProcessInstance request = flow.requested(TARGET);
        flow.approve(request);
        makeTargetAgain();
        refused(() -> move(request, RECORD, LOCK), "the account was not found as it was approved");
    }

    @Test
    void accountThatWasFoundChangedIsNotLockedByMovingTheToken() {
        ProcessInstance request = flow.requested(TARGET);
        flow.approve(request);
        anotherApproval(request);
        makeTargetAgain();
        flow.runOneJob(request);

        refused(() -> moveTo(request, LOCK), "the account was not found as it was approved");
    }

    @Test
    void accountIsNotShownAgainAfterItsApproval() {
        ProcessInstance request = flow.requested(TARGET);
        flow.approve(request);
        makeTargetAgain();
        move(request, RECORD, READ);

        flow.letTimePass(request);

        stopped(request, "the policy has decided already, on what was shown of the account");
    }

    @Test
    void secondApprovalTaskMadeByHandDecidesNothing() {
        ProcessInstance request = flow.requested(TARGET);
        flow.approve(request);
        anotherApproval(request);
        Map<String, Object> rejection = Map.of("decision", "reject", "decisionReason", "wrong account");

        assertThatThrownBy(() -> flow.decide(request, "manager2", rejection))
                .hasMessageContaining("This request has its approvals already");
    }

    @Test
    void requestMigratedToAnotherModelIsNotSent() {
        RepositoryService repository = ENGINE.getRepositoryService();
        ProcessInstance request = flow.requested(TARGET);
        Deployment other = repository
                .createDeployment()
                .addString("account-lock.bpmn", otherModel())
                .deploy();
        try {
            String latest = repository
                    .createProcessDefinitionQuery()
                    .deploymentId(other.getId())
                    .singleResult()
                    .getId();
            runtime.newMigration(runtime.createMigrationPlan(request.getProcessDefinitionId(), latest)
                            .mapEqualActivities()
                            .build())
                    .processInstanceIds(request.getId())
                    .execute();
            refused(() -> moveTo(request, LOCK), "another model than the one it was made under");
        } finally {
            flow.behindTheDoors(() -> repository.deleteDeployment(other.getId(), true));
        }
    }

    @Test
    void expiredApprovalIsNotUsed() {
        ProcessInstance request = flow.requested(TARGET);
        CLOUDS.fail("{\"fault\":\"no-permission\",\"action\":\"DescribeAccounts\",\"times\":0}");
        flow.approve(request);
        flow.runJobs(request);
        CLOUDS.heal();
        flow.passTime(Duration.ofHours(25));
        ENGINE.getManagementService().setJobRetries(flow.job(request).getId(), 1);

        flow.letTimePass(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("EXPIRED");
        assertThat(CLOUDS.executed("LockAccount")).isZero();
    }

    @Test
    void approvalOfAnotherRequestIsOfNoUse() throws SQLException {
        ProcessInstance approved = flow.requested(tencent("etl_user"));
        flow.approve(approved);
        ProcessInstance request = flow.requested(TARGET);
        sql(
                "insert into account_lock_ledger (request_id, entry_no, happened_at, kind, actor, facts, key_id, mac) select '"
                        + request.getId()
                        + "', entry_no, happened_at, kind, actor, facts, key_id, mac from account_lock_ledger"
                        + " where kind = 'DECIDED' and request_id = '" + approved.getId() + "'");
        flow.otherNodeGoesOn();

        assertThatThrownBy(() -> moveTo(request, LOCK)).hasStackTraceContaining("the ledger is broken");
    }

    @Test
    void approvalWrittenBySqlIsOfNoUse() throws SQLException {
        ProcessInstance request = flow.requested(TARGET);
        sql(
                "insert into account_lock_ledger (request_id, entry_no, happened_at, kind, actor, facts, key_id, mac) select"
                        + " request_id, 4, now(), 'DECIDED', 'manager', '{}', key_id, mac from account_lock_ledger"
                        + " where request_id = '" + request.getId() + "' and entry_no = 3");
        sql("update account_lock_ledger_head set entries = 4 where request_id = '" + request.getId() + "'");

        assertThatThrownBy(() -> moveTo(request, LOCK)).hasStackTraceContaining("the ledger is broken");
    }

    @Test
    void requestRewrittenBySqlAfterItsApprovalIsNotSent() throws SQLException {
        ProcessInstance request = flow.requested(tencent("etl_user"));
        flow.approve(request);
        sql("alter table account_lock_ledger disable trigger all");
        sql("update account_lock_ledger set facts = replace(facts, 'etl_user', 'app_user') where request_id = '"
                + request.getId() + "'");
        sql("alter table account_lock_ledger enable trigger all");
        sql("update act_ru_variable set text_ = 'app_user' where name_ = 'accountName' and proc_inst_id_ = '"
                + request.getId() + "'");
        flow.otherNodeGoesOn();

        flow.letTimePass(request);

        broken(request);
    }

    @Test
    void policyLoweredBySqlApprovesNothing() throws SQLException {
        ProcessInstance request = flow.requested(tencent("admin_user"));
        sql("update act_ru_variable set long_ = 0, text_ = '0' where name_ = 'approvalsNeeded' and proc_inst_id_ = '"
                + request.getId() + "'");
        moveTo(request, "Gateway_LockApproved", Map.of("approval", "approved"));

        flow.letTimePass(request);

        stopped(request, "0 of 2 approvals");
    }

    @Test
    void policyIsAskedAboutTheFactsAndNoVariable() {
        ProcessInstance request = flow.as("requester", () -> flow.start(ProcessTester.values(tencent("admin_user"))));
        runtime.setVariables(request.getId(), Map.of("accountType", "normal", "urgency", "emergency"));
        runtime.removeVariable(request.getId(), "urgency");

        flow.runJobs(request);

        assertThat(flow.facts(request).policy().orElseThrow().approvals()).isEqualTo(2);
    }

    @Test
    void holdOfARequestWhoseLedgerWasChangedStaysAfterItsDeletion() throws SQLException {
        AccountRef account = tencent("report_user");
        ProcessInstance request = flow.requested(account);
        sql("alter table account_lock_ledger disable trigger all");
        sql("update account_lock_ledger set actor = 'somebody' where request_id = '" + request.getId() + "'");
        sql("alter table account_lock_ledger enable trigger all");
        flow.otherNodeGoesOn();

        runtime.deleteProcessInstance(request.getId(), "by hand");

        assertThat(rows("select count(*) from account_lock_hold where state = 'ORPHANED' and request_id = '"
                        + request.getId() + "'"))
                .isOne();
    }

    /** The account is deleted and made again under the same name. */
    private static void makeTargetAgain() {
        CLOUDS.put(TARGET, "{\"state\":\"UNLOCKED\",\"createdAt\":\"2026-01-%02d 00:00:00\"}".formatted(++made));
    }

    private void stillWaits(ProcessInstance request) {
        assertThat(approval(request)).isNotNull();
    }

    private Task approval(ProcessInstance request) {
        return tasks.createTaskQuery()
                .processInstanceId(request.getId())
                .taskDefinitionKey(APPROVE)
                .singleResult();
    }

    private void moveTo(ProcessInstance request, String activity) {
        moveTo(request, activity, Map.of());
    }

    private void moveTo(ProcessInstance request, String activity, Map<String, Object> variables) {
        runtime.createProcessInstanceModification(request.getId())
                .startBeforeActivity(activity)
                .setVariables(variables)
                .cancelAllForActivity(APPROVE)
                .execute();
    }

    private void move(ProcessInstance request, String from, String to) {
        runtime.createProcessInstanceModification(request.getId())
                .startBeforeActivity(to)
                .cancelAllForActivity(from)
                .execute();
    }

    /** An administrator makes a second task, with what it needs. */
    private void anotherApproval(ProcessInstance request) {
        Date tomorrow = Date.from(flow.now().plus(Duration.ofDays(1)));
        runtime.setVariables(
                request.getId(),
                Map.of(
                        "account",
                        "somewhere",
                        "alarm",
                        "",
                        "priority",
                        50,
                        "approverGroup",
                        "managers",
                        "approvalDueAt",
                        tomorrow,
                        "approvalOverdueAt",
                        tomorrow,
                        "approvalReminderAt",
                        tomorrow));
        runtime.createProcessInstanceModification(request.getId())
                .startBeforeActivity(APPROVE)
                .execute();
    }

    /** A step that is moved to at once. */
    private static void refused(ThrowingCallable act, String why) {
        assertThatThrownBy(act).hasStackTraceContaining("nothing was called").hasStackTraceContaining(why);
        assertThat(CLOUDS.executed("LockAccount")).isZero();
    }

    /** An incident, no retries, and the attempt in the ledger. */
    private void stopped(ProcessInstance request, String why) {
        assertThat(flow.incident(request).getIncidentMessage())
                .contains("nothing was called")
                .contains(why);
        assertThat(flow.job(request).getRetries()).isZero();
        assertThat(attempts(request)).isPositive();
    }

    private long attempts(ProcessInstance request) {
        return rows("select count(*) from account_lock_ledger where kind = 'ATTEMPT_REFUSED' and request_id = 'refused:"
                + request.getId() + "'");
    }

    private void broken(ProcessInstance request) {
        assertThat(flow.incident(request).getIncidentMessage()).contains("the ledger is broken");
    }

    private static void sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(DATABASE);
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static long rows(String query) {
        try (Connection connection = DriverManager.getConnection(DATABASE);
                Statement sql = connection.createStatement();
                var row = sql.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static ProcessEngine engine() {
        StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
        configuration.setJdbcUrl(DATABASE);
        configuration.setJdbcDriver("org.postgresql.Driver");
        configuration.setDatabaseSchemaUpdate("true");
        configuration.setProcessEngineName("attacked");
        Map<String, String> settings = ProcessTester.settings(CLOUDS);
        settings.put("trusted-models", Sha256.hex(otherModel().getBytes(StandardCharsets.UTF_8)));
        return ProcessTester.configured(configuration, settings).buildProcessEngine();
    }

    /** Ours with another comment; trusted, so that it can be deployed. */
    private static String otherModel() {
        try (InputStream ours = AttacksTest.class.getResourceAsStream("/accountlock/bpmn/account-lock.bpmn")) {
            return new String(ours.readAllBytes(), StandardCharsets.UTF_8) + "<!-- another -->";
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
