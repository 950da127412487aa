package io.github.accountlock.process;

import static io.github.accountlock.fixture.Accounts.polardb;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.bulk.AccountLists;
import io.github.accountlock.bulk.ListedAccount;
import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.Person;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.engine.process.RestOfAList;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Naming.EndedEarly;
import io.github.accountlock.request.Naming.Named;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One approval for a list: each account has a request of its own, under that approval. */
class AccountListTest {

    private static final AccountRef APP = tencent("app_user");
    private static final AccountRef REPORT = tencent("report_user");
    private static final AccountRef OTHER_CLOUD = polardb("app_user");
    private static final AccountRef NOWHERE = tencent("nowhere");
    private static final String ONE_FOR_A_LIST =
            ProcessTester.policy().replaceFirst("(?s)(Rule_List.*?)<text>2</text>", "$1<text>1</text>");
    private static final ControlledClouds CLOUDS = new ControlledClouds();
    private static final ProcessEngine ENGINE = ProcessTester.configured(
                    new StandaloneInMemProcessEngineConfiguration(), ProcessTester.settings(CLOUDS, ONE_FOR_A_LIST))
            .setJdbcUrl("jdbc:h2:mem:account-list;DB_CLOSE_DELAY=-1")
            .setProcessEngineName("account-list")
            .buildProcessEngine();

    private final ProcessTester flow = new ProcessTester(ENGINE);

    /** Of the list's accounts, by id; they leave the engine when they end. */
    private final Map<String, ProcessInstance> requests = new TreeMap<>();

    @BeforeEach
    void setUp() {
        flow.nobodyHolds();
        CLOUDS.forget();
        CLOUDS.heal();
        Stream.of(APP, REPORT, OTHER_CLOUD).forEach(account -> CLOUDS.set(account, "UNLOCKED"));
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
    void eachAccountIsLockedByARequestOfItsOwnUnderTheApprovalOfTheList() {
        ProcessInstance list = requested(APP, REPORT, OTHER_CLOUD);
        flow.runJobs(list);
        String called = "Approve list: 3 accounts (list "
                + flow.facts(list).request().account().accountName().substring(0, 8) + "), asked for by requester";
        assertThat(nameOfTask(list)).isEqualTo(called);
        approve(list, "manager");
        assertThat(requests.values()).isEmpty();
        assertThat(nameOfTask(list)).isEqualTo(called + ", approved by manager");
        approve(list, "manager2");

        carryOut(list);
        assertThat(flow.variable(list, "outcome")).isEqualTo("CARRIED_OUT");
        assertThat(requests.values()).hasSize(3).allSatisfy(request -> {
            assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
            assertThat(flow.facts(request).list()).contains(list.getId());
            assertThat(flow.facts(request).requester().id()).isEqualTo("requester");
            assertThat(flow.facts(request).grants())
                    .extracting(Decided::task)
                    .allMatch(flow.facts(list).grants().stream()
                            .map(Decided::task)
                            .collect(Collectors.toSet())::contains);
        });
        assertThat(Stream.of(APP, REPORT, OTHER_CLOUD).map(CLOUDS::state)).containsOnly("LOCKED");
    }

    private static String nameOfTask(ProcessInstance list) {
        return ENGINE.getTaskService()
                .createTaskQuery()
                .processInstanceId(list.getId())
                .singleResult()
                .getName();
    }

    @Test
    void accountsOfAListAreLockedAtItsStartUnderItsApproval() {
        Instant start = flow.now().plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.SECONDS);
        ProcessInstance list = toBegin(start);
        approve(list, "manager");
        approve(list, "manager2");

        carryOut(list);
        assertThat(requests.values())
                .hasSize(2)
                .allSatisfy(request -> assertThat(flow.hold(request)).isEqualTo("WAITING"));
        assertThat(flow.variable(list, "outcome")).isNull();
        assertThat(CLOUDS.state(APP)).isEqualTo("UNLOCKED");

        ClockUtil.setCurrentTime(Date.from(start));
        carryOut(list);
        assertThat(requests.values())
                .allSatisfy(request -> assertThat(flow.hold(request)).isEqualTo("HELD"));
        flow.passTime(Duration.ofMinutes(6));
        carryOut(list);
        assertThat(flow.variable(list, "outcome")).isEqualTo("CARRIED_OUT");
    }

    @Test
    void listThatIsApprovedAfterItsStartIsCarriedOutAtOnce() {
        ProcessInstance list = toBegin(flow.now().plus(Duration.ofHours(1)));
        flow.passTime(Duration.ofHours(2));
        approve(list, "manager");
        approve(list, "manager2");

        carryOut(list);

        assertThat(requests.values())
                .hasSize(2)
                .allSatisfy(request -> assertThat(flow.hold(request)).isEqualTo("HELD"));
    }

    @Test
    void listWhoseFormsAreOfAnEarlierReleaseTakesNoTimesThatItsApproversDoNotSee() throws IOException {
        DeploymentBuilder deployment = ENGINE.getRepositoryService().createDeployment();
        try (InputStream model = getClass().getResourceAsStream("/accountlock/bpmn/account-lock-bulk.bpmn")) {
            deployment.addString("account-lock-bulk.bpmn", new String(model.readAllBytes(), StandardCharsets.UTF_8));
        }
        String older = deployment.deploy().getId();
        try {
            assertThatThrownBy(() -> toBegin(flow.now().plus(Duration.ofDays(1))))
                    .hasMessageContaining("lockFrom: the process of an earlier release does not show it to its"
                            + " approvers; leave it empty.");
        } finally {
            flow.behindTheDoors(() -> ENGINE.getRepositoryService().deleteDeployment(older, true));
        }
    }

    private ProcessInstance toBegin(Instant from) {
        ProcessInstance list = start(
                "requester",
                Map.of(
                        "accounts",
                        APP.path() + "\n" + REPORT.path(),
                        "reason",
                        "The database moves.",
                        "lockFrom",
                        from.toString(),
                        "lockFor",
                        "PT4H"));
        flow.runJobs(list);
        return list;
    }

    @Test
    void whoStoodInForWhomIsKeptInEachRequestOfTheList() {
        name("manager", "responder");
        ProcessInstance list = requested(APP, REPORT);
        flow.runJobs(list);
        approve(list, "responder");
        approve(list, "manager2");

        carryOut(list);
        end("manager");

        assertThat(requests.values())
                .hasSize(2)
                .allSatisfy(request -> assertThat(flow.facts(request).progress(flow.now()))
                        .isEqualTo("1 of 1, by responder for manager"));
    }

    @Test
    void whatASubstituteApprovedForAListIsAskedAnewWhenHeIsOneNoMore() {
        name("manager", "responder");
        ProcessInstance list = requested(APP, REPORT);
        flow.runJobs(list);
        approve(list, "manager2");
        approve(list, "responder");
        end("manager");
        flow.passTime(Duration.ofMinutes(2));

        carryOut(list);

        assertThat(requests.values())
                .hasSize(2)
                .allSatisfy(request -> assertThat(flow.facts(request).grants())
                        .extracting(Decided::who)
                        .containsExactly("manager2"));
    }

    private void name(String absent, String substitute) {
        Instant now = flow.now();
        Person person = new Person(absent, "");
        Person other = new Person(substitute, "");
        services().ledger().name(new Named(now, person, false, person, other, now, now.plusSeconds(86400), ""));
    }

    private static AccountLockServices services() {
        return AccountLockServices.of(ENGINE).orElseThrow();
    }

    private void end(String absent) {
        int newest = services().ledger().substitutions().all().size();
        services().ledger().name(new EndedEarly(flow.now(), new Person(absent, ""), false, newest, ""));
    }

    @Test
    void everyLineIsCheckedBeforeAnythingIsMade() {
        String pasted = String.join(
                "\n",
                "Provider;Instance;Region;Account;Owner",
                "tencent-postgres;postgres-demo01;ap-guangzhou;app_user;Ann",
                "tencent-postgres;postgres-demo01;ap-nowhere;app_user;Ann",
                "",
                "tencent-postgres;postgres-demo01;ap-guangzhou;app_user;Bob",
                "tencent-postgres;postgres-demo01;ap-guangzhou;;Bob",
                "oracle;postgres-demo01;ap-guangzhou;app_user;Bob");

        assertThatThrownBy(() -> start("requester", Map.of("accounts", pasted, "reason", "sold")))
                .hasMessageContaining("accounts: line 3, region: \"ap-nowhere\" is not configured")
                .hasMessageContaining("accounts: line 5, it is the account of line 2 again.")
                .hasMessageContaining("accounts: line 6, accountName: must not be empty.")
                .hasMessageContaining("accounts: line 7, provider: \"oracle\" is not configured")
                .hasMessageNotContaining("line 2,");
        assertThat(ENGINE.getRuntimeService().createProcessInstanceQuery().count())
                .isZero();
    }

    @Test
    void listIsNotStartedInAnEmergencyNorByAnotherName() {
        assertThatThrownBy(() ->
                        start("requester", Map.of("accounts", APP.path(), "reason", "sold", "urgency", "emergency")))
                .hasMessageContaining("urgency are not part of a request");
        assertThatThrownBy(() -> start("requester", Map.of("accounts", APP.path(), "reason", "sold", "list", "x")))
                .hasMessageContaining("list are not part of a request");
        assertThatThrownBy(() -> flow.as("requester", () -> flow.start(asOneOf(APP, "some list"))))
                .hasMessageContaining("list are not part of a request");
    }

    @Test
    void whoseApproversMayNotDecideAboutOneAccountIsAskedAboutThatAlone() {
        Deployment one = flow.deployPolicy(ONE_FOR_A_LIST);
        CLOUDS.put(REPORT, "{\"state\":\"UNLOCKED\",\"type\":\"tencentDBSuper\"}");
        try {
            ProcessInstance list = requested(APP, REPORT);
            flow.runJobs(list);
            approve(list, "manager");
            carryOut(list);

            assertThat(CLOUDS.state(APP)).isEqualTo("LOCKED");
            assertThat(CLOUDS.state(REPORT)).isEqualTo("UNLOCKED");
            ProcessInstance asked = request(REPORT);
            assertThat(flow.variable(asked, "progress")).isEqualTo("1 of 2, by manager; still wanted from managers");
            assertThatThrownBy(() -> flow.approve(asked)).hasMessageContaining("You have decided this request already");
            flow.decide(asked, "manager2", Map.of("decision", "approve"));
            carryOut(list);
            assertThat(CLOUDS.state(REPORT)).isEqualTo("LOCKED");
            assertThat(flow.variable(list, "outcome")).isEqualTo("CARRIED_OUT");
        } finally {
            CLOUDS.put(REPORT, "{\"state\":\"UNLOCKED\",\"type\":\"normal\"}");
            flow.remove(one);
        }
    }

    @Test
    void whatIsNotLockedIsToldAndRequestedOnceMoreOrAccepted() {
        ProcessInstance list = approved(APP, NOWHERE);
        carryOut(list);
        assertThat(flow.variable(request(NOWHERE), "outcome")).isEqualTo("ACCOUNT_NOT_FOUND");
        assertThat(flow.variable(list, "listRestSeen")).isEqualTo(NOWHERE.path() + ": account not found");

        requests.clear();
        flow.complete(list, "Task_SettleList", "requester", Map.of("settlement", "retry"));
        carryOut(list);
        assertThat(requests).hasSize(1);

        assertThatThrownBy(() -> flow.complete(list, "Task_SettleList", "manager", Map.of("settlement", "accept")))
                .hasMessageContaining("Only the requester or an operator");
        flow.complete(list, "Task_SettleList", "operator", Map.of("settlement", "accept"));
        assertThat(flow.variable(list, "outcome")).isEqualTo("CARRIED_OUT");
        assertThat(flow.variable(list, "outcomeReason"))
                .isEqualTo("1 of 2 accounts were locked; that the others were not was accepted by operator.");
    }

    @Test
    void accountWithAnotherOpenRequestIsLeftOutAndTheRequestIsNamed() {
        ProcessInstance other = flow.requested(APP);
        ProcessInstance list = approved(APP, REPORT);
        carryOut(list);

        assertThat(CLOUDS.state(REPORT)).isEqualTo("LOCKED");
        assertThat(CLOUDS.state(APP)).isEqualTo("UNLOCKED");
        assertThat(flow.variable(list, "listRestSeen"))
                .asString()
                .contains(APP.path() + ": accountName: another request for this account has not ended (request "
                        + other.getId());
    }

    @Test
    void nothingIsRequestedWhenTheApprovalHasExpired() {
        ProcessInstance list = approved(APP);
        flow.passTime(Duration.ofDays(4));
        carryOut(list);

        assertThat(requests).isEmpty();
        assertThat(flow.variable(list, "listRestSeen")).asString().contains("had expired before this account's turn");
    }

    @ParameterizedTest
    @ValueSource(strings = {"account_name = 'postgres'", "row_no = 3"})
    void listThatSomebodyChangedStopsBeforeAnythingIsRequested(String change) {
        ProcessInstance list = approved(APP, REPORT);
        change("update account_lock_list set " + change + " where row_no = 2 and list_id = '" + list.getId() + "'");
        carryOut(list);

        assertThat(requests).isEmpty();
        assertThat(flow.incident(list).getIncidentMessage())
                .contains("the accounts of the list were changed after it was made");
    }

    @Test
    void rejectedListLocksNothing() {
        ProcessInstance list = requested(APP);
        flow.runJobs(list);
        flow.decide(list, "manager", Map.of("decision", "reject", "decisionReason", "Not all of them."));
        carryOut(list);

        assertThat(requests).isEmpty();
        assertThat(flow.variable(list, "outcome")).isEqualTo("REJECTED");
    }

    @Test
    void requesterDoesNotApproveHisList() {
        ProcessInstance list = requested(APP);
        flow.runJobs(list);
        assertThatThrownBy(() -> approve(list, "requester")).hasMessageContaining("somebody else has to decide");
    }

    @Test
    void temporaryLocksOfAListEndEachByItself() {
        ProcessInstance list =
                start("requester", Map.of("accounts", APP.path(), "reason", "sold", "lockDuration", "PT4H"));
        flow.runJobs(list);
        approve(list, "manager");
        approve(list, "manager2");
        carryOut(list);
        assertThat(flow.variable(list, "outcome")).isEqualTo("CARRIED_OUT");
        assertThat(CLOUDS.state(APP)).isEqualTo("LOCKED");

        flow.passTime(Duration.ofHours(4));
        flow.runJobs(request(APP));
        assertThat(flow.variable(request(APP), "outcome")).isEqualTo("UNLOCKED");
        assertThat(CLOUDS.state(APP)).isEqualTo("UNLOCKED");
    }

    @Test
    void noMoreAreUnderWayThanTheCloudTakesInAFewSeconds() {
        ProcessInstance list = approved(
                IntStream.range(0, 100).mapToObj(i -> tencent("nobody_" + i)).toArray(AccountRef[]::new));
        flow.runJobs(list);
        assertThat(openRequests()).hasSize(40);

        openRequests().forEach(flow::runJobs);
        flow.passTime(Duration.ofSeconds(1));
        flow.runJobs(list);
        assertThat(openRequests()).hasSize(40);
    }

    @Test
    void listsTogetherHaveNoMoreUnderWayThanOne() {
        ProcessInstance one = approved(
                IntStream.range(0, 30).mapToObj(i -> tencent("nobody_" + i)).toArray(AccountRef[]::new));
        ProcessInstance other = approved(
                IntStream.range(30, 60).mapToObj(i -> tencent("nobody_" + i)).toArray(AccountRef[]::new));
        flow.runJobs(one);
        flow.runJobs(other);
        assertThat(openRequests()).hasSize(40);

        flow.passTime(Duration.ofMinutes(2)); // the first list is stuck
        flow.runJobs(other);
        assertThat(openRequests()).hasSize(60);
    }

    @Test
    void whatIsTakenBackBeforeItsTurnIsNotRequestedAnyMore() {
        ProcessInstance list = approved(APP, REPORT);

        takeBackTheRest(list, "They stay.");
        assertThat(lists().requested(list.getId(), 1, "late")).isFalse();
        carryOut(list);

        assertThat(requests).isEmpty();
        assertThat(flow.variable(list, "outcome")).isEqualTo("CARRIED_OUT");
        assertThat(flow.variable(list, "outcomeReason"))
                .isEqualTo("0 of 2 accounts were locked; the others were taken back by requester: They stay.");
    }

    /** The row alone would let whoever can write it take back, or go on with, what somebody else has decided. */
    @Test
    void whatIsTakenBackStaysSoWhateverItsRowSays() {
        ProcessInstance list = approved(APP);
        takeBackTheRest(list, "");
        change("update account_lock_list set refused = '' where list_id = '" + list.getId() + "'");
        carryOut(list);

        assertThat(requests).isEmpty();
        assertThat(flow.facts(list).carriedOut().orElseThrow().others()).isEqualTo(1);
    }

    @Test
    void whereMoreIsMissingThanWasTakenBackSomebodyIsAskedButNothingIsRequestedOnceMore() {
        ProcessInstance list = approved(NOWHERE, APP);
        lists().refused(list.getId(), 1, "There is another open request for this account.");
        takeBackTheRest(list, "");
        carryOut(list);

        assertThatThrownBy(() -> flow.complete(list, "Task_SettleList", "operator", Map.of("settlement", "retry")))
                .hasMessageContaining("the requester has taken back the rest of the list");
        flow.complete(list, "Task_SettleList", "operator", Map.of("settlement", "accept"));
        assertThat(flow.variable(list, "outcome")).isEqualTo("CARRIED_OUT");
    }

    @Test
    void onlyTheRequesterTakesBackTheRestOnceAndSaysWhyInFewWords() {
        ProcessInstance list = approved(APP);

        assertThatThrownBy(() -> takeBackTheRest(list, "x".repeat(1001)))
                .hasMessage("reason: has 1001 characters, at most 1000 are allowed.");
        assertThatThrownBy(() -> takeBackTheRest("operator", list, ""))
                .hasMessage("Only the requester may take back the rest of a list.");
        assertThat(lists().of(list.getId())).allMatch(ListedAccount::waits);
        takeBackTheRest(list, "");
        assertThatThrownBy(() -> takeBackTheRest(list, ""))
                .hasMessage("The rest of the list is taken back already, or the list is being undone.");
    }

    @Test
    void listWaitsWhileTheCloudIsAway() {
        ProcessInstance list = approved(
                IntStream.range(0, 60).mapToObj(i -> tencent("nobody_" + i)).toArray(AccountRef[]::new));
        CLOUDS.fail("{\"fault\":\"error\",\"code\":\"InternalError\",\"times\":0}");
        carryOut(list);
        assertThat(openRequests()).hasSize(40);

        CLOUDS.heal();
        for (int i = 0; i < 3; i++) {
            retryInCockpit();
            openRequests().forEach(flow::runJobs);
            flow.passTime(Duration.ofMinutes(10));
            flow.runJobs(list);
        }
        assertThat(flow.variable(list, "listRest")).isEqualTo("60");
        assertThat(flow.variable(list, "listRestSeen")).asString().doesNotContain("no request yet");
    }

    /** Tasklist and rest.md use submit-form; its history keeps each text of a form in 4,000 characters. */
    @Test
    void formTakesALongList() {
        String pasted = IntStream.range(0, 100)
                .mapToObj(i -> tencent("nobody_" + i).path())
                .collect(Collectors.joining("\n"));
        ProcessInstance list = flow.as(
                "requester",
                () -> ENGINE.getFormService()
                        .submitStartForm(
                                ENGINE.getRepositoryService()
                                        .createProcessDefinitionQuery()
                                        .processDefinitionKey("account-lock-bulk")
                                        .latestVersion()
                                        .singleResult()
                                        .getId(),
                                Map.of("accounts", pasted, "reason", "The company is sold.")));
        assertThat(list.getBusinessKey()).contains("100-accounts");
    }

    @Test
    void onlyTheRequesterOrAnOperatorHasTheRestRequestedOnceMore() {
        ProcessInstance list = approved(APP, NOWHERE);
        carryOut(list);
        assertThatThrownBy(() -> flow.complete(list, "Task_SettleList", "manager", Map.of("settlement", "retry")))
                .hasMessageContaining("Only the requester or an operator");
    }

    @Test
    void whatBecomesOfTheRestIsSaidEachTime() {
        ProcessInstance list = approved(APP, NOWHERE);
        carryOut(list);
        flow.complete(list, "Task_SettleList", "requester", Map.of("settlement", "retry"));
        carryOut(list);
        assertThatThrownBy(() -> flow.complete(list, "Task_SettleList", "requester", Map.of()))
                .hasMessageContaining("settlement");
    }

    /** One approval over the list, by whoever the list's policy let decide. */
    @Test
    void approvalOfTheFallbackGroupIsOneForEachAccountToo() {
        Deployment one = flow.deployPolicy(ONE_FOR_A_LIST);
        try {
            ProcessInstance list = requested(APP, REPORT);
            flow.runJobs(list);
            flow.passTime(Duration.ofHours(9));
            flow.decide(list, "head", Map.of("decision", "approve"));
            carryOut(list);
        } finally {
            flow.remove(one);
        }
        assertThat(CLOUDS.state(APP)).isEqualTo("LOCKED");
        assertThat(CLOUDS.state(REPORT)).isEqualTo("LOCKED");
    }

    /** What an operator has decided about an account is no failure that anybody may have tried again without approval. */
    @Test
    void whatAnOperatorHasKeptIsNotLockedAgainUnderTheOldApproval() {
        ProcessInstance list = start(
                "requester",
                Map.of("accounts", APP.path() + "\n" + REPORT.path(), "reason", "sold", "onFailure", "hold"));
        flow.runJobs(list);
        flow.decide(list, "manager", Map.of("decision", "approve"));
        CLOUDS.fail(
                "{\"fault\":\"not-executed\",\"action\":\"LockAccount\",\"accountName\":\"report_user\",\"times\":0}");
        flow.decide(list, "manager2", Map.of("decision", "approve"));
        carryOut(list);
        carryOut(list);
        ProcessInstance report = requests.values().stream()
                .filter(one -> flow.facts(one).request().account().equals(REPORT))
                .findFirst()
                .orElseThrow();
        flow.settle(report, "Task_SettleLock", "keep");
        flow.runJobs(report);
        assertThat(flow.variable(report, "outcome")).isEqualTo("CLOSED_BY_OPERATOR");
        CLOUDS.heal();
        CLOUDS.set(REPORT, "UNLOCKED");
        carryOut(list);
        assertThatThrownBy(() -> flow.complete(list, "Task_SettleList", "requester", Map.of("settlement", "retry")))
                .hasMessageContaining("people or the policy have decided about all of them");
        carryOut(list);
        assertThat(CLOUDS.state(REPORT)).isEqualTo("UNLOCKED");
    }

    /** Whoever can write our tables, without the evidence key, makes no list say that an account is locked. */
    @Test
    void rowThatLeadsToAnotherRequestCountsForNothing() {
        ProcessInstance honest = flow.requested(OTHER_CLOUD);
        flow.approve(honest);
        flow.runJobs(honest);
        ProcessInstance list = approved(APP, NOWHERE);
        carryOut(list);
        change("update account_lock_list set request_id = '" + honest.getId() + "' where row_no = 2 and list_id = '"
                + list.getId() + "'");
        flow.complete(list, "Task_SettleList", "requester", Map.of("settlement", "accept"));

        assertThat(flow.facts(list).carriedOut().orElseThrow().locked()).isEqualTo(1);
    }

    @Test
    void searchRowThatSomebodyWroteDoesNotEndTheList() {
        ProcessInstance list = approved(NOWHERE);
        flow.runJobs(list);
        openRequests().forEach(request -> requests.put(request.getId(), request));
        flow.runJobs(request(NOWHERE));
        change("update account_lock_request set outcome = 'LOCKED' where request_id = '"
                + request(NOWHERE).getId() + "'");
        carryOut(list);

        assertThat(flow.facts(list).carriedOut()).isEmpty();
        assertThat(flow.variable(list, "outcome")).isNull();
    }

    private ProcessInstance approved(AccountRef... accounts) {
        ProcessInstance list = requested(accounts);
        flow.runJobs(list);
        approve(list, "manager");
        approve(list, "manager2");
        return list;
    }

    private void takeBackTheRest(ProcessInstance list, String reason) {
        takeBackTheRest("requester", list, reason);
    }

    private void takeBackTheRest(String person, ProcessInstance list, String reason) {
        flow.as(
                person,
                () -> AccountLockServices.unrestricted(ENGINE, () -> {
                    new RestOfAList(services().ledger(), lists(), services().clock()).takeBack(list.getId(), reason);
                    return list;
                }));
    }

    private static AccountLists lists() {
        return new AccountLists(services().connections());
    }

    private ProcessInstance requested(AccountRef... accounts) {
        String pasted = Stream.of(accounts).map(AccountRef::path).collect(Collectors.joining("\n"));
        return start("requester", Map.of("accounts", pasted, "reason", "The company is sold."));
    }

    private ProcessInstance start(String person, Map<String, Object> values) {
        return flow.as(person, () -> ENGINE.getRuntimeService().startProcessInstanceByKey("account-lock-bulk", values));
    }

    private static Map<String, Object> asOneOf(AccountRef account, String list) {
        Map<String, Object> values = ProcessTester.values(account);
        values.put("list", list);
        return values;
    }

    private ProcessInstance request(AccountRef account) {
        return requests.values().stream()
                .filter(request -> flow.facts(request).request().account().equals(account))
                .findFirst()
                .orElseThrow();
    }

    private static List<ProcessInstance> openRequests() {
        return ENGINE.getRuntimeService()
                .createProcessInstanceQuery()
                .processDefinitionKey("account-lock")
                .list();
    }

    private static void retryInCockpit() {
        ENGINE.getManagementService()
                .createJobQuery()
                .noRetriesLeft()
                .list()
                .forEach(job -> ENGINE.getManagementService().setJobRetries(job.getId(), 1));
    }

    private static void change(String sql) {
        AccountLockServices.of(ENGINE).orElseThrow().connections().own(connection -> Rows.change(connection, sql));
    }

    private void approve(ProcessInstance list, String person) {
        flow.decide(list, person, Map.of("decision", "approve"));
    }

    /** Until nothing moves any more. */
    private void carryOut(ProcessInstance list) {
        for (int i = 0; i < 6; i++) {
            flow.runJobs(list);
            openRequests().forEach(request -> requests.put(request.getId(), request));
            requests.values().forEach(flow::runJobs);
            flow.passTime(Duration.ofMinutes(1));
        }
    }
}
