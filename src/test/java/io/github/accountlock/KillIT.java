package io.github.accountlock;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.fixture.ApplicationProcess;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.fixture.Production;
import io.github.accountlock.process.ProcessTester;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application is killed after the cloud has locked the account and before we could write that down. */
class KillIT {

    private static final AccountRef ACCOUNT = tencent("app_user");

    @Test
    void requestOfAKilledNodeEndsLockedAfterARestart(@TempDir Path folder) throws SQLException {
        String database = Postgres.newDatabase();
        try (ControlledClouds clouds = new ControlledClouds()) {
            Map<String, String> environment = Production.environment(database, clouds);
            environment.put("TENCENT_REGIONS", "ap-guangzhou");
            ProcessInstance request;
            ProcessEngine people;
            try (ApplicationProcess first =
                    ApplicationProcess.start(folder, environment).awaitReady()) {
                people = engine(database, clouds);
                ProcessTester flow = new ProcessTester(people);
                request = flow.as("requester", () -> flow.start(ProcessTester.values(ACCOUNT)));
                awaitTask(people, request);
                clouds.fail("{\"fault\":\"slow\",\"action\":\"LockAccount\",\"delayMillis\":60000}");
                flow.approve(request);
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> clouds.state(ACCOUNT).equals("LOCKED"));

                first.kill();
            }
            endJobLocks(database);
            try (ApplicationProcess second =
                    ApplicationProcess.start(folder, environment).awaitReady()) {
                ProcessTester flow = new ProcessTester(people);
                await().atMost(Duration.ofMinutes(2)).until(() -> flow.variable(request, "outcome") != null);

                assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
                assertThat(flow.variable(request, "stateBefore")).isEqualTo("UNLOCKED");
                assertThat(flow.variable(request, "lockOutcome")).isEqualTo("answer-lost");
                assertThat(clouds.executed("LockAccount")).isBetween(1L, 2L);
                assertThat(second.log()).contains("LOCK-004 " + ACCOUNT.path() + ": ended LOCKED");
            }
            people.close();
        }
    }

    private static void awaitTask(ProcessEngine people, ProcessInstance request) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> people.getTaskService()
                                .createTaskQuery()
                                .processInstanceId(request.getId())
                                .taskDefinitionKey(AccountLockProcess.APPROVE)
                                .count()
                        == 1);
    }

    /** What five minutes would do: the killed node's claim on its job ends. */
    private static void endJobLocks(String database) throws SQLException {
        try (Connection sql = DriverManager.getConnection(database);
                Statement statement = sql.createStatement()) {
            int jobs = statement.executeUpdate(
                    "update act_ru_job set lock_exp_time_ = now() - interval '1 second' where lock_owner_ is not null");
            assertThat(jobs).isOne();
        }
    }

    /** Where people act in this test; it runs no job. */
    private static ProcessEngine engine(String database, ControlledClouds clouds) {
        StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
        configuration.setJdbcUrl(database);
        configuration.setJdbcDriver("org.postgresql.Driver");
        configuration.setDatabaseSchemaUpdate("false");
        configuration.setProcessEngineName("people");
        return ProcessTester.configured(configuration, clouds).buildProcessEngine();
    }
}
