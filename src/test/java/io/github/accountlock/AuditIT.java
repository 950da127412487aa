package io.github.accountlock;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.accountlock.fixture.ApplicationProcess;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.fixture.Production;
import io.github.accountlock.process.ProcessTester;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as an auditor types it, while another engine works on the same database. */
class AuditIT {

    @Test
    void verifiesAndExportsFromOutside(@TempDir Path folder) throws Exception {
        String database = Postgres.newDatabase();
        try (ControlledClouds clouds = new ControlledClouds()) {
            Map<String, String> environment = Production.environment(database, clouds);
            ProcessEngine engine = engine(database, clouds);
            ProcessTester flow = new ProcessTester(engine);
            ProcessInstance request = flow.requested(tencent("app_user"), "reason", "=cmd|' /C calc'!A0");
            flow.approve(request);
            flow.runJobs(request);
            flow.requested(tencent("etl_user"));

            ApplicationProcess sound = ApplicationProcess.start(folder, environment, "audit", "verify");
            assertThat(sound.awaitExit()).as(sound.log()).isZero();
            assertThat(sound.log()).contains("2 requests").contains("The ledger is sound.");

            ApplicationProcess export = ApplicationProcess.start(
                    folder, environment, "audit", "export", "--json", "--request", request.getId());
            assertThat(export.awaitExit()).as(export.log()).isZero();
            JsonNode entries = new ObjectMapper().readTree(export.log());
            assertThat(entries.findValuesAsText("kind"))
                    .containsExactly(
                            "REQUESTED",
                            "ACCOUNT_SEEN",
                            "POLICY_DECIDED",
                            "APPROVED",
                            "STATE_RECORDED",
                            "CALL_INTENDED",
                            "CALL_ANSWERED",
                            "VERIFIED",
                            "ENDED");

            ApplicationProcess csv =
                    ApplicationProcess.start(folder, environment, "audit", "export", "--csv", "--from", "2020-01-01");
            assertThat(csv.awaitExit()).isZero();
            assertThat(csv.log())
                    .startsWith("request,entry,at,kind,actor,facts\r\n")
                    .doesNotContain(",=cmd");

            sql(database, "update act_hi_varinst set text_ = 'REJECTED' where name_ = 'outcome'");
            ApplicationProcess broken = ApplicationProcess.start(folder, environment, "audit", "verify");
            assertThat(broken.awaitExit()).isOne();
            assertThat(broken.log())
                    .contains("BROKEN: request " + request.getId())
                    .contains("the engine's history says outcome \"REJECTED\", the ledger says \"LOCKED\"");

            ApplicationProcess wrong = ApplicationProcess.start(folder, environment, "audit", "verify", "--what");
            assertThat(wrong.awaitExit()).isEqualTo(2);
            assertThat(wrong.log()).contains("--what is not an option").contains("usage: audit verify");
            engine.close();
        }
    }

    private static void sql(String database, String statement) throws Exception {
        try (Connection connection = DriverManager.getConnection(database);
                Statement sql = connection.createStatement()) {
            assertThat(sql.executeUpdate(statement)).isPositive();
        }
    }

    private static ProcessEngine engine(String database, ControlledClouds clouds) {
        StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
        configuration.setJdbcUrl(database);
        configuration.setJdbcDriver("org.postgresql.Driver");
        configuration.setDatabaseSchemaUpdate("true");
        configuration.setProcessEngineName("audited");
        return ProcessTester.configured(configuration, clouds).buildProcessEngine();
    }
}
