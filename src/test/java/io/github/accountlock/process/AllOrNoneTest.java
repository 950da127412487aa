package io.github.accountlock.process;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.request.Fact.Cause;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A list of which all or none is to be locked: what it had locked is unlocked again, and nobody else's. */
class AllOrNoneTest {

    private static final AccountRef APP = tencent("app_user");
    private static final AccountRef REPORT = tencent("report_user");
    private static final AccountRef NOWHERE = tencent("nowhere");
    /** After each account was read for its approvers and before its call, and the first one after its lock. */
    private static final String LOCK_IS_NOT_SEEN =
            "{\"fault\":\"unknown-status\",\"accountName\":\"report_user\",\"times\":0,\"skip\":5}";

    private static final String UNLOCK_IS_REFUSED = "{\"fault\":\"error\",\"action\":\"UnlockAccount\","
            + "\"accountName\":\"report_user\",\"times\":0,\"code\":\"AccountNotExist\"}";
    private static final ControlledClouds CLOUDS = new ControlledClouds();
    private static final ProcessEngine ENGINE = ProcessTester.configured(
                    new StandaloneInMemProcessEngineConfiguration(),
                    ProcessTester.settings(CLOUDS, ProcessTester.policy()))
            .setJdbcUrl("jdbc:h2:mem:all-or-none;DB_CLOSE_DELAY=-1")
            .setProcessEngineName("all-or-none")
            .buildProcessEngine();

    private final ProcessTester flow = new ProcessTester(ENGINE);

    /** What the list has asked for, by process and account; they leave the engine when they end. */
    private final Map<String, ProcessInstance> requests = new TreeMap<>();

    @BeforeEach
    void setUp() {
        flow.nobodyHolds();
        CLOUDS.forget();
        CLOUDS.heal();
        Stream.of(APP, REPORT).forEach(account -> CLOUDS.set(account, "UNLOCKED"));
    }

    @AfterEach
    void tearDown() {
        ENGINE.getRuntimeService()
                .createProcessInstanceQuery()
                .list()
                .forEach(left -> ENGINE.getRuntimeService().deleteProcessInstance(left.getId(), "end of test"));
    }

    @AfterAll
    static void close() {
        ClockUtil.reset();
        ENGINE.close();
        CLOUDS.close();
    }

    @Test
    void everyAccountStaysLockedWhereAllAre() {
        ProcessInstance list = approved("undo_all", APP, REPORT);
        carryOut(list);

        assertThat(states()).containsOnly("LOCKED");
        assertThat(flow.variable(list, "outcomeReason")).isEqualTo("2 of 2 accounts were locked.");
        assertThat(flow.facts(list).undo()).isEmpty();
    }

    @Test
    void oneThatIsNotLockedHasTheOthersUnlockedAgainUnderTheApprovalOfTheList() {
        ProcessInstance list = approved("undo_all", APP, NOWHERE, REPORT);
        carryOut(list);

        assertThat(states()).containsOnly("UNLOCKED");
        assertThat(flow.variable(request("account-lock", APP), "outcome")).isEqualTo("LOCKED");
        ProcessInstance unlock = request("account-unlock", APP);
        assertThat(flow.variable(unlock, "outcome")).isEqualTo("UNLOCKED");
        assertThat(flow.facts(unlock).list()).contains(list.getId());
        assertThat(flow.facts(unlock).requester().id()).isEqualTo("requester");
        assertThat(flow.facts(unlock).grants()).hasSize(2);
        assertThat(flow.facts(list).undo()).contains(Cause.FAILURE);
        assertThat(flow.variable(list, "outcome")).isEqualTo("UNDONE");
        assertThat(flow.variable(list, "outcomeReason"))
                .isEqualTo(
                        "It was all or none, and one of 3 accounts was not locked; what this list had locked is unlocked"
                                + " again.");
    }

    @Test
    void withoutThatWishTheOthersStayLocked() {
        ProcessInstance list = approved("undo", APP, NOWHERE, REPORT);
        carryOut(list);

        assertThat(states()).containsOnly("LOCKED");
        assertThat(flow.variable(list, "listRestWords")).isEqualTo("1 of 3 accounts is not locked.");
    }

    @Test
    void accountThatAnotherRequestHoldsStaysLockedForIt() {
        ProcessInstance other = flow.requested(REPORT);
        flow.approve(other);
        flow.runJobs(other);
        ProcessInstance list = approved("undo_all", APP, REPORT, NOWHERE);
        carryOut(list);

        assertThat(CLOUDS.state(APP)).isEqualTo("UNLOCKED");
        assertThat(CLOUDS.state(REPORT)).isEqualTo("LOCKED");
        assertThat(flow.hold(other)).isEqualTo("HELD");
        assertThat(flow.hold(request("account-lock", REPORT))).isEqualTo("RELEASED");
        assertThat(flow.variable(list, "outcome")).isEqualTo("UNDONE");
    }

    @Test
    void whatTheCloudDoesNotUnlockIsToldAndUnlockedOnceMoreOrAccepted() {
        ProcessInstance list = approved("undo_all", APP, REPORT, NOWHERE);
        CLOUDS.fail(UNLOCK_IS_REFUSED);
        carryOut(list);

        assertThat(flow.variable(list, "outcome")).isNull();
        assertThat(flow.variable(list, "listRestWords")).isEqualTo("1 of 3 accounts is not surely unlocked again.");
        assertThat(flow.variable(list, "listRestSeen")).asString().startsWith(REPORT.path() + ": not unlocked again");
        CLOUDS.heal();
        flow.complete(list, "Task_SettleList", "requester", Map.of("settlement", "retry"));
        carryOut(list);

        assertThat(states()).containsOnly("UNLOCKED");
        assertThat(flow.variable(list, "outcome")).isEqualTo("UNDONE");
    }

    @Test
    void whatStaysLockedIsCountedWhereThatIsAccepted() {
        ProcessInstance list = approved("undo_all", APP, REPORT, NOWHERE);
        CLOUDS.fail(UNLOCK_IS_REFUSED);
        carryOut(list);
        flow.complete(list, "Task_SettleList", "operator", Map.of("settlement", "accept"));

        assertThat(flow.variable(list, "outcomeReason"))
                .isEqualTo(
                        "1 of 3 accounts may still be locked by this list, which was to be undone; that was accepted by"
                                + " operator.");
    }

    /** What people have taken out of the hands of the list is not called undone. */
    @Test
    void lockWhoseRequestWasDeletedIsAskedAbout() {
        ProcessInstance list = approved("undo_all", Map.of("lockFor", "PT4H"), APP, REPORT, NOWHERE);
        step(list);
        ProcessInstance app = request("account-lock", APP);
        assertThat(flow.hold(app)).isEqualTo("HELD");
        flow.behindTheDoors(() -> ENGINE.getRuntimeService().deleteProcessInstance(app.getId(), "by hand"));
        carryOut(list);

        assertThat(CLOUDS.state(REPORT)).isEqualTo("UNLOCKED");
        assertThat(flow.variable(list, "outcome")).isNull();
        assertThat(flow.variable(list, "listRestSeen")).isEqualTo(APP.path() + ": deleted");
        assertThatThrownBy(() -> flow.complete(list, "Task_SettleList", "requester", Map.of("settlement", "retry")))
                .hasMessageContaining("people or the policy have decided about all of them");

        ProcessInstance repair = flow.as(
                "responder",
                () -> ENGINE.getRuntimeService()
                        .startProcessInstanceByKey("account-unlock", ProcessTester.values(APP)));
        flow.runJobs(repair);
        flow.complete(repair, "Task_ApproveUnlock", "manager", Map.of("decision", "approve"));
        flow.complete(repair, "Task_ApproveUnlock", "manager2", Map.of("decision", "approve"));
        flow.runJobs(repair);
        assertThat(CLOUDS.state(APP)).isEqualTo("UNLOCKED");
        assertThatThrownBy(() -> flow.complete(list, "Task_SettleList", "operator", Map.of("settlement", "accept")))
                .hasMessageContaining("none of them is locked by this list any more");
        flow.complete(list, "Task_SettleList", "operator", Map.of("settlement", "retry"));
        carryOut(list);
        assertThat(flow.variable(list, "outcome")).isEqualTo("UNDONE");
    }

    /** Nobody knows whether that one is locked: people say what becomes of the others, and who asked for them is not enough. */
    @Test
    void whereAnOperatorHasKeptOneAnotherPersonThanTheRequesterMayHaveTheOthersUnlockedAgain() {
        ProcessInstance list = keptOne();

        assertThat(CLOUDS.state(APP)).isEqualTo("LOCKED");
        assertThat(flow.variable(list, "listAllOrNone")).isEqualTo("undecided");
        Map<String, Object> undo = Map.of("settlement", "undo", "settlementReason", "The move is put off.");
        assertThatThrownBy(() -> flow.complete(list, "Task_SettleList", "requester", undo))
                .hasMessageContaining("Only members of the group of operators may settle");
        assertThatThrownBy(() -> flow.complete(list, "Task_SettleList", "operator", Map.of("settlement", "undo")))
                .hasMessageContaining("settlementReason: say what you saw and why you decide so.");
        flow.complete(list, "Task_SettleList", "operator", undo);
        carryOut(list);

        assertThat(CLOUDS.state(APP)).isEqualTo("UNLOCKED");
        assertThat(flow.facts(list).undo()).contains(Cause.OPERATOR);
        assertThat(flow.facts(request("account-unlock", APP)).grants()).hasSize(2);
        assertThat(request("account-unlock", REPORT)).isNull();
        assertThat(flow.variable(list, "listRestSeen")).isEqualTo(REPORT.path() + ": closed by operator");
        flow.complete(list, "Task_SettleList", "operator", Map.of("settlement", "accept"));
        assertThat(flow.variable(list, "outcomeReason"))
                .isEqualTo(
                        "1 of 2 accounts may still be locked by this list, which was to be undone; that was accepted by"
                                + " operator.");
    }

    /** In a state that no reading tells. */
    private ProcessInstance keptOne() {
        CLOUDS.fail(LOCK_IS_NOT_SEEN);
        ProcessInstance list = approved("undo_all", APP, REPORT);
        carryOut(list);
        CLOUDS.heal();
        ProcessInstance report = request("account-lock", REPORT);
        flow.complete(
                report,
                "Task_SettleLock",
                "operator",
                Map.of("settlement", "keep", "settlementReason", "The console shows it as locked."));
        carryOut(list);
        return list;
    }

    /** Nobody is cut off for the seconds between a lock and its undo that is certain already. */
    @Test
    void whatWaitsForItsTimeOrForPeopleIsTakenBackAndNeverLocked() {
        String start = flow.now().plus(Duration.ofDays(3)).toString();
        ProcessInstance list = approved("undo_all", Map.of("lockFrom", start), APP, REPORT, NOWHERE);
        carryOut(list);

        assertThat(flow.variable(list, "outcome")).isEqualTo("UNDONE");
        assertThat(flow.variable(request("account-lock", APP), "outcome")).isEqualTo("WITHDRAWN");
        assertThat(flow.variable(request("account-lock", APP), "outcomeReason"))
                .asString()
                .contains("The list is all or none, and another account of it is not locked.");
        assertThat(requests.keySet()).noneMatch(key -> key.startsWith("account-unlock"));
    }

    @Test
    void nothingFurtherIsRequestedOnceOneIsNotLocked() {
        AccountRef[] many = Stream.concat(
                        Stream.iterate(0, i -> i + 1).limit(45).map(i -> tencent("nobody_" + i)), Stream.of(APP))
                .toArray(AccountRef[]::new);
        ProcessInstance list = approved("undo_all", many);
        carryOut(list);

        assertThat(requests).hasSize(40);
        assertThat(CLOUDS.state(APP)).isEqualTo("UNLOCKED");
        assertThat(flow.variable(list, "outcome")).isEqualTo("UNDONE");
    }

    @Test
    void accountForWhichNoRequestCanBeMadeHasTheOthersUnlockedAgain() {
        ProcessInstance other = flow.requested(REPORT);
        ProcessInstance list = approved("undo_all", APP, REPORT);
        carryOut(list);

        assertThat(states()).containsOnly("UNLOCKED");
        assertThat(flow.variable(list, "outcome")).isEqualTo("UNDONE");
        assertThat(flow.facts(other).over()).isFalse();
    }

    /** Whoever can write our tables, without the evidence key, has nothing unlocked. */
    @Test
    void rowThatSaysThatOneIsNotLockedUndoesNothing() {
        ProcessInstance list = approved("undo_all", Map.of("lockFor", "PT4H"), APP, REPORT);
        flow.runJobs(list);
        change("update account_lock_request set outcome = 'FAILED_UNCHANGED' where request_id ="
                + " (select request_id from account_lock_list where row_no = 1 and list_id = '" + list.getId() + "')");
        step(list);
        change("update account_lock_request set outcome = 'FAILED_UNCHANGED' where request_id ="
                + " (select request_id from account_lock_list where row_no = 1 and list_id = '" + list.getId() + "')");
        carryOut(list);

        assertThat(states()).containsOnly("LOCKED");
        assertThat(flow.facts(list).undo()).isEmpty();
    }

    @Test
    void rowThatLeadsToAnotherLockIsNotUnlockedUnderTheApprovalOfTheList() {
        ProcessInstance other = flow.requested(REPORT);
        flow.approve(other);
        flow.runJobs(other);
        ProcessInstance list = approved("undo_all", REPORT, NOWHERE);
        flow.runJobs(list);
        open("account-lock");
        requests.values().forEach(flow::runJobs);
        change("update account_lock_list set request_id = '" + other.getId() + "' where row_no = 1 and list_id = '"
                + list.getId() + "'");
        carryOut(list);

        assertThat(flow.hold(other)).isEqualTo("HELD");
        assertThat(request("account-unlock", REPORT)).isNull();
        assertThat(flow.incident(list).getIncidentMessage()).contains("leads to a request that is not its own");
    }

    private static void change(String sql) {
        AccountLockServices.of(ENGINE).orElseThrow().connections().own(connection -> Rows.change(connection, sql));
    }

    @Test
    void oneAccountAloneIsNoList() {
        assertThatThrownBy(() -> flow.requested(APP, "onFailure", "undo_all"))
                .hasMessageContaining("onFailure: undo_all is for a list of accounts; choose undo or hold.");
    }

    private static Stream<String> states() {
        return Stream.of(APP, REPORT).map(CLOUDS::state);
    }

    private ProcessInstance approved(String onFailure, AccountRef... accounts) {
        return approved(onFailure, Map.of(), accounts);
    }

    private ProcessInstance approved(String onFailure, Map<String, String> more, AccountRef... accounts) {
        String pasted = Stream.of(accounts).map(AccountRef::path).collect(Collectors.joining("\n"));
        Map<String, Object> values = new HashMap<>(more);
        values.putAll(Map.of("accounts", pasted, "reason", "The database moves.", "onFailure", onFailure));
        ProcessInstance list = flow.as(
                "requester", () -> ENGINE.getRuntimeService().startProcessInstanceByKey("account-lock-bulk", values));
        flow.runJobs(list);
        flow.decide(list, "manager", Map.of("decision", "approve"));
        flow.decide(list, "manager2", Map.of("decision", "approve"));
        return list;
    }

    private ProcessInstance request(String process, AccountRef account) {
        return requests.get(process + " " + account.path());
    }

    /** Until nothing moves any more. */
    private void carryOut(ProcessInstance list) {
        for (int i = 0; i < 9; i++) {
            step(list);
        }
    }

    private void step(ProcessInstance list) {
        flow.runJobs(list);
        open("account-lock");
        open("account-unlock");
        requests.values().forEach(flow::runJobs);
        flow.passTime(Duration.ofMinutes(1));
    }

    private void open(String process) {
        ENGINE.getRuntimeService()
                .createProcessInstanceQuery()
                .processDefinitionKey(process)
                .list()
                .forEach(one -> requests.put(process + " " + one.getBusinessKey(), one));
    }
}
