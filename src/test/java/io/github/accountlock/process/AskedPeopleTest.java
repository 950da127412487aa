package io.github.accountlock.process;

import static io.github.accountlock.engine.process.AccountLockProcess.APPROVE;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.fixture.ControlledClouds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.IdentityLink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whom a policy may ask, and who is there to be asked. */
class AskedPeopleTest {

    private static final AccountRef APP_USER = tencent("app_user");
    private static final String NEW_GROUP =
            rule(Map.of("<text>\"managers\"", "<text>\"newcomers\"", "<text>\"heads\"", "<text>"));
    private static final ControlledClouds CLOUDS = new ControlledClouds();
    private static final ProcessEngine ENGINE = engine();

    private final ProcessTester flow = new ProcessTester(ENGINE);

    private static ProcessEngine engine() {
        StandaloneInMemProcessEngineConfiguration engine = new StandaloneInMemProcessEngineConfiguration();
        engine.setJdbcUrl("jdbc:h2:mem:asked-people");
        engine.setProcessEngineName("asked-people");
        String[] policies =
                Stream.concat(Stream.of(NEW_GROUP), odd().map(row -> row[0])).toArray(String[]::new);
        return ProcessTester.configured(engine, ProcessTester.settings(CLOUDS, policies))
                .buildProcessEngine();
    }

    /** The shipped policy with some texts of its rule for a normal lock changed. */
    private static String rule(Map<String, String> changes) {
        String policy = ProcessTester.policy();
        int from = policy.indexOf("<rule id=\"Rule_Normal\">");
        int to = policy.indexOf("</rule>", from);
        String rule = policy.substring(from, to);
        for (Map.Entry<String, String> change : changes.entrySet()) {
            rule = rule.replace(change.getKey(), change.getValue());
        }
        return policy.substring(0, from) + rule + policy.substring(to);
    }

    static Stream<String[]> odd() {
        return Stream.of(
                new String[] {rule(Map.of("\"PT8H\"", "\"P2D\"")), "to ask it before the request is overdue"},
                new String[] {rule(Map.of("\"heads\"", "\"managers\"")), "to name another group as the fallback"},
                new String[] {rule(Map.of("\"PT8H\"", "")), "escalation is empty in the matching rule"},
                new String[] {rule(Map.of("\"PT4H\"", "\"soon\"")), "reminder is \"soon\", allowed is an ISO 8601"},
                new String[] {rule(Map.of("\"P1D\"", "\"-P1D\"")), "by a group until a later moment"},
                new String[] {
                    rule(Map.of("\"P1D\"", "\"P99999999999999999D\"")), "due is \"P99999999999999999D\", allowed is"
                },
                new String[] {
                    rule(Map.of("\"P1D\"", "\"PT2562047788015215H\"")), "due is \"PT2562047788015215H\", allowed is"
                },
                new String[] {
                    rule(Map.of("\"managers\"", "\"managers,heads\"")),
                    "approverGroup is \"managers,heads\", allowed is one group"
                });
    }

    @BeforeEach
    void setUp() {
        CLOUDS.forget();
        CLOUDS.set(APP_USER, "UNLOCKED");
    }

    @AfterEach
    void tearDown() {
        ClockUtil.reset();
        ENGINE.getRuntimeService()
                .createProcessInstanceQuery()
                .list()
                .forEach(left -> ENGINE.getRuntimeService().deleteProcessInstance(left.getId(), "end of test"));
    }

    @AfterAll
    static void close() {
        ENGINE.close();
        CLOUDS.close();
    }

    @ParameterizedTest
    @MethodSource("odd")
    void oddPolicyStopsTheRequestWithASentence(String dmn, String sentence) {
        Deployment odd = flow.deployPolicy(dmn);

        ProcessInstance request = flow.requested(APP_USER);
        flow.letTimePass(request);

        assertThat(flow.incident(request).getIncidentMessage()).contains(sentence);
        flow.remove(odd);
    }

    @Test
    void whoHasJoinedAMomentAgoIsCounted() {
        Deployment policy = flow.deployPolicy(NEW_GROUP);
        IdentityService identity = ENGINE.getIdentityService();
        identity.saveGroup(identity.newGroup("newcomers"));
        ProcessInstance denied = flow.requested(APP_USER);
        assertThat(flow.variable(denied, "outcome")).isEqualTo("DENIED");

        identity.createMembership("manager", "newcomers");

        ProcessInstance request = flow.requested(APP_USER);
        assertThat(flow.variable(request, "outcome")).isNull();
        identity.deleteMembership("manager", "newcomers");
        flow.remove(policy);
    }

    @Test
    void whoAskedForALockThatIsGoneMayApproveTheNext() {
        IdentityService identity = ENGINE.getIdentityService();
        ProcessInstance first = flow.requestedBy("head", APP_USER);
        flow.approve(first);
        flow.runJobs(first);
        assertThat(flow.variable(first, "outcome")).isEqualTo("LOCKED");
        CLOUDS.set(APP_USER, "UNLOCKED");
        identity.deleteMembership("manager", "managers");
        identity.deleteMembership("manager2", "managers");

        try {
            ProcessInstance next = flow.requested(APP_USER);

            assertThat(flow.variable(next, "outcomeReason")).isNull();
            flow.passTime(Duration.ofHours(9));
            flow.decide(next, "head", Map.of("decision", "approve"));
        } finally {
            identity.createMembership("manager", "managers");
            identity.createMembership("manager2", "managers");
        }
    }

    @Test
    void furtherApprovalAsksTheFallbackOnce() {
        AccountRef admin = tencent("admin_user");
        CLOUDS.set(admin, "UNLOCKED");
        ProcessInstance request = flow.requested(admin);
        flow.passTime(Duration.ofHours(9));
        flow.runJobs(request);

        flow.approve(request);
        flow.runJobs(request);

        assertThat(candidates(request)).containsExactlyInAnyOrder("managers", "heads");
    }

    private static List<String> candidates(ProcessInstance request) {
        String task = ENGINE.getTaskService()
                .createTaskQuery()
                .processInstanceId(request.getId())
                .taskDefinitionKey(APPROVE)
                .singleResult()
                .getId();
        return ENGINE.getTaskService().getIdentityLinksForTask(task).stream()
                .map(IdentityLink::getGroupId)
                .filter(Objects::nonNull)
                .toList();
    }
}
