package io.github.accountlock.process;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.engine.process.AccountUnlockProcess;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.hold.Holds;
import io.github.accountlock.request.Difference;
import io.github.accountlock.request.RequestCase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Several holds on one account, by two nodes on one PostgreSQL: the lock goes with the last of them, and never before. */
class OverlapsTest {

    private static final AccountRef ACCOUNT = tencent("app_user");
    private static final Duration MANY_HOURS = Duration.ofHours(30);
    private static final Map<String, Object> APPROVE = Map.of("decision", "approve");
    private static final ControlledClouds CLOUDS = new ControlledClouds();
    private static final String DATABASE = Postgres.newDatabase();
    private static final ProcessEngine ONE = node("one");
    private static final ProcessEngine TWO = node("two");

    private final ProcessTester flow = new ProcessTester(ONE);
    private final ProcessTester other = new ProcessTester(TWO);

    private static ProcessEngine node(String name) {
        StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
        configuration.setJdbcUrl(DATABASE);
        configuration.setJdbcDriver("org.postgresql.Driver");
        configuration.setDatabaseSchemaUpdate("true");
        configuration.setProcessEngineName("overlaps-" + name);
        return ProcessTester.configured(configuration, CLOUDS).buildProcessEngine();
    }

    @BeforeEach
    void setUp() {
        flow.nobodyHolds();
        CLOUDS.forget();
        CLOUDS.set(ACCOUNT, "UNLOCKED");
    }

    @AfterEach
    void tearDown() {
        ClockUtil.reset();
        ONE.getRuntimeService()
                .createProcessInstanceQuery()
                .list()
                .forEach(left -> ONE.getRuntimeService().deleteProcessInstance(left.getId(), "end of test"));
    }

    @AfterAll
    static void close() {
        TWO.close();
        ONE.close();
        CLOUDS.close();
    }

    @Test
    void secondRequestForALockedAccountHoldsItTooWithoutACall() {
        ProcessInstance first = locked();

        ProcessInstance second = flow.requested(ACCOUNT);
        assertThat(flow.variable(second, "stateSeen")).isEqualTo("LOCKED");
        assertThat(flow.variable(second, "holdsSeen").toString()).contains("(request " + first.getId() + ", held)");
        approve(second);

        assertThat(flow.variable(second, "outcome")).isEqualTo("LOCKED");
        assertThat(flow.variable(second, "outcomeReason").toString()).contains("this request holds it too");
        assertThat(flow.hold(first)).isEqualTo("HELD");
        assertThat(flow.hold(second)).isEqualTo("HELD");
        assertThat(CLOUDS.executed("LockAccount")).isOne();
    }

    /** What locks it since is no lock of ours, whoever of us held it. */
    @Test
    void accountThatWasShownUnlockedAlthoughWeHoldItAndIsLockedSinceIsNotHeldToo() {
        ProcessInstance first = locked();
        CLOUDS.set(ACCOUNT, "UNLOCKED");
        ProcessInstance second = flow.requested(ACCOUNT);
        CLOUDS.set(ACCOUNT, "LOCKED");

        flow.approve(second);
        flow.letTimePass(second);

        assertThat(flow.variable(second, "outcome")).isEqualTo("ALREADY_LOCKED");
        assertThat(flow.facts(second).hold()).isEmpty();
        assertThat(flow.hold(first)).isEqualTo("HELD");
    }

    /** One reading may have gone astray; two that agree are told to whoever holds the account, at once. */
    @Test
    void lockFromAfterAnotherRequestSawTheAccountOpenIsNotRemovedAtTheEndOfTheFirst() {
        ProcessInstance first = lockedFor(Duration.ofHours(1));
        CLOUDS.set(ACCOUNT, "UNLOCKED");
        ProcessInstance second = flow.requested(ACCOUNT);
        flow.letTimePass(second);
        assertThat(flow.facts(first).toldLast()).isEqualTo(Difference.OPENED);
        CLOUDS.set(ACCOUNT, "LOCKED");
        approve(second);
        flow.letTimePass(second);
        ProcessInstance third = flow.requested(ACCOUNT);
        flow.letTimePass(third);

        flow.passTime(Duration.ofHours(2));
        flow.runJobs(first);

        assertThat(flow.variable(second, "outcome")).isEqualTo("ALREADY_LOCKED");
        assertThat(flow.variable(third, "outcome")).isEqualTo("ALREADY_LOCKED");
        assertThat(flow.facts(first).question())
                .hasValueSatisfying(why -> assertThat(why).startsWith("The account was found unlocked in between"));
        flow.settle(first, "Task_SettleUndo", "keep");
        flow.runJobs(first);
        assertThat(flow.variable(asked(), "outcome")).isEqualTo("DENIED");
        assertThat(CLOUDS.executed("UnlockAccount")).isZero();
    }

    /** A lock that nobody holds may be one that is not proven yet. */
    @Test
    void lockThatAnotherRequestIsAtWorkOnIsNoStrangersLock() {
        ProcessInstance first =
                flow.requested(ACCOUNT, "lockUntil", flow.now().plus(MANY_HOURS).toString());
        flow.approve(first);
        CLOUDS.fail("{\"fault\":\"unknown-status\",\"accountName\":\"app_user\",\"times\":1,\"skip\":1}");
        flow.runJobs(first);
        assertThat(CLOUDS.state(ACCOUNT)).isEqualTo("LOCKED");
        assertThat(flow.facts(first).holds()).isFalse();

        ProcessInstance urgent = emergencyBy("responder");
        assertThat(flow.facts(urgent).over()).isFalse();
        flow.letTimePass(first);
        flow.letTimePass(urgent);
        flow.letTimePass(urgent);

        assertThat(flow.hold(first)).isEqualTo("HELD");
        assertThat(flow.hold(urgent)).isEqualTo("HELD");
    }

    @Test
    void oneReadingThatHasGoneAstrayBreaksNoHold() {
        ProcessInstance first = locked();
        ProcessInstance second = flow.requested(ACCOUNT);
        CLOUDS.fail("{\"fault\":\"stale-read\",\"action\":\"DescribeAccounts\",\"times\":1}");
        approve(second);
        flow.letTimePass(second);

        assertThat(flow.hold(first)).isEqualTo("HELD");
        assertThat(flow.hold(second)).isEqualTo("HELD");
        assertThat(CLOUDS.executed("LockAccount")).isOne();
    }

    @Test
    void temporaryLockIsExtendedByAFurtherOne() {
        ProcessInstance first = lockedFor(Duration.ofHours(1));
        ProcessInstance longer = lockedFor(Duration.ofHours(4));
        assertThat(CLOUDS.executed("LockAccount")).isOne();

        flow.passTime(Duration.ofHours(2));
        flow.runJobs(first);

        assertThat(flow.variable(first, "outcome")).isEqualTo("RELEASED");
        assertThat(flow.variable(first, "outcomeReason").toString())
                .contains("the account stays locked, others hold it")
                .contains(longer.getId());
        assertThat(CLOUDS.state(ACCOUNT)).isEqualTo("LOCKED");

        flow.passTime(Duration.ofHours(3));
        flow.runJobs(longer);

        assertThat(flow.variable(longer, "outcome")).isEqualTo("UNLOCKED");
        assertThat(CLOUDS.state(ACCOUNT)).isEqualTo("UNLOCKED");
    }

    @Test
    void temporaryLockEndsEarlyWhereItsUnlockIsApproved() {
        ProcessInstance temporary = lockedFor(Duration.ofHours(8));

        ProcessInstance unlock = unlocked("hold", temporary.getId());

        assertThat(flow.variable(unlock, "outcome")).isEqualTo("UNLOCKED");
        assertThat(CLOUDS.state(ACCOUNT)).isEqualTo("UNLOCKED");
        assertThat(flow.hold(temporary)).isEqualTo("RELEASED");

        flow.runJobs(temporary);

        assertThat(flow.variable(temporary, "outcome")).isEqualTo("RELEASED");
        assertThat(flow.variable(temporary, "outcomeReason").toString())
                .contains("request " + unlock.getId() + " has released it");
        assertThat(CLOUDS.executed("UnlockAccount")).isOne();
    }

    @Test
    void oneOfTwoHoldsIsReleasedAndTheAccountStaysLocked() {
        ProcessInstance first = locked();
        ProcessInstance second = locked();

        ProcessInstance unlock = unlocked("hold", first.getId());

        assertThat(flow.variable(unlock, "outcome")).isEqualTo("RELEASED");
        assertThat(flow.variable(unlock, "outcomeReason").toString())
                .contains(second.getId())
                .doesNotContain("(request " + first.getId());
        assertThat(flow.hold(first)).isEqualTo("RELEASED");
        assertThat(flow.hold(second)).isEqualTo("HELD");
        assertThat(CLOUDS.state(ACCOUNT)).isEqualTo("LOCKED");
        assertThat(CLOUDS.executed("UnlockAccount")).isZero();

        assertThat(flow.variable(unlocked("hold", second.getId()), "outcome")).isEqualTo("UNLOCKED");
        assertThat(CLOUDS.state(ACCOUNT)).isEqualTo("UNLOCKED");
    }

    @Test
    void unlockThatNamesNoHoldRemovesTheLockForAll() {
        ProcessInstance lasting = locked();
        ProcessInstance temporary = lockedFor(Duration.ofHours(8));

        ProcessInstance unlock = unlocked();

        assertThat(flow.variable(unlock, "outcome")).isEqualTo("UNLOCKED");
        assertThat(flow.hold(lasting)).isEqualTo("RELEASED");
        assertThat(flow.hold(temporary)).isEqualTo("RELEASED");
    }

    @Test
    void holdThatDoesNotStandIsDenied() {
        locked();

        ProcessInstance unlock = asked("hold", "no-such-request");

        assertThat(flow.variable(unlock, "outcome")).isEqualTo("DENIED");
        assertThat(flow.variable(unlock, "outcomeReason").toString())
                .startsWith("hold: the request no-such-request does not surely hold this account.");
    }

    @Test
    void furtherHoldOfALockThatSomebodyHasRemovedIsNotClaimed() {
        locked();
        ProcessInstance second = flow.requested(ACCOUNT);
        CLOUDS.set(ACCOUNT, "UNLOCKED");

        approve(second);

        assertThat(flow.variable(second, "outcome")).isEqualTo("LOCKED");
        assertThat(CLOUDS.executed("LockAccount")).isEqualTo(2);
    }

    @Test
    void endOfATemporaryLockWaitsWhileAnotherRequestIsAtWork() {
        ProcessInstance temporary = lockedFor(Duration.ofHours(1));
        ProcessInstance second = flow.requested(ACCOUNT);
        other.decide(second, "manager", APPROVE);
        other.runOneJob(second); // one look is taken, the second one is waited for

        flow.passTime(Duration.ofHours(2));
        flow.runJobs(temporary);

        assertThat(flow.variable(temporary, "outcome")).isNull();
        assertThat(flow.job(temporary).getExceptionMessage())
                .contains("request " + second.getId() + " is at work on this account; it comes first");
        assertThat(flow.job(temporary).getRetries()).isPositive();

        other.runJobs(second);
        flow.passTime(Duration.ofMinutes(1));
        flow.runJobs(temporary);

        assertThat(flow.variable(second, "outcome")).isEqualTo("LOCKED");
        assertThat(flow.variable(temporary, "outcome")).isEqualTo("RELEASED");
        assertThat(CLOUDS.state(ACCOUNT)).isEqualTo("LOCKED");
    }

    @RepeatedTest(12)
    void oneEndsInTheSecondAnotherBegins() throws Exception {
        ProcessInstance ends = lockedFor(Duration.ofHours(1));
        ProcessInstance begins = other.requested(ACCOUNT);
        flow.passTime(Duration.ofHours(2));
        other.decide(begins, "manager", APPROVE);

        CountDownLatch go = new CountDownLatch(1);
        ExecutorService nodes = Executors.newFixedThreadPool(2);
        List<Future<?>> both =
                List.of(nodes.submit(() -> runs(go, flow, ends)), nodes.submit(() -> runs(go, other, begins)));
        go.countDown();
        for (Future<?> node : both) {
            node.get();
        }
        nodes.shutdown();
        for (int i = 0; i < 3; i++) {
            flow.passTime(Duration.ofMinutes(1));
            flow.runJobs(ends);
            other.runJobs(begins);
        }

        assertThat(flow.variable(begins, "outcome")).isEqualTo("LOCKED");
        assertThat(flow.variable(ends, "outcome")).isIn("RELEASED", "UNLOCKED");
        assertThat(CLOUDS.state(ACCOUNT))
                .as("begun: %s", flow.facts(begins).latestLook())
                .isEqualTo("LOCKED");
        assertThat(flow.hold(begins)).isEqualTo("HELD");
    }

    @Test
    void whoAsksForALockTwiceBeforeItIsDecidedIsStillRefused() {
        flow.requested(ACCOUNT);

        assertThatThrownBy(() -> flow.requested(ACCOUNT)).hasMessageContaining("has not ended");
    }

    @Test
    void nobodyKeepsAnEmergencyOutByARequestThatNobodyDecides() {
        ProcessInstance ordinary = flow.requested(ACCOUNT);
        ProcessInstance urgent = flow.requested(ACCOUNT, "urgency", "emergency");
        ProcessInstance first = emergencyBy("responder");

        assertThat(CLOUDS.state(ACCOUNT)).isEqualTo("LOCKED");
        assertThat(flow.hold(first)).isEqualTo("HELD");
        assertThatThrownBy(() -> flow.requested(ACCOUNT, "urgency", "emergency"))
                .hasMessageContaining("has not ended")
                .hasMessageContaining(urgent.getId());
        approve(ordinary);
        assertThat(flow.variable(ordinary, "outcome")).isEqualTo("LOCKED");
        assertThat(CLOUDS.executed("LockAccount")).isOne();
    }

    @Test
    void holdWhoseRowSomebodyRemovedIsFoundHoweverManyCameAfterIt() throws Exception {
        ProcessInstance oldest = locked();
        List<ProcessInstance> since = List.of(lockedFor(MANY_HOURS), lockedFor(MANY_HOURS), lockedFor(MANY_HOURS));
        ProcessInstance temporary = lockedFor(Duration.ofHours(1));
        for (ProcessInstance released : since) {
            unlocked("hold", released.getId());
        }
        try (Connection connection = DriverManager.getConnection(DATABASE);
                Statement sql = connection.createStatement()) {
            sql.executeUpdate("delete from account_lock_hold where request_id = '" + oldest.getId() + "'");
        }

        flow.passTime(Duration.ofHours(2));
        flow.runJobs(temporary);

        assertThat(CLOUDS.state(ACCOUNT)).isEqualTo("LOCKED");
        assertThat(CLOUDS.executed("UnlockAccount")).isZero();
    }

    @Test
    void stepOfARequestThatIsDeletedMeanwhileLeavesNothingInTheWayOfTheNext() {
        ProcessInstance request = flow.requested(ACCOUNT);
        RequestCase asTheStepReadIt = flow.facts(request);
        ONE.getRuntimeService().deleteProcessInstance(request.getId(), "not needed any more");

        Holds holds = AccountLockServices.of(ONE).orElseThrow().holds();
        assertThatThrownBy(() -> holds.work(request.getId(), asTheStepReadIt)).hasMessageContaining("has ended");

        assertThat(flow.hold(locked())).isEqualTo("HELD");
    }

    private ProcessInstance emergencyBy(String person) {
        Map<String, Object> values = ProcessTester.values(ACCOUNT);
        values.put("urgency", "emergency");
        ProcessInstance request = flow.as(person, () -> flow.start(values));
        flow.runJobs(request);
        return request;
    }

    private static Void runs(CountDownLatch go, ProcessTester node, ProcessInstance request)
            throws InterruptedException {
        go.await();
        node.runJobs(request);
        return null;
    }

    private ProcessInstance locked() {
        ProcessInstance request = flow.requested(ACCOUNT);
        approve(request);
        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
        return request;
    }

    private ProcessInstance lockedFor(Duration time) {
        ProcessInstance request =
                flow.requested(ACCOUNT, "lockUntil", flow.now().plus(time).toString());
        approve(request);
        assertThat(flow.hold(request)).isEqualTo("HELD");
        return request;
    }

    private void approve(ProcessInstance request) {
        flow.approve(request);
        flow.runJobs(request);
    }

    private ProcessInstance asked(String... namesAndValues) {
        Map<String, Object> values = ProcessTester.values(ACCOUNT);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        ProcessInstance unlock = flow.as(
                "operator", () -> ONE.getRuntimeService().startProcessInstanceByKey(AccountUnlockProcess.KEY, values));
        flow.runJobs(unlock);
        return unlock;
    }

    private ProcessInstance unlocked(String... namesAndValues) {
        ProcessInstance unlock = asked(namesAndValues);
        for (String person : List.of("manager", "manager2")) {
            flow.complete(unlock, AccountUnlockProcess.APPROVE, person, APPROVE);
            flow.runJobs(unlock);
        }
        return unlock;
    }
}
