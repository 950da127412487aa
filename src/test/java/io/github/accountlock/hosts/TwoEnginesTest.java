package io.github.accountlock.hosts;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.accountlock.audit.IntegrityCheck;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.process.ProcessTester;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two engines in one JVM, of one name, on one database and told apart by the prefix of their tables. */
class TwoEnginesTest {

    private final String database = Postgres.newDatabase();

    @AfterEach
    void clockGoesOn() {
        ClockUtil.reset();
    }

    @Test
    void eachHasItsOwnRequestsAndNeitherStopsTheOther() throws Exception {
        tables("A_");
        tables("B_");
        try (ControlledClouds clouds = new ControlledClouds()) {
            ProcessEngine first = engine("A_", clouds);
            ProcessEngine second = engine("B_", clouds);
            try {
                lock(first, "user_001");
                lock(second, "user_002");
            } finally {
                second.close();
            }
            lock(first, "user_003");
            assertThat(wholeLedgerChecked(first).problems()).isEmpty();
            first.close();

            assertThat(clouds.state(tencent("user_003"))).isEqualTo("LOCKED");
        }
        assertThat(requests("A_")).isEqualTo(2);
        assertThat(requests("B_")).isOne();
    }

    private static IntegrityCheck.State wholeLedgerChecked(ProcessEngine engine) {
        AccountLockServices services = AccountLockServices.of(engine).orElseThrow();
        IntegrityCheck check = new IntegrityCheck(services.connections(), services.keys(), services.clock());
        check.start();
        await().until(() -> !check.state().checkedAt().isEmpty());
        return check.state();
    }

    private static void lock(ProcessEngine engine, String account) {
        ProcessTester flow = new ProcessTester(engine);
        ProcessInstance request = flow.requested(tencent(account));
        flow.approve(request);
        flow.letTimePass(request);
        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
    }

    private ProcessEngine engine(String prefix, ControlledClouds clouds) {
        StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
        configuration.setJdbcUrl(database);
        configuration.setJdbcDriver("org.postgresql.Driver");
        configuration.setDatabaseTablePrefix(prefix);
        configuration.setDatabaseSchemaUpdate("false");
        configuration.setProcessEngineName("of-one-name");
        return ProcessTester.configured(configuration, ProcessTester.settings(clouds))
                .buildProcessEngine();
    }

    /** Camunda makes no tables with a prefix; as its manual says, its scripts are changed and run by hand. */
    private void tables(String prefix) throws Exception {
        try (Connection connection = DriverManager.getConnection(database);
                Statement sql = connection.createStatement()) {
            for (String part : List.of("engine", "history", "identity", "decision.engine", "decision.history")) {
                String script = "/org/camunda/bpm/engine/db/create/activiti.postgres.create." + part + ".sql";
                try (var in = ProcessEngine.class.getResourceAsStream(script)) {
                    sql.execute(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .replaceAll("\\bACT_(?=(RU|RE|GE|HI|ID)_\\w|IDX|UNIQ|FK)", prefix + "ACT_"));
                }
            }
        }
    }

    private long requests(String prefix) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement sql = connection.createStatement();
                var rows = sql.executeQuery("select count(*) from " + prefix + "account_lock_request")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
