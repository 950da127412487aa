package io.github.accountlock.process;

import static io.github.accountlock.engine.process.AccountLockProcess.AWAIT_START;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.fixture.Audited;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lock that is approved now and placed at a time, and one whose end is counted from its proof. */
class LaterStartTest {

    private static final AccountRef ACCOUNT = tencent("app_user");
    private static final AccountRef SUPER = tencent("admin_user");
    private static final Map<String, Object> TAKEN_BACK =
            Map.of("decision", "withdraw", "decisionReason", "It is another weekend.");

    private static final Audited AUDITED = Audited.onH2("later-start");
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
    void approvedRequestIsLockedAtItsTimeAndNotBefore() {
        Instant from = in(Duration.ofDays(2));
        ProcessInstance request = FLOW.requested(ACCOUNT, "lockFrom", from.toString());
        assertThat(FLOW.variable(request, "start")).isEqualTo("later");

        FLOW.approve(request);
        FLOW.letTimePass(request);
        assertThat(AUDITED.clouds().state(ACCOUNT)).isEqualTo("UNLOCKED");
        assertThat(AUDITED.clouds().executed("LockAccount")).isZero();
        assertThat(FLOW.hold(request)).isEqualTo("WAITING");
        assertThat(waiting(request).getName()).startsWith("Await start: app_user on ");
        assertThat(waiting(request).getAssignee()).isEqualTo("requester");

        ClockUtil.setCurrentTime(Date.from(from));
        FLOW.runJobs(request);
        assertThat(FLOW.variable(request, "outcome")).isEqualTo("LOCKED");
        assertThat(FLOW.variable(request, "outcomeReason").toString()).startsWith("The cloud, asked after");
        assertThat(AUDITED.clouds().state(ACCOUNT)).isEqualTo("LOCKED");
    }

    @Test
    void accountThatSomebodyElseHasLockedNowIsLockedAtItsTimeIfItIsOpenThen() {
        AUDITED.clouds().set(ACCOUNT, "LOCKED");
        Instant from = in(Duration.ofDays(2));
        ProcessInstance opened = FLOW.requested(ACCOUNT, "lockFrom", from.toString());
        FLOW.approve(opened);
        FLOW.letTimePass(opened);
        ProcessInstance stillLocked = FLOW.requested(ACCOUNT, "lockFrom", from.toString());
        FLOW.approve(stillLocked);
        assertThat(FLOW.hold(opened)).isEqualTo("WAITING");
        assertThat(FLOW.facts(opened).ended()).isEmpty();

        ClockUtil.setCurrentTime(Date.from(from));
        FLOW.letTimePass(stillLocked);
        assertThat(FLOW.variable(stillLocked, "outcome")).isEqualTo("ALREADY_LOCKED");
        assertThat(FLOW.variable(stillLocked, "outcomeReason"))
                .isEqualTo("The account was locked before this request; nothing was called.");
        AUDITED.clouds().set(ACCOUNT, "UNLOCKED");
        FLOW.runJobs(opened);

        assertThat(FLOW.variable(opened, "outcome")).isEqualTo("LOCKED");
    }

    /** The approvals of 24 hours count from the start, and those that were wanted are all given before it. */
    @Test
    void approvalsOfManyDaysBeforeAreGoodAtTheStart() {
        Instant from = in(Duration.ofDays(30));
        ProcessInstance request = FLOW.requested(
                SUPER,
                "lockFrom",
                from.toString(),
                "lockUntil",
                from.plusSeconds(7200).toString());
        FLOW.decide(request, "manager", Map.of("decision", "approve"));
        assertThat(waiting(request)).isNull();
        FLOW.decide(request, "manager2", Map.of("decision", "approve"));
        assertThat(FLOW.facts(request).grants())
                .allSatisfy(grant -> assertThat(grant.expires()).isEqualTo(from.plus(Duration.ofHours(24))));

        ClockUtil.setCurrentTime(Date.from(from));
        FLOW.runJobs(request);
        assertThat(FLOW.hold(request)).isEqualTo("HELD");
        FLOW.passTime(Duration.ofHours(3));
        FLOW.runJobs(request);
        assertThat(FLOW.variable(request, "outcome")).isEqualTo("UNLOCKED");
    }

    @Test
    void requesterTakesItBackWhileItWaits() {
        ProcessInstance request = approvedForIn(Duration.ofDays(1));

        assertThatThrownBy(() -> FLOW.complete(request, AWAIT_START, "manager", TAKEN_BACK))
                .hasMessageContaining("Only the requester may withdraw a request");
        assertThatThrownBy(() -> FLOW.complete(request, AWAIT_START, "manager2", Map.of("decision", "approve")))
                .isInstanceOf(Refusal.class);
        FLOW.complete(request, AWAIT_START, "requester", TAKEN_BACK);

        assertThat(FLOW.variable(request, "outcome")).isEqualTo("WITHDRAWN");
        assertThat(FLOW.variable(request, "outcomeReason")).isEqualTo("Withdrawn by requester: It is another weekend.");
        FLOW.passTime(Duration.ofDays(2));
        FLOW.runJobs(request);
        assertThat(AUDITED.clouds().executed("LockAccount")).isZero();
    }

    @Test
    void nodeThatWasDownOverTheStartLocksLateAndSaysSo() {
        ProcessInstance request = approvedForIn(Duration.ofHours(1));

        FLOW.passTime(Duration.ofHours(3).plusMinutes(5));
        FLOW.runJobs(request);

        assertThat(FLOW.variable(request, "outcome")).isEqualTo("LOCKED");
        assertThat(FLOW.variable(request, "outcomeReason").toString())
                .startsWith("It was to be locked at "
                        + FLOW.facts(request).request().lockFrom().orElseThrow()
                        + ", and the cloud was called 2 hours 5 minutes later. The cloud, asked after");
    }

    @Test
    void furtherHoldThatBeginsLateSaysSoToo() {
        ProcessInstance later = approvedForIn(Duration.ofHours(1));
        ProcessInstance first = FLOW.requested(ACCOUNT);
        FLOW.approve(first);
        FLOW.runJobs(first);

        FLOW.passTime(Duration.ofHours(3).plusMinutes(5));
        FLOW.letTimePass(later);

        assertThat(FLOW.variable(later, "outcome")).isEqualTo("LOCKED");
        assertThat(FLOW.variable(later, "outcomeReason").toString())
                .contains(", and this request began to hold it 2 hours 5 minutes later. Requests of ours had locked");
    }

    @Test
    void lateLockThatIsReleasedOrUndoneSaysSoToo() {
        Instant from = in(Duration.ofHours(1));
        String until = from.plus(Duration.ofHours(9)).toString();
        ProcessInstance released = FLOW.requested(ACCOUNT, "lockFrom", from.toString(), "lockUntil", until);
        FLOW.approve(released);
        FLOW.passTime(Duration.ofHours(3).plusMinutes(5));
        FLOW.runJobs(released);
        ProcessInstance other = FLOW.requested(ACCOUNT);
        FLOW.approve(other);
        FLOW.runJobs(other);
        FLOW.passTime(Duration.ofHours(9));
        FLOW.letTimePass(released);
        assertThat(FLOW.variable(released, "outcome")).isEqualTo("RELEASED");
        assertThat(FLOW.variable(released, "outcomeReason").toString())
                .contains(", and the cloud was called 2 hours 5 minutes later. This hold has ended");

        FLOW.nobodyHolds();
        AUDITED.clouds().set(ACCOUNT, "UNLOCKED");
        ProcessInstance undone = approvedForIn(Duration.ofHours(1));
        FLOW.passTime(Duration.ofHours(2).plusMinutes(5));
        AUDITED.clouds().fail("{\"fault\":\"unknown-status\",\"accountName\":\"app_user\",\"times\":0,\"skip\":1}");
        FLOW.letTimePass(undone);
        AUDITED.clouds().heal();
        FLOW.settle(undone, "Task_SettleLock", "undo");
        FLOW.runJobs(undone);
        assertThat(FLOW.variable(undone, "outcome")).isEqualTo("UNDONE");
        assertThat(FLOW.variable(undone, "outcomeReason").toString())
                .contains(", and the cloud was called 1 hour 5 minutes later. The lock was undone");
    }

    @Test
    void taskOfItsRequesterIsNobodyElsesToClaim() {
        ProcessInstance request = approvedForIn(Duration.ofHours(1));
        String task = waiting(request).getId();

        assertThatThrownBy(() -> AUDITED.engine().getTaskService().claim(task, "admin"))
                .hasMessage(
                        "This task is in front of requester, who has made the request, and only requester decides it.");
    }

    @Test
    void nodeThatWasDownOverTheEndCallsNothing() {
        Instant from = in(Duration.ofHours(1));
        ProcessInstance request = FLOW.requested(
                ACCOUNT,
                "lockFrom",
                from.toString(),
                "lockUntil",
                from.plusSeconds(3600).toString());
        FLOW.approve(request);

        FLOW.passTime(Duration.ofHours(4));
        FLOW.runJobs(request);

        assertThat(FLOW.variable(request, "outcome")).isEqualTo("EXPIRED");
        assertThat(FLOW.variable(request, "outcomeReason"))
                .isEqualTo("The lock was to end before it could begin, so nothing was called.");
        assertThat(AUDITED.clouds().executed("LockAccount")).isZero();
    }

    @Test
    void approvalThatComesAfterTheStartLocksAtOnceAndTheApproverIsTold() {
        ProcessInstance request =
                FLOW.requested(ACCOUNT, "lockFrom", in(Duration.ofHours(1)).toString());
        FLOW.passTime(Duration.ofHours(2));
        assertThat(FLOW.variable(request, "start")).isEqualTo("passed");

        FLOW.approve(request);
        FLOW.runJobs(request);

        assertThat(FLOW.variable(request, "outcome")).isEqualTo("LOCKED");
        assertThat(AUDITED.engine()
                        .getHistoryService()
                        .createHistoricActivityInstanceQuery()
                        .processInstanceId(request.getId())
                        .activityId(AWAIT_START)
                        .count())
                .isZero();
    }

    @Test
    void approvalThatComesAfterTheEndCallsNothing() {
        Instant from = in(Duration.ofHours(1));
        ProcessInstance request = FLOW.requested(
                ACCOUNT,
                "lockFrom",
                from.toString(),
                "lockUntil",
                from.plusSeconds(3600).toString());
        FLOW.passTime(Duration.ofHours(3));
        assertThat(FLOW.variable(request, "start")).isEqualTo("over");

        FLOW.approve(request);
        FLOW.runJobs(request);

        assertThat(FLOW.variable(request, "outcome")).isEqualTo("EXPIRED");
        assertThat(AUDITED.clouds().executed("LockAccount")).isZero();
    }

    /** A request of next month does not keep people from locking today; at its time it holds the account too. */
    @Test
    void waitingRequestKeepsNobodyFromLockingTheSameAccount() {
        ProcessInstance later = approvedForIn(Duration.ofDays(3));

        ProcessInstance now = FLOW.requested(ACCOUNT);
        FLOW.approve(now);
        FLOW.runJobs(now);
        assertThat(FLOW.variable(now, "outcome")).isEqualTo("LOCKED");

        FLOW.passTime(Duration.ofDays(3));
        FLOW.letTimePass(later);
        assertThat(FLOW.variable(later, "outcome")).isEqualTo("LOCKED");
        assertThat(FLOW.hold(later)).isEqualTo("HELD");
        assertThat(AUDITED.clouds().executed("LockAccount")).isOne();
    }

    /** Two nodes, whose clocks differ by a second: the timer is run by the one, the next step by the other. */
    @Test
    void nodeWhoseClockIsBehindWaitsForTheStart() {
        ProcessInstance request = approvedForIn(Duration.ofHours(1));
        Instant from = FLOW.facts(request).request().lockFrom().orElseThrow();
        ClockUtil.setCurrentTime(Date.from(from));
        FLOW.runOneJob(request);

        ClockUtil.setCurrentTime(Date.from(from.minusSeconds(1)));
        FLOW.runJobs(request);
        assertThat(AUDITED.clouds().executed("LockAccount")).isZero();
        assertThat(FLOW.incident(request)).isNull();

        ClockUtil.setCurrentTime(Date.from(from.plusSeconds(1)));
        FLOW.runJobs(request);
        assertThat(FLOW.variable(request, "outcome")).isEqualTo("LOCKED");
    }

    @Test
    void startsThatCannotBeAreRefusedBesideTheirField() {
        refused("lockFrom: 2020-01-01T00:00:00Z is not in the future; now is ", "lockFrom", "2020-01-01T00:00:00Z");
        Instant far = in(Duration.ofDays(91));
        refused("lockFrom: " + far + " is too far ahead; allowed is 90 days, until ", "lockFrom", far.toString());
        Instant from = in(Duration.ofDays(1));
        refused(
                "lockUntil: " + from + " is not after the start of the lock, " + from + ".",
                "lockFrom",
                from.toString(),
                "lockUntil",
                from.toString());
        refused(
                "lockFrom: an emergency is locked as soon as it may be, and in no window; leave the time out, or make a"
                        + " normal request.",
                "lockFrom",
                from.toString(),
                "urgency",
                "emergency");
        Instant hourFromNow = in(Duration.ofHours(1)).truncatedTo(ChronoUnit.MINUTES);
        refused(
                "lockDuration: " + hourFromNow + " is not after the start of the lock, " + from
                        + "; count it from the lock",
                "lockFrom",
                from.toString(),
                "lockDuration",
                "PT1H");
        refused(
                "lockFrom: \"+999999999-12-31T23:59:59-18:00\" is not a time",
                "lockFrom",
                "+999999999-12-31T23:59:59-18:00");
        refused("lockFor: \"PT90S\" is not allowed; allowed are whole minutes, for example PT4H.", "lockFor", "PT90S");
    }

    @Test
    void lockForSomeTimeEndsThatLongAfterItsProof() {
        ProcessInstance request = FLOW.requested(ACCOUNT, "lockFor", "PT4H");
        FLOW.passTime(Duration.ofHours(6)); // nobody has decided yet
        assertThat(FLOW.variable(request, "lockForWords")).isEqualTo("4 hours");
        FLOW.approve(request);
        FLOW.runJobs(request);
        Instant proven = FLOW.facts(request).latestLook().orElseThrow().at();
        assertThat(FLOW.facts(request).lockUntil()).contains(proven.plus(Duration.ofHours(4)));

        ClockUtil.setCurrentTime(Date.from(proven.plus(Duration.ofHours(4)).minusSeconds(1)));
        FLOW.runJobs(request);
        assertThat(AUDITED.clouds().state(ACCOUNT)).isEqualTo("LOCKED");
        FLOW.passTime(Duration.ofSeconds(1));
        FLOW.runJobs(request);

        assertThat(FLOW.variable(request, "outcome")).isEqualTo("UNLOCKED");
        assertThat(AUDITED.clouds().state(ACCOUNT)).isEqualTo("UNLOCKED");
    }

    @Test
    void lockForSomeTimeIsReviewedAtItsEndIfItsRequestSaysSo() {
        ProcessInstance request = FLOW.requested(ACCOUNT, "lockFor", "PT1H", "atEnd", "review");
        FLOW.approve(request);
        FLOW.runJobs(request);

        FLOW.passTime(Duration.ofHours(2));
        FLOW.runJobs(request);
        assertThat(FLOW.variable(request, "review")).isEqualTo("end");
        FLOW.approve(request);
        FLOW.letTimePass(request);

        assertThat(FLOW.variable(request, "outcome")).isEqualTo("LOCKED");
        assertThat(AUDITED.clouds().state(ACCOUNT)).isEqualTo("LOCKED");
    }

    /** The account is unlocked four hours after it was seen locked, however long that took. */
    @Test
    void timeOfAFurtherHoldCountsFromItsOwnProof() {
        ProcessInstance first = FLOW.requested(ACCOUNT);
        FLOW.approve(first);
        FLOW.runJobs(first);
        ProcessInstance second = FLOW.requested(ACCOUNT, "lockFor", "PT4H");
        FLOW.approve(second);
        FLOW.runJobs(second);

        assertThat(FLOW.hold(second)).isEqualTo("HELD");
        assertThat(FLOW.facts(second).lockUntil())
                .contains(FLOW.facts(second).latestLook().orElseThrow().at().plus(Duration.ofHours(4)));
        FLOW.passTime(Duration.ofHours(5));
        FLOW.letTimePass(second);
        assertThat(FLOW.variable(second, "outcome")).isEqualTo("RELEASED");
    }

    /** A lock that may still be undone, or end soon, is not taken for one that was there before. */
    @Test
    void whileItIsWorkedOnNoSecondRequestIsMade() {
        ProcessInstance request = approvedForIn(Duration.ofHours(1));
        AUDITED.clouds().fail("{\"fault\":\"answer-lost\",\"action\":\"LockAccount\"}");
        FLOW.passTime(Duration.ofHours(1));
        FLOW.runOneJob(request);
        FLOW.runOneJob(request);
        assertThat(AUDITED.clouds().state(ACCOUNT)).isEqualTo("LOCKED");
        assertThat(FLOW.hold(request)).isEqualTo("WAITING");

        refused("accountName: another request for this account has not ended (request " + request.getId());
        assertThatThrownBy(() -> AUDITED.unlockAsked(ACCOUNT, "requester"))
                .hasMessageContaining("another request for this account has not ended");

        FLOW.letTimePass(request);
        assertThat(FLOW.variable(request, "outcome")).isEqualTo("LOCKED");
        FLOW.requested(ACCOUNT);
    }

    @Test
    void waitingTaskSaysWhatItTakes() {
        ProcessInstance request = approvedForIn(Duration.ofHours(1));

        for (Map<String, Object> other : List.<Map<String, Object>>of(
                Map.of(), Map.of("decision", "reject", "decisionReason", "no"), Map.of("decision", "approve"))) {
            assertThatThrownBy(() -> FLOW.complete(request, AWAIT_START, "requester", other))
                    .isInstanceOf(Refusal.class)
                    .hasMessage(
                            "decision: the request is approved and goes by itself at its time; choose withdraw to take it back.");
        }
    }

    @Test
    void partOfASecondIsNotCutOffTheWait() {
        Instant from = in(Duration.ofHours(1));
        ProcessInstance request =
                FLOW.requested(ACCOUNT, "lockFrom", from.plusMillis(900).toString());

        assertThat(FLOW.facts(request).request().lockFrom()).contains(from.plusSeconds(1));
    }

    private static ProcessInstance approvedForIn(Duration wait) {
        ProcessInstance request = FLOW.requested(ACCOUNT, "lockFrom", in(wait).toString());
        FLOW.approve(request);
        FLOW.runJobs(request);
        assertThat(waiting(request)).isNotNull();
        return request;
    }

    private static Instant in(Duration wait) {
        return FLOW.now().plus(wait).truncatedTo(ChronoUnit.SECONDS);
    }

    private static void refused(String sentence, String... namesAndValues) {
        Map<String, Object> values = new HashMap<>(ProcessTester.values(ACCOUNT));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        assertThatThrownBy(() -> FLOW.as("requester", () -> FLOW.start(values)))
                .as(List.of(namesAndValues).toString())
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(sentence);
    }

    private static Task waiting(ProcessInstance request) {
        return AUDITED.engine()
                .getTaskService()
                .createTaskQuery()
                .processInstanceId(request.getId())
                .taskDefinitionKey(AWAIT_START)
                .singleResult();
    }
}
