package io.github.accountlock.process;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.request.Fact.PolicyDecided;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One person, or one night, shuts no whole instance: a policy may count, demand more, and refuse. */
class PolicyCountsTest {

    private static final AccountRef ONE = tencent("app_user");
    private static final AccountRef OTHER = tencent("report_user");
    private static final AccountRef THIRD = tencent("third_user");
    private static final AccountRef NOWHERE = tencent("nowhere");
    private static final String REFUSES = CountingPolicy.counting(
            "everybodyInHour",
            "&gt; 3",
            "<output id=\"Output_Refuse\" label=\"Refuse\" name=\"refuse\" typeRef=\"string\" />",
            "<outputEntry id=\"Out_0_8\"><text>\"no more than three locks an hour.\"</text></outputEntry>",
            "1");
    private static final String MISSPELT = ProcessTester.policy().replace("requesterInHour", "requesterInhour");
    /** Asks a further decision, whose answer is 42. */
    private static final String ASKS_ANOTHER = ProcessTester.policy()
            .replace("<text>requesterInHour</text>", "<text>risk</text>")
            .replace(
                    "<decisionTable ",
                    "<informationRequirement id=\"Asks_Risk\"><requiredDecision href=\"#risk\"/></informationRequirement>"
                            + "<decisionTable ")
            .replace(
                    "</decision>",
                    "</decision><decision id=\"risk\" name=\"Risk\" camunda:historyTimeToLive=\"P1D\"><variable id=\"Risk\""
                            + " name=\"risk\" typeRef=\"integer\"/><literalExpression id=\"Risk_Is\"><text>42</text>"
                            + "</literalExpression></decision>");

    private static final String DEMANDS = CountingPolicy.counting("lockedOnInstance", "&gt;= 2", "", "", "2");
    private static final String SHARES = CountingPolicy.counting("lockedShareOfInstance", "&gt;= 50", "", "", "2");
    private static final ControlledClouds CLOUDS = new ControlledClouds();
    private static final ProcessEngine ENGINE = engine();

    private final ProcessTester flow = new ProcessTester(ENGINE);

    private static ProcessEngine engine() {
        StandaloneProcessEngineConfiguration engine = new StandaloneProcessEngineConfiguration();
        engine.setJdbcUrl(Postgres.newDatabase());
        engine.setJdbcDriver("org.postgresql.Driver");
        engine.setDatabaseSchemaUpdate("true");
        engine.setProcessEngineName("policy-counts");
        return ProcessTester.configured(
                        engine,
                        ProcessTester.settings(
                                CLOUDS, REFUSES, DEMANDS, SHARES, CountingPolicy.NEEDS_NONE, MISSPELT, ASKS_ANOTHER))
                .buildProcessEngine();
    }

    @BeforeEach
    void setUp() {
        flow.nobodyHolds();
        CLOUDS.forget();
        for (AccountRef account : new AccountRef[] {ONE, OTHER, THIRD}) {
            CLOUDS.set(account, "UNLOCKED");
        }
        flow.passTime(Duration.ofHours(2));
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
    void eleventhEmergencyOfAPersonWithinTheHourIsNotLockedBeforeSomebodyHasLooked() {
        for (int i = 0; i < 9; i++) {
            emergency("responder", NOWHERE);
        }
        emergency("responder", THIRD);
        assertThat(CLOUDS.state(THIRD)).isEqualTo("LOCKED"); // the tenth
        CLOUDS.set(THIRD, "UNLOCKED");

        ProcessInstance eleventh = emergency("responder", ONE);
        assertThat(CLOUDS.state(ONE)).isEqualTo("UNLOCKED");
        assertThat(flow.facts(eleventh).policy().orElseThrow().counted()).isEqualTo("requesterInHour=11");
        flow.approve(eleventh);
        flow.runJobs(eleventh);
        assertThat(flow.variable(eleventh, "outcome")).isEqualTo("LOCKED");

        ENGINE.getIdentityService().createMembership("head", "responders");
        emergency("head", OTHER); // whom nobody has counted yet
        assertThat(CLOUDS.state(OTHER)).isEqualTo("LOCKED");

        flow.passTime(Duration.ofMinutes(61));
        emergency("responder", THIRD);
        assertThat(CLOUDS.state(THIRD)).isEqualTo("LOCKED");
    }

    @Test
    void clockOfAnotherNodeMakesNoNewHour() {
        for (int i = 0; i < 10; i++) {
            emergency("responder", NOWHERE);
        }
        flow.passTime(Duration.ofSeconds(-3));

        ProcessInstance eleventh = emergency("responder", ONE);

        assertThat(flow.facts(eleventh).policy().orElseThrow().counted()).isEqualTo("requesterInHour=11");
        assertThat(CLOUDS.executed("LockAccount")).isZero();
    }

    @Test
    void valueThatNobodyTellsStopsTheRequestWithASentence() {
        Deployment misspelt = flow.deployPolicy(MISSPELT);

        ProcessInstance request = emergency("responder", ONE);
        flow.letTimePass(request);

        assertThat(flow.incident(request).getIncidentMessage())
                .contains("decision approval-policy: an input asks for \"requesterInhour\", allowed are accountName, ")
                .contains("requesterInHour");
        assertThat(CLOUDS.executed("LockAccount")).isZero();
        flow.remove(misspelt);
    }

    @Test
    void policyMayAskAFurtherDecision() {
        Deployment policy = flow.deployPolicy(ASKS_ANOTHER);

        ProcessInstance request = emergency("responder", ONE);

        assertThat(CLOUDS.executed("LockAccount")).isZero();
        assertThat(flow.facts(request).policy().orElseThrow())
                .returns(3, PolicyDecided::rule)
                .returns("", PolicyDecided::lockFirst);
        flow.remove(policy);
    }

    @Test
    void ruleRefusesInItsOwnWords() {
        Deployment policy = flow.deployPolicy(REFUSES);
        for (int i = 0; i < 3; i++) {
            flow.requested(NOWHERE);
        }

        ProcessInstance fourth = flow.requestedBy("head", ONE);

        assertThat(flow.variable(fourth, "outcome")).isEqualTo("DENIED");
        assertThat(flow.variable(fourth, "outcomeReason").toString())
                .matches("Rule 1 of policy version \\d+ refuses: no more than three locks an hour\\.");
        assertThat(flow.facts(fourth).policy().orElseThrow().counted()).isEqualTo("everybodyInHour=4");
        flow.remove(policy);
    }

    @Test
    void moreIsDemandedWhereOthersOfTheInstanceAreLockedAlready() {
        locked(ONE);
        locked(OTHER);
        Deployment policy = flow.deployPolicy(DEMANDS);

        assertThat(approvals(flow.requested(ONE))).isOne(); // locked itself, and one other
        assertThat(approvals(flow.requested(THIRD))).isEqualTo(2);
        flow.remove(policy);
    }

    /** Of five accounts: this one alone are 20 of 100, with two more 60. One of ours that is deleted there does not count. */
    @Test
    void moreIsDemandedWhereAShareOfTheInstanceIsLocked() {
        for (String name : List.of("a", "b", "c", "d", "gone", "e")) {
            CLOUDS.put(small(name), "{\"state\":\"UNLOCKED\"}");
        }
        Deployment policy = flow.deployPolicy(SHARES);
        ProcessInstance first = flow.requested(small("a"));
        assertThat(flow.facts(first).policy().orElseThrow().counted()).isEqualTo("lockedShareOfInstance=17");
        flow.approve(first);
        flow.runJobs(first);
        locked(small("gone"));
        CLOUDS.remove(small("gone"));
        locked(small("b"));

        ProcessInstance third = flow.requested(small("c"));

        assertThat(approvals(third)).isEqualTo(2);
        assertThat(flow.facts(third).policy().orElseThrow().counted()).isEqualTo("lockedShareOfInstance=60");
        flow.remove(policy);
    }

    @Test
    void shareThatTheCloudDoesNotTellIsNotGuessed() {
        CLOUDS.put(small("a"), "{\"state\":\"UNLOCKED\"}");
        Deployment policy = flow.deployPolicy(SHARES);
        CLOUDS.fail("{\"action\":\"DescribeAccounts\",\"fault\":\"html-502\",\"skip\":1,\"times\":1}");

        ProcessInstance request = flow.requested(small("a"));
        assertThat(flow.facts(request).policy()).isEmpty();

        flow.letTimePass(request);
        assertThat(approvals(request)).isOne();
        assertThat(flow.facts(request).policy().orElseThrow().counted()).startsWith("lockedShareOfInstance=");
        flow.remove(policy);
    }

    /** Its accounts may be on many instances; each is asked about when its own request is made. */
    @Test
    void listOfAccountsHasNoShare() {
        Deployment policy = flow.deployPolicy(SHARES);
        CLOUDS.forget();
        String accounts = ONE.path() + "\n" + OTHER.path();

        ProcessInstance list = flow.as(
                "requester",
                () -> ENGINE.getRuntimeService()
                        .startProcessInstanceByKey(
                                "account-lock-bulk", Map.of("accounts", accounts, "reason", "sold")));
        flow.runJobs(list);

        assertThat(flow.facts(list).policy().orElseThrow().counted()).isEqualTo("lockedShareOfInstance=0");
        assertThat(CLOUDS.calls()).isEmpty();
        flow.remove(policy);
    }

    @Test
    void policyThatDoesNotAskForTheShareListsNothing() {
        flow.requested(ONE);
        assertThat(CLOUDS.calls()).containsOnly("DescribeAccounts");
        int read = CLOUDS.calls().size();
        CLOUDS.forget();
        Deployment policy = flow.deployPolicy(SHARES);
        flow.requested(OTHER);

        assertThat(CLOUDS.calls()).hasSizeGreaterThan(read);
        flow.remove(policy);
    }

    private static AccountRef small(String name) {
        return new AccountRef(ONE.provider(), ONE.region(), "postgres-small", name);
    }

    @Test
    void shortLockByAMemberOfTheNamedGroupNeedsNoApproval() {
        Deployment policy = flow.deployPolicy(CountingPolicy.NEEDS_NONE);
        ProcessInstance request = flow.requested(ONE, "lockUntil", in(Duration.ofMinutes(60)));
        flow.runJobs(request);

        assertThat(CLOUDS.state(ONE)).isEqualTo("LOCKED");
        assertThat(flow.hold(request)).isEqualTo("HELD");
        assertThat(flow.facts(request).policy().orElseThrow().noApprovalFor()).isEqualTo("requesters");

        flow.passTime(Duration.ofHours(2));
        flow.runJobs(request);
        assertThat(flow.variable(request, "outcome")).isEqualTo("UNLOCKED");
        flow.remove(policy);
    }

    @Test
    void everyOtherLockWaitsForItsApproval() {
        Deployment policy = flow.deployPolicy(CountingPolicy.NEEDS_NONE);
        assertThat(approvals(flow.requested(ONE, "lockUntil", in(Duration.ofMinutes(61)))))
                .isOne();
        assertThat(approvals(flow.requested(OTHER))).isOne(); // for good
        assertThat(approvals(flow.requested(THIRD, "lockUntil", in(Duration.ofMinutes(30)), "atEnd", "review")))
                .isOne();
        AccountRef fourth = tencent("etl_user");
        CLOUDS.set(fourth, "UNLOCKED");
        Map<String, Object> byAnother = ProcessTester.values(fourth);
        byAnother.put("lockUntil", in(Duration.ofMinutes(30)));
        ProcessInstance request = flow.as("head", () -> flow.start(byAnother));
        flow.runJobs(request);
        assertThat(approvals(request)).isOne();

        assertThat(CLOUDS.executed("LockAccount")).isZero();
        flow.remove(policy);
    }

    private String in(Duration time) {
        return flow.now().plus(time).toString();
    }

    private ProcessInstance emergency(String person, AccountRef account) {
        Map<String, Object> values = ProcessTester.values(account);
        values.put("urgency", "emergency");
        ProcessInstance request = flow.as(person, () -> flow.start(values));
        flow.runJobs(request);
        return request;
    }

    private void locked(AccountRef account) {
        ProcessInstance request = flow.requested(account);
        flow.approve(request);
        flow.runJobs(request);
        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
    }

    private int approvals(ProcessInstance request) {
        return flow.facts(request).policy().orElseThrow().approvals();
    }
}
