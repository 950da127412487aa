package io.github.accountlock.benchmark;

import static io.github.accountlock.fixture.Accounts.tencent;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.process.ProcessTester;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.persistence.StrongUuidGenerator;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.Test;

class RequestCostTest {

    private static final java.util.List<io.github.accountlock.domain.AccountRef> ACCOUNTS =
            java.util.stream.IntStream.range(0, 40)
                    .mapToObj(i -> tencent("user_%03d".formatted(i)))
                    .toList();

    @Test
    void aRequestCosts() throws Exception {
        String database = Postgres.newDatabase();
        try (ControlledClouds clouds = new ControlledClouds();
                Meter meter = new Meter(database);
                Connection watch = DriverManager.getConnection(database)) {
            HikariConfig pool = new HikariConfig();
            pool.setJdbcUrl(database);
            pool.setMaximumPoolSize(20);
            StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
            configuration.setDataSource(new HikariDataSource(pool));
            configuration.setDatabaseSchemaUpdate("true");
            configuration.setProcessEngineName("costs");
            configuration.setIdGenerator(new StrongUuidGenerator());
            configuration.setMetricsEnabled(false);
            configuration.setTaskMetricsEnabled(false);
            configuration.setHistoryRemovalTimeStrategy(System.getProperty("removal", "none"));
            configuration.setHistoryCleanupStrategy("endTimeBased");
            configuration.setAuthorizationCheckRevokes(
                    "always".equals(System.getProperty("revokes", "always")) ? "always" : "auto");
            ProcessEngine engine =
                    ProcessTester.configured(configuration, clouds).buildProcessEngine();
            ((org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                    .getJobExecutor()
                    .start();
            ProcessTester flow = new ProcessTester(engine);
            ACCOUNTS.forEach(account -> clouds.set(account, "UNLOCKED"));
            for (int i = 0; i < 5; i++) {
                request(engine, flow, watch, i);
            }
            int many = 20;
            Meter.Cost cost = meter.of(many, () -> {
                for (int i = 10; i < 10 + many; i++) {
                    request(engine, flow, watch, i);
                }
            });
            StringBuilder out = new StringBuilder(cost + "\n");
            meter.statements().entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .forEach(s -> out.append(String.format(
                            "%6.2f %s%n",
                            s.getValue() / (double) many,
                            s.getKey().substring(0, Math.min(260, s.getKey().length())))));
            Files.writeString(Path.of("/tmp/costs.txt"), out);
            System.out.println("COST " + cost);
            engine.close();
        }
    }

    private static void request(ProcessEngine engine, ProcessTester flow, Connection watch, int i) throws Exception {
        ProcessInstance request =
                flow.as("requester", () -> flow.start(ProcessTester.values(tencent("user_%03d".formatted(i)))));
        await(
                watch,
                "select 1 from act_ru_task where proc_inst_id_ = '" + request.getId()
                        + "' and task_def_key_ like 'Task_Approve%'");
        flow.as("manager", () -> {
            Task task = engine.getTaskService()
                    .createTaskQuery()
                    .processInstanceId(request.getId())
                    .taskDefinitionKeyIn("Task_ApproveLock")
                    .singleResult();
            engine.getTaskService().claim(task.getId(), "manager");
            Object digest = engine.getFormService()
                    .getTaskFormVariables(task.getId(), java.util.List.of("frozenDigest"), false)
                    .get("frozenDigest");
            engine.getTaskService().complete(task.getId(), Map.of("decision", "approve", "requestDigest", digest));
            return null;
        });
        await(watch, "select 1 from act_hi_procinst where id_ = '" + request.getId() + "' and end_time_ is not null");
    }

    private static void await(Connection watch, String sql) throws Exception {
        long end = System.nanoTime() + 20_000_000_000L;
        try (Statement statement = watch.createStatement()) {
            while (System.nanoTime() < end) {
                try (ResultSet row = statement.executeQuery(Meter.WATCH + sql)) {
                    if (row.next()) {
                        return;
                    }
                }
                Thread.sleep(20);
            }
        }
        throw new IllegalStateException("never: " + sql);
    }
}
