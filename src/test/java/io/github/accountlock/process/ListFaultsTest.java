package io.github.accountlock.process;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.fixture.ControlledClouds;
import java.time.Duration;
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
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Faults of lists that were found by trying to break them; each is red until it is repaired. */
class ListFaultsTest {

    private static final AccountRef APP = tencent("app_user");
    private static final AccountRef REPORT = tencent("report_user");
    private static final AccountRef NOWHERE = tencent("nowhere");
    private static final String ONE_FOR_A_LIST =
            ProcessTester.policy().replaceFirst("(?s)(Rule_List.*?)<text>2</text>", "$1<text>1</text>");
    private static final ControlledClouds CLOUDS = new ControlledClouds();
    private static final ProcessEngine ENGINE = ProcessTester.configured(
                    new StandaloneInMemProcessEngineConfiguration(), ProcessTester.settings(CLOUDS, ONE_FOR_A_LIST))
            .setJdbcUrl("jdbc:h2:mem:list-faults;DB_CLOSE_DELAY=-1")
            .setProcessEngineName("list-faults")
            .buildProcessEngine();

    private final ProcessTester flow = new ProcessTester(ENGINE);
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
        ClockUtil.reset();
    }

    @AfterAll
    static void close() {
        ENGINE.close();
        CLOUDS.close();
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
            ProcessInstance list = requested(Map.of(), APP, REPORT);
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
        ProcessInstance list = requested(Map.of("onFailure", "hold"), APP, REPORT);
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

    private ProcessInstance approved(AccountRef... accounts) {
        ProcessInstance list = requested(Map.of(), accounts);
        flow.runJobs(list);
        flow.decide(list, "manager", Map.of("decision", "approve"));
        flow.decide(list, "manager2", Map.of("decision", "approve"));
        return list;
    }

    private ProcessInstance requested(Map<String, Object> more, AccountRef... accounts) {
        Map<String, Object> values = new TreeMap<>(more);
        values.put("accounts", Stream.of(accounts).map(AccountRef::path).collect(Collectors.joining("\n")));
        values.put("reason", "The company is sold.");
        return flow.as(
                "requester", () -> ENGINE.getRuntimeService().startProcessInstanceByKey("account-lock-bulk", values));
    }

    private static List<ProcessInstance> openRequests() {
        return ENGINE.getRuntimeService()
                .createProcessInstanceQuery()
                .processDefinitionKey("account-lock")
                .list();
    }

    private void carryOut(ProcessInstance list) {
        for (int i = 0; i < 6; i++) {
            flow.runJobs(list);
            openRequests().forEach(request -> requests.put(request.getId(), request));
            requests.values().forEach(flow::runJobs);
            flow.passTime(Duration.ofMinutes(1));
        }
    }
}
