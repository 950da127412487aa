package io.github.accountlock.process;

import static io.github.accountlock.engine.process.AccountLockProcess.APPROVE;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.fixture.Audited;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a hold when people, strangers and other requests act on it at a bad moment. */
class AfterTheLockTest {

    private static final AccountRef ACCOUNT = tencent("app_user");
    private static final Map<String, Object> APPROVED = Map.of("decision", "approve");

    private static final Audited AUDITED = Audited.onH2("after-the-lock");
    private static final ProcessTester FLOW = AUDITED.flow();

    private Deployment older;

    @BeforeEach
    void setUp() {
        FLOW.nobodyHolds();
        AUDITED.clouds().forget();
        AUDITED.clouds().set(ACCOUNT, "UNLOCKED");
    }

    @AfterEach
    void isSoundInTheEnd() {
        try {
            assertThat(AUDITED.check().problems()).isEmpty();
        } finally {
            ClockUtil.reset();
            AUDITED.engine()
                    .getRuntimeService()
                    .createProcessInstanceQuery()
                    .list()
                    .forEach(AfterTheLockTest::delete);
            if (older != null) {
                FLOW.remove(older);
            }
        }
    }

    @AfterAll
    static void close() {
        AUDITED.close();
    }

    @Test
    void furtherHoldWhoseRequestIsDeletedStandsOn() {
        ProcessInstance first = locked("lockUntil", in(Duration.ofHours(1)));
        ProcessInstance further = locked("lockUntil", in(Duration.ofHours(4)));
        FLOW.passTime(Duration.ofHours(2));
        FLOW.runJobs(first);
        assertThat(FLOW.variable(first, "outcome")).isEqualTo("RELEASED");

        delete(further);

        assertThat(FLOW.hold(further)).isEqualTo("ORPHANED");
        assertThat(AUDITED.clouds().state(ACCOUNT)).isEqualTo("LOCKED");
        ProcessInstance unlock = AUDITED.unlockAsked(ACCOUNT, "operator");
        assertThat(FLOW.variable(unlock, "lockIsForeign")).isEqualTo("no");
    }

    @Test
    void furtherHoldWhoseRequestIsDeletedKeepsTheAccountLockedWhenTheFirstEnds() {
        ProcessInstance first = locked("lockUntil", in(Duration.ofHours(1)));
        ProcessInstance further = locked("lockUntil", in(Duration.ofHours(4)));
        delete(further);

        FLOW.passTime(Duration.ofHours(2));
        FLOW.runJobs(first);

        assertThat(AUDITED.clouds().state(ACCOUNT)).isEqualTo("LOCKED");
        assertThat(FLOW.variable(first, "problem")).isEqualTo("Another request holds this account locked.");
    }

    @Test
    void emergencyHoldForATimeThatIsReviewedAfterItsEndIsRemoved() {
        locked("lockUntil", in(Duration.ofHours(1)));
        ProcessInstance emergency = emergency("lockUntil", in(Duration.ofHours(3)));
        assertThat(AUDITED.clouds().executed("LockAccount")).isOne();
        assertThat(FLOW.hold(emergency)).isEqualTo("HELD");

        FLOW.passTime(Duration.ofHours(5));
        AUDITED.engine().getRuntimeService().createProcessInstanceQuery().list().forEach(FLOW::runJobs);
        FLOW.approve(emergency);
        FLOW.letTimePass(emergency);

        assertThat(FLOW.variable(emergency, "outcome")).isEqualTo("UNLOCKED");
        assertThat(AUDITED.clouds().state(ACCOUNT)).isEqualTo("UNLOCKED");
    }

    @Test
    void emergencyLockThatIsReviewedAfterItsEndAndIsOpenAlreadyEndsByItself() {
        ProcessInstance emergency = emergency("lockUntil", in(Duration.ofHours(3)));
        AUDITED.clouds().set(ACCOUNT, "UNLOCKED");

        FLOW.passTime(Duration.ofHours(5));
        FLOW.runJobs(emergency);
        FLOW.approve(emergency);
        FLOW.letTimePass(emergency);

        assertThat(FLOW.variable(emergency, "outcome")).isEqualTo("UNLOCKED");
        assertThat(AUDITED.clouds().executed("UnlockAccount")).isZero();
    }

    @Test
    void emergencyLockWhoseStateNobodyTellsAfterItsEndIsSettledByAnOperator() {
        ProcessInstance emergency = emergency("lockUntil", in(Duration.ofHours(3)));
        FLOW.passTime(Duration.ofHours(5));
        FLOW.runJobs(emergency);
        AUDITED.clouds().fail("{\"fault\":\"unknown-status\",\"times\":100}");
        FLOW.approve(emergency);
        FLOW.letTimePass(emergency);
        assertThat(FLOW.facts(emergency).settleAsked()).isTrue();

        AUDITED.clouds().heal();
        FLOW.settle(emergency, "Task_SettleLock", "verify");
        FLOW.letTimePass(emergency);

        assertThat(FLOW.variable(emergency, "outcome")).isEqualTo("UNLOCKED");
    }

    @Test
    void emergencyLockThatIsUnlockedWhileItsReviewIsConfirmedEndsAsReleased() {
        ProcessInstance emergency = emergency();
        ProcessInstance unlock = AUDITED.unlockAsked(ACCOUNT, "operator");
        FLOW.approve(emergency); // what follows has not begun

        AUDITED.approveUnlock(unlock, "manager", "manager2");
        assertThat(FLOW.variable(unlock, "outcome")).isEqualTo("UNLOCKED");
        FLOW.letTimePass(emergency);

        assertThat(FLOW.variable(emergency, "outcome")).isEqualTo("RELEASED");
        assertThat(AUDITED.clouds().state(ACCOUNT)).isEqualTo("UNLOCKED");
        assertThat(AUDITED.clouds().executed("LockAccount")).isOne();
    }

    @Test
    void emergencyLockWithoutAnAnswerThatIsUnlockedMeanwhileIsNotCalledAgain() {
        AUDITED.clouds()
                .fail(io.github.accountlock.fixture.ControlledClouds.fault(ACCOUNT, "answer-lost")
                        .put("action", "LockAccount"));
        ProcessInstance emergency = started("responder", "urgency", "emergency");
        FLOW.letTimePass(emergency);
        ProcessInstance unlock = AUDITED.unlockAsked(ACCOUNT, "operator");
        FLOW.approve(emergency);

        AUDITED.approveUnlock(unlock, "manager", "manager2");
        assertThat(FLOW.variable(unlock, "outcome")).isEqualTo("UNLOCKED");
        FLOW.letTimePass(emergency);

        assertThat(FLOW.variable(emergency, "outcome")).isEqualTo("RELEASED");
        assertThat(AUDITED.clouds().executed("LockAccount")).isOne();
    }

    @Test
    void emergencyLockThatComesTooLateSaysSo() {
        AUDITED.clouds().fail("{\"fault\":\"throttled\",\"times\":0,\"action\":\"LockAccount\"}");
        ProcessInstance emergency = started("responder", "urgency", "emergency", "lockUntil", in(Duration.ofHours(1)));
        AUDITED.clouds().heal();
        FLOW.passTime(Duration.ofHours(2));
        FLOW.letTimePass(emergency);

        assertThat(FLOW.variable(emergency, "outcome")).isEqualTo("EXPIRED");
        assertThat(FLOW.variable(emergency, "outcomeReason").toString()).startsWith("The lock was to end before");
    }

    @Test
    void orphanedHoldOfAnAccountThatIsUnlockedIsClosedByARequestToUnlock() {
        ProcessInstance temporary = locked("lockUntil", in(Duration.ofHours(1)));
        delete(temporary);
        AUDITED.clouds().set(ACCOUNT, "UNLOCKED");

        ProcessInstance unlock = AUDITED.unlockAsked(ACCOUNT, "operator");

        assertThat(FLOW.variable(unlock, "outcome")).isEqualTo("ALREADY_UNLOCKED");
        assertThat(FLOW.hold(temporary)).isEqualTo("BROKEN");
    }

    @Test
    void requestAtWorkThatIsDeletedWithABrokenLedgerKeepsNobodyOut() {
        try (Audited broken = Audited.onH2("broken-at-work")) {
            String request = broken.locked(ACCOUNT, "lockUntil", in(Duration.ofHours(1)));
            broken.sql("update account_lock_hold set working_path = account_path");
            broken.sql("update account_lock_ledger_head set mac = 'x'");
            broken.flow().otherNodeGoesOn();

            broken.engine().getRuntimeService().deleteProcessInstance(request, "its ledger is broken");

            assertThat(broken.rows("select state, working_path from account_lock_hold"))
                    .containsExactly("ORPHANED|null");
        }
    }

    @Test
    void endOfAHoldFreesTheAccountWhoeverHasReleasedIt() {
        ProcessInstance temporary = locked("lockUntil", in(Duration.ofHours(8)));
        ProcessInstance unlock = AUDITED.unlockAsked(ACCOUNT, "operator");
        AUDITED.approveUnlock(unlock, "manager", "manager2");
        // as where its own end began in the very moment in which the other request ended
        AUDITED.sql("update account_lock_hold set working_path = '" + ACCOUNT.path() + "' where request_id = '"
                + temporary.getId() + "'");

        FLOW.runJobs(temporary);

        assertThat(FLOW.variable(temporary, "outcome")).isEqualTo("RELEASED");
        assertThat(atWork()).isNull();
    }

    @Test
    void temporaryLockOfTheReleaseBeforeIsRemovedAtItsEnd() {
        ProcessInstance temporary = locked("lockUntil", in(Duration.ofHours(1)));
        AUDITED.sql("update account_lock_hold set state = 'ACTIVE', active_path = account_path where request_id = '"
                + temporary.getId() + "'");

        FLOW.passTime(Duration.ofHours(2));
        FLOW.runJobs(temporary);

        assertThat(FLOW.variable(temporary, "outcome")).isEqualTo("UNLOCKED");
        assertThat(AUDITED.clouds().state(ACCOUNT)).isEqualTo("UNLOCKED");
    }

    @Test
    void operatorHearsThatAnAccountIsOpenThatAnotherRequestHolds() {
        ProcessInstance ends = locked("lockUntil", in(Duration.ofHours(1)));
        locked();
        AUDITED.clouds().set(ACCOUNT, "UNLOCKED");

        FLOW.passTime(Duration.ofHours(2));
        FLOW.letTimePass(ends);

        assertThat(FLOW.variable(ends, "problem").toString())
                .startsWith("The account is unlocked although another request holds it");
    }

    @Test
    void whoWaitsForAnotherRequestAtWorkHearsWhatToDo() {
        ProcessInstance stands = locked("lockUntil", in(Duration.ofHours(1)));
        AUDITED.clouds().fail("{\"fault\":\"throttled\",\"times\":0,\"action\":\"UnlockAccount\"}");
        FLOW.passTime(Duration.ofHours(2));
        FLOW.runJobs(stands);

        ProcessInstance waits = started("responder", "urgency", "emergency");

        assertThat(FLOW.job(waits).getExceptionMessage())
                .contains("request " + stands.getId() + " is at work on this account; it comes first")
                .contains("If it stands still");
        AUDITED.clouds().heal();
    }

    @Test
    void temporaryLockUnderTheModelBeforeEndsAsReleasedToo() throws IOException {
        deployOlderModel();
        ProcessInstance kept = lockedWithoutForms(Duration.ofHours(1));
        ProcessInstance further = lockedWithoutForms(Duration.ofHours(4));
        FLOW.passTime(Duration.ofHours(2));
        FLOW.letTimePass(kept);
        assertThat(FLOW.variable(kept, "outcome")).isEqualTo("RELEASED");

        ProcessInstance unlock = AUDITED.unlockAsked(ACCOUNT, "operator", "hold", further.getId());
        AUDITED.approveUnlock(unlock, "manager", "manager2");
        FLOW.letTimePass(further);

        assertThat(FLOW.variable(unlock, "outcome")).isEqualTo("UNLOCKED");
        assertThat(FLOW.variable(further, "outcome")).isEqualTo("RELEASED");
    }

    private ProcessInstance lockedWithoutForms(Duration time) {
        ProcessInstance request = FLOW.requested(ACCOUNT, "lockUntil", in(time));
        TaskService tasks = AUDITED.engine().getTaskService();
        String approval = tasks.createTaskQuery()
                .processInstanceId(request.getId())
                .singleResult()
                .getId();
        Object digest = FLOW.facts(request).frozen().digest();
        FLOW.as("manager", () -> {
            tasks.complete(approval, Map.of("decision", "approve", "requestDigest", digest));
            return null;
        });
        FLOW.runJobs(request);
        assertThat(FLOW.hold(request)).isEqualTo("HELD");
        return request;
    }

    /** Its form does not show them to those who approve. */
    @Test
    void modelOfVersion03TakesNoTimesThatItsApproversDoNotSee() throws IOException {
        deployOlderModel();

        assertThatThrownBy(() -> FLOW.requested(ACCOUNT, "lockFrom", in(Duration.ofHours(1))))
                .hasMessageContaining(
                        "lockFrom: the process of an earlier release has no later start; leave it empty.");
        assertThatThrownBy(() -> FLOW.requested(ACCOUNT, "lockFor", "PT4H"))
                .hasMessageContaining(
                        "lockFor: the process of an earlier release does not show it to its approvers; leave it empty.");
    }

    /** As if it had run under version 0.3, when one request held an account at most. */
    private void deployOlderModel() throws IOException {
        DeploymentBuilder deployment = AUDITED.engine().getRepositoryService().createDeployment();
        try (InputStream model = AfterTheLockTest.class.getResourceAsStream("/upgrade/account-lock-0.3.0.bpmn")) {
            deployment.addString("account-lock.bpmn", new String(model.readAllBytes(), StandardCharsets.UTF_8));
        }
        older = deployment.deploy();
    }

    private String in(Duration time) {
        return FLOW.now().plus(time).toString();
    }

    private ProcessInstance locked(String... namesAndValues) {
        ProcessInstance request = FLOW.requested(ACCOUNT, namesAndValues);
        FLOW.approve(request);
        FLOW.runJobs(request);
        assertThat(FLOW.hold(request)).isEqualTo("HELD");
        return request;
    }

    private ProcessInstance emergency(String... namesAndValues) {
        String[] all = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("urgency", "emergency"), java.util.stream.Stream.of(namesAndValues))
                .toArray(String[]::new);
        ProcessInstance request = started("responder", all);
        assertThat(AUDITED.engine()
                        .getTaskService()
                        .createTaskQuery()
                        .processInstanceId(request.getId())
                        .taskDefinitionKey(APPROVE)
                        .count())
                .isOne();
        return request;
    }

    private ProcessInstance started(String person, String... namesAndValues) {
        Map<String, Object> values = ProcessTester.values(ACCOUNT);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        ProcessInstance request = FLOW.as(person, () -> FLOW.start(values));
        FLOW.runJobs(request);
        return request;
    }

    private static void delete(ProcessInstance request) {
        FLOW.as("operator", () -> {
            AUDITED.engine().getRuntimeService().deleteProcessInstance(request.getId(), "by hand");
            return null;
        });
    }

    private String atWork() {
        return AUDITED.rows("select request_id from account_lock_hold where working_path is not null").stream()
                .findFirst()
                .orElse(null);
    }
}
