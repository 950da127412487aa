package io.github.accountlock.hardening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.fixture.Accounts;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.process.ProcessTester;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.jobexecutor.DefaultJobExecutor;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is deployed when an engine starts again: another configuration, another release, a company's own policy. */
class DeployedModelsTest {

    private static final Map<String, String> ONE_REGION = Map.of("providers.tencent-postgres.regions", "ap-guangzhou");
    private static final Map<String, String> TWO_REGIONS =
            Map.of("providers.tencent-postgres.regions", "ap-guangzhou,ap-singapore");

    private final String database = "jdbc:h2:mem:deployed" + System.nanoTime() + ";DB_CLOSE_DELAY=-1";
    private ProcessEngine engine;

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void nothingIsDeployedTwice() {
        start(ONE_REGION);
        start(ONE_REGION);

        assertThat(versions("account-lock")).isOne();
        assertThat(versions("account-unlock")).isOne();
        assertThat(engine.getRepositoryService().createDecisionDefinitionQuery().count())
                .isOne();
    }

    @Test
    void regionThatIsAddedReachesTheFormAndOpenRequestsStay() {
        start(ONE_REGION);
        ProcessInstance open = requested("ap-guangzhou");
        assertThatThrownBy(() -> requested("ap-singapore")).hasMessageContaining("is not configured");

        start(TWO_REGIONS);

        assertThat(versions("account-lock")).isEqualTo(2);
        assertThat(startForm()).contains("ap-singapore");
        assertThat(engine.getRepositoryService().createDecisionDefinitionQuery().count())
                .as("the policy has not changed")
                .isOne();
        assertThat(requested("ap-singapore").isEnded()).isFalse();
        assertThat(job(open).getRetries()).isPositive();
    }

    @Test
    void policyOfTheCompanyStaysTheNewest() throws IOException {
        start(ONE_REGION);
        String own;
        try (var shipped = getClass().getResourceAsStream("/accountlock/bpmn/approval-policy.dmn")) {
            own = new String(shipped.readAllBytes(), StandardCharsets.UTF_8) + "<!-- the company's -->";
        }
        engine.getRepositoryService()
                .createDeployment()
                .addString("approval-policy.dmn", own)
                .deploy();

        start(TWO_REGIONS);

        assertThat(engine.getRepositoryService().createDecisionDefinitionQuery().count())
                .isEqualTo(2);
    }

    @Test
    void olderNodeLeavesTheModelsOfANewerReleaseAlone() throws SQLException {
        start(ONE_REGION);
        ProcessInstance request = requested("ap-guangzhou");
        becomeANewerRelease();

        start(TWO_REGIONS);

        assertThat(versions("account-lock")).isOne();
        assertThatThrownBy(() -> requested("ap-guangzhou"))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("was deployed by a newer release of Account Lock Flow than this node's");
        Job job = job(request);
        assertThatThrownBy(() -> engine.getManagementService().executeJob(job.getId()))
                .hasMessageContaining("newer release");
        assertThat(job(request).getRetries()).isEqualTo(job.getRetries());
        assertThat(job(request).getDuedate()).as("other nodes come first").isNotNull();
        assertThat(engine.getRuntimeService().createIncidentQuery().count()).isZero();
    }

    @Test
    void runningNodeRefusesFormsOfANewerReleaseWithMoreSteps() throws SQLException {
        start(ONE_REGION);
        becomeANewerRelease();
        change("update ACT_RU_JOBDEF set ACT_ID_ = 'Task_OfTheNewerRelease' where ACT_ID_ = 'Task_ReadAccount'");
        ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                .getDeploymentCache()
                .discardProcessDefinitionCache();

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> submitted("ap-guangzhou"))
                    .isInstanceOf(AuthorizationException.class)
                    .hasMessageContaining("was deployed by a newer release of Account Lock Flow than this node's");
        }
        assertThat(engine.getManagementService()
                        .createJobDefinitionQuery()
                        .activityIdIn("Task_ReadAccount")
                        .processDefinitionKey("account-lock")
                        .count())
                .isZero();
    }

    @Test
    void deploymentAwareExecutorGoesOnWithRequestsOfEarlierVersions() {
        start(ONE_REGION);
        String earlier = newest().getDeploymentId();

        start(TWO_REGIONS, configuration -> configuration.setJobExecutorDeploymentAware(true));

        assertThat(engine.getManagementService().getRegisteredDeployments())
                .contains(earlier, newest().getDeploymentId());
    }

    @Test
    void requestOfACloudThatIsRemovedStandsWithTheReason() {
        try (ControlledClouds clouds = new ControlledClouds()) {
            Map<String, String> tencent = Map.of(
                    "providers.tencent-postgres.endpoint", clouds.uri().toString(),
                    "providers.tencent-postgres.secret-id", "demo-key-id",
                    "providers.tencent-postgres.secret-key", "demo-key-secret");
            Map<String, String> both = new HashMap<>(tencent);
            both.put("providers.alibaba-polardb.endpoint", clouds.uri().toString());
            both.put("providers.alibaba-polardb.access-key-id", "demo-key-id");
            both.put("providers.alibaba-polardb.access-key-secret", "demo-key-secret");
            start(both);
            ProcessInstance request = new ProcessTester(engine).requested(Accounts.polardb("app_user"));

            start(tencent);
            assertThat(startForm()).doesNotContain("alibaba-polardb");
            String task = engine.getTaskService()
                    .createTaskQuery()
                    .processInstanceId(request.getId())
                    .singleResult()
                    .getId();
            assertThat(engine.getFormService().getTaskFormVariables(task)).containsKey("frozenDigest");
            ProcessTester flow = new ProcessTester(engine);
            flow.approve(request);
            flow.letTimePass(request);
            Job stopped = job(request);
            assertThat(stopped.getRetries()).isZero();
            assertThat(stopped.getExceptionMessage())
                    .contains("alibaba-polardb")
                    .contains("not configured");

            start(both);
            engine.getManagementService().setJobRetries(job(request).getId(), 1);
            new ProcessTester(engine).letTimePass(request);
            assertThat(clouds.state(Accounts.polardb("app_user"))).isEqualTo("LOCKED");
        } finally {
            ClockUtil.reset();
        }
    }

    private void start(Map<String, String> settings) {
        start(settings, configuration -> {});
    }

    private void start(Map<String, String> settings, Consumer<ProcessEngineConfigurationImpl> change) {
        if (engine != null) {
            engine.close();
        }
        engine = BareEngine.started("deployed", settings, configuration -> {
            configuration.setJdbcUrl(database);
            configuration.setDatabaseSchemaUpdate("true");
            configuration.setJobExecutor(new DefaultJobExecutor());
            change.accept(configuration);
        });
    }

    private void becomeANewerRelease() throws SQLException {
        change("update ACT_RE_DEPLOYMENT set SOURCE_ = 'account-lock-flow/999'");
        change("update ACT_GE_BYTEARRAY set BYTES_ = BYTES_ || X'0a' where NAME_ = 'account-lock.bpmn'");
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database, "sa", "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private ProcessInstance submitted(String region) {
        return asked(() -> engine.getFormService().submitStartForm(newest().getId(), values(region)));
    }

    private ProcessInstance requested(String region) {
        return asked(() -> engine.getRuntimeService().startProcessInstanceByKey("account-lock", values(region)));
    }

    private static Map<String, Object> values(String region) {
        return Map.of(
                "provider", "tencent-postgres",
                "region", region,
                "instanceId", "postgres-demo01",
                "accountName", "app_user",
                "reason", "Its password was found in a public repository.");
    }

    private ProcessInstance asked(Callable<ProcessInstance> start) {
        engine.getIdentityService().setAuthentication("requester", List.of("requesters"));
        try {
            return ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                    .getCommandExecutorTxRequired()
                    .execute(command -> command.runWithoutAuthorization(start));
        } finally {
            engine.getIdentityService().clearAuthentication();
        }
    }

    private Job job(ProcessInstance request) {
        return engine.getManagementService()
                .createJobQuery()
                .processInstanceId(request.getId())
                .singleResult();
    }

    private long versions(String key) {
        return engine.getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKey(key)
                .count();
    }

    private ProcessDefinition newest() {
        return engine.getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKey("account-lock")
                .latestVersion()
                .singleResult();
    }

    private String startForm() {
        try (var form = engine.getFormService().getDeployedStartForm(newest().getId())) {
            return new String(form.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
