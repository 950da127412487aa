package io.github.accountlock.process;

import static io.github.accountlock.engine.process.AccountLockProcess.APPROVE;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.fixture.Audited;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the request says so, people decide what becomes of a temporary lock: it is never opened by the clock. */
class EndOfLockTest {

    private static final AccountRef ACCOUNT = tencent("app_user");
    private static final AccountRef SUPER = tencent("admin_user");
    private static final Map<String, Object> KEPT =
            Map.of("settlement", "keep", "settlementReason", "I have seen it in the console.");
    private static final Map<String, Object> REJECTED =
            Map.of("decision", "reject", "decisionReason", "She works here again.");

    private static final Audited AUDITED = Audited.onH2("end-of-lock");
    private static final ProcessTester FLOW = AUDITED.flow();

    @BeforeEach
    void setUp() {
        FLOW.nobodyHolds();
        AUDITED.clouds().forget();
        AUDITED.clouds().set(ACCOUNT, "UNLOCKED");
        AUDITED.clouds().set(SUPER, "UNLOCKED");
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
                    .forEach(left ->
                            AUDITED.engine().getRuntimeService().deleteProcessInstance(left.getId(), "end of test"));
        }
    }

    @AfterAll
    static void close() {
        AUDITED.close();
    }

    @Test
    void accountStaysLockedUntilSomebodyDecidesAndIsRemindedDaily() {
        ProcessInstance request = untilItsEnd(ACCOUNT, 1);

        Task review = review(request);
        assertThat(review.getName()).startsWith("ITS TIME IS OVER: Approve lock: app_user");
        assertThat(review.getDueDate()).isAfter(ClockUtil.getCurrentTime());
        assertThat(FLOW.variable(request, "review")).isEqualTo("end");

        for (int day = 0; day < 3; day++) {
            FLOW.passTime(Duration.ofHours(25));
            FLOW.runJobs(request);
        }
        assertThat(AUDITED.engine()
                        .getHistoryService()
                        .createHistoricActivityInstanceQuery()
                        .processInstanceId(request.getId())
                        .activityId("EndEvent_ApproversReminded")
                        .count())
                .isEqualTo(3);
        assertThat(review(request).getId()).isEqualTo(review.getId());
        assertThat(FLOW.hold(request)).isEqualTo("HELD");
        assertThat(AUDITED.clouds().state(ACCOUNT)).isEqualTo("LOCKED");
        assertThat(AUDITED.clouds().executed("UnlockAccount")).isZero();
    }

    @Test
    void keptLockIsReadAgainAndStaysForGood() {
        ProcessInstance request = untilItsEnd(ACCOUNT, 1);

        FLOW.approve(request);
        FLOW.letTimePass(request);

        assertThat(FLOW.variable(request, "outcome")).isEqualTo("LOCKED");
        assertThat(FLOW.hold(request)).isEqualTo("HELD");
        assertThat(AUDITED.clouds().executed("LockAccount")).isOne();
        assertThat(AUDITED.clouds().executed("UnlockAccount")).isZero();
    }

    @Test
    void lockThatSomebodyOpenedBehindOurBackIsNotKeptAsLocked() {
        ProcessInstance request = untilItsEnd(ACCOUNT, 1);
        AUDITED.clouds().set(ACCOUNT, "UNLOCKED");

        FLOW.approve(request);
        FLOW.letTimePass(request);

        assertThat(tasks(request)).containsExactly("Task_SettleLock");
        assertThat(AUDITED.clouds().executed("LockAccount")).isOne();
        FLOW.complete(request, "Task_SettleLock", "operator", KEPT);
        FLOW.runJobs(request);
        assertThat(FLOW.variable(request, "outcome")).isEqualTo("CLOSED_BY_OPERATOR");
    }

    @Test
    void emergencyThatIsConfirmedIsUndoneOnce() {
        Map<String, Object> values = ProcessTester.values(ACCOUNT);
        values.putAll(Map.of(
                "urgency",
                "emergency",
                "lockUntil",
                FLOW.now().plus(Duration.ofHours(1)).toString()));
        ProcessInstance emergency = FLOW.as("responder", () -> FLOW.start(values));
        FLOW.runJobs(emergency);
        FLOW.approve(emergency);
        FLOW.runJobs(emergency);
        AUDITED.clouds().fail("{\"fault\":\"not-executed\",\"action\":\"UnlockAccount\"}");

        FLOW.passTime(Duration.ofHours(2));
        FLOW.letTimePass(emergency);

        assertThat(tasks(emergency)).containsExactly("Task_SettleUndo");
        FLOW.complete(emergency, "Task_SettleUndo", "operator", KEPT);
        FLOW.runJobs(emergency);
        assertThat(FLOW.variable(emergency, "outcome")).isEqualTo("CLOSED_BY_OPERATOR");
    }

    @Test
    void lockThatIsNotKeptIsUnlocked() {
        ProcessInstance request = untilItsEnd(ACCOUNT, 1);

        FLOW.decide(request, "manager2", REJECTED);
        FLOW.letTimePass(request);

        assertThat(FLOW.variable(request, "outcome")).isEqualTo("UNLOCKED");
        assertThat(FLOW.variable(request, "outcomeReason"))
                .isEqualTo(
                        "The lock's time was over and manager2 did not keep it (She works here again.); the cloud said"
                                + " that the account is unlocked.");
        assertThat(AUDITED.clouds().state(ACCOUNT)).isEqualTo("UNLOCKED");
    }

    @Test
    void keepingNeedsAsManyPeopleAsLocking() {
        ProcessInstance request = untilItsEnd(SUPER, 2);

        FLOW.decide(request, "manager", Map.of("decision", "approve"));
        FLOW.runJobs(request);
        assertThat(FLOW.variable(request, "outcome")).isNull();
        assertThat(FLOW.facts(request).progress(FLOW.now())).startsWith("1 of 2, by manager");

        FLOW.decide(request, "manager2", Map.of("decision", "approve"));
        FLOW.letTimePass(request);
        assertThat(FLOW.variable(request, "outcome")).isEqualTo("LOCKED");
    }

    @Test
    void requesterDoesNotDecide() {
        ProcessInstance request = untilItsEnd(ACCOUNT, 1);

        assertThatThrownBy(() -> FLOW.decide(request, "requester", REJECTED))
                .hasMessageContaining("You made this request");
        assertThat(AUDITED.clouds().state(ACCOUNT)).isEqualTo("LOCKED");
    }

    @Test
    void lockThatAnUnlockRequestHasRemovedMeanwhileEndsAsReleased() {
        ProcessInstance request = untilItsEnd(ACCOUNT, 1);
        ProcessInstance unlock = AUDITED.unlockAsked(ACCOUNT, "operator");
        AUDITED.approveUnlock(unlock, "manager", "manager2");
        assertThat(FLOW.variable(unlock, "outcome")).isEqualTo("UNLOCKED");
        assertThat(tasks(request))
                .as("nobody is asked about a lock that is gone")
                .isEmpty();

        FLOW.letTimePass(request);

        assertThat(FLOW.variable(request, "outcome")).isEqualTo("RELEASED");
        assertThat(AUDITED.check().problems()).isEmpty();
        assertThat(AUDITED.clouds().executed("LockAccount")).isOne();
    }

    @Test
    void suspendedReviewKeepsNoUnlockFromEnding() {
        ProcessInstance request = untilItsEnd(ACCOUNT, 1);
        FLOW.runtimeBehindTheDoors().suspendProcessInstanceById(request.getId());
        ProcessInstance unlock = AUDITED.unlockAsked(ACCOUNT, "operator");

        AUDITED.approveUnlock(unlock, "manager", "manager2");

        assertThat(FLOW.variable(unlock, "outcome")).isEqualTo("UNLOCKED");
        assertThat(FLOW.hold(request)).isEqualTo("RELEASED");
        FLOW.runtimeBehindTheDoors().activateProcessInstanceById(request.getId());
        FLOW.approve(request);
        FLOW.letTimePass(request);
        assertThat(FLOW.variable(request, "outcome")).isEqualTo("RELEASED");
    }

    @Test
    void nobodyIsAskedAboutALockThatWasFoundGone() {
        ProcessInstance request = untilItsEnd(ACCOUNT, 1);
        AUDITED.clouds().set(ACCOUNT, "UNLOCKED");
        ProcessInstance next = FLOW.requested(ACCOUNT);
        FLOW.approve(next);
        FLOW.letTimePass(next);

        assertThat(FLOW.variable(next, "outcome")).isEqualTo("LOCKED");
        assertThat(tasks(request)).isEmpty();
        FLOW.letTimePass(request);
        assertThat(FLOW.variable(request, "outcome")).isEqualTo("RELEASED");
    }

    @Test
    void lockIsExtendedByAFurtherOneAndReleasedWithoutAGap() {
        ProcessInstance request = untilItsEnd(ACCOUNT, 1);
        ProcessInstance longer = FLOW.requested(
                ACCOUNT, "lockUntil", FLOW.now().plus(Duration.ofDays(2)).toString());
        FLOW.approve(longer);
        FLOW.runJobs(longer);

        FLOW.decide(request, "manager2", REJECTED);
        FLOW.letTimePass(request);

        assertThat(FLOW.variable(request, "outcome")).isEqualTo("RELEASED");
        assertThat(AUDITED.clouds().state(ACCOUNT)).isEqualTo("LOCKED");
        assertThat(AUDITED.clouds().executed("UnlockAccount")).isZero();
    }

    @Test
    void onlyATemporaryLockHasAnEndToReview() {
        assertThatThrownBy(() -> FLOW.requested(ACCOUNT, "atEnd", "review"))
                .hasMessageContaining("atEnd: only a temporary lock has an end that can be reviewed; leave it empty.");
        assertThatThrownBy(() -> FLOW.requested(ACCOUNT, "atEnd", "open"))
                .hasMessageContaining("atEnd: \"open\" is not allowed, choose unlock or review.");
    }

    private static ProcessInstance untilItsEnd(AccountRef account, int approvals) {
        String end = FLOW.now().plus(Duration.ofHours(1)).toString();
        ProcessInstance request = FLOW.requested(account, "lockUntil", end, "atEnd", "review");
        for (String person : List.of("manager", "manager2").subList(0, approvals)) {
            FLOW.decide(request, person, Map.of("decision", "approve"));
        }
        FLOW.runJobs(request);
        assertThat(FLOW.hold(request)).isEqualTo("HELD");
        FLOW.passTime(Duration.ofHours(2));
        FLOW.runJobs(request);
        return request;
    }

    private static List<String> tasks(ProcessInstance request) {
        return AUDITED.engine().getTaskService().createTaskQuery().processInstanceId(request.getId()).list().stream()
                .map(Task::getTaskDefinitionKey)
                .toList();
    }

    private static Task review(ProcessInstance request) {
        return AUDITED.engine()
                .getTaskService()
                .createTaskQuery()
                .processInstanceId(request.getId())
                .taskDefinitionKey(APPROVE)
                .initializeFormKeys()
                .singleResult();
    }
}
