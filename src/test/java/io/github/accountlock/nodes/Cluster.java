package io.github.accountlock.nodes;

import static org.awaitility.Awaitility.await;

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

/** Packaged applications on one database and the same clouds, and an engine in this JVM where people act. */
final class Cluster implements AutoCloseable {

    private final String database = Postgres.newDatabase();
    private final ControlledClouds clouds = new ControlledClouds();
    private final Path folder;
    private ProcessEngine people;

    Cluster(Path folder) {
        this.folder = folder;
    }

    ApplicationProcess node() {
        return node("{}");
    }

    /** @param more of its configuration, as JSON */
    ApplicationProcess node(String more) {
        Map<String, String> environment = Production.environment(database, clouds);
        environment.put("TENCENT_REGIONS", "ap-guangzhou");
        environment.put("SPRING_APPLICATION_JSON", more);
        environment.put(
                "SPRING_DATASOURCE_HIKARI_DATASOURCEPROPERTIES_OPTIONS", "-c idle_in_transaction_session_timeout=20s");
        return ApplicationProcess.start(folder, environment).awaitReady();
    }

    /** It runs no job. */
    ProcessEngine people() {
        if (people == null) {
            StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
            configuration.setJdbcUrl(database);
            configuration.setJdbcDriver("org.postgresql.Driver");
            configuration.setDatabaseSchemaUpdate("false");
            configuration.setProcessEngineName("people");
            people = ProcessTester.configured(configuration, clouds).buildProcessEngine();
        }
        return people;
    }

    ControlledClouds clouds() {
        return clouds;
    }

    void awaitTask(ProcessInstance request, String task) {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> people().getTaskService()
                                .createTaskQuery()
                                .processInstanceId(request.getId())
                                .taskDefinitionKey(task)
                                .count()
                        == 1);
    }

    int sql(String statement) {
        try (Connection connection = DriverManager.getConnection(database);
                Statement sql = connection.createStatement()) {
            return sql.executeUpdate(statement);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    long count(String query) {
        try (Connection connection = DriverManager.getConnection(database);
                Statement sql = connection.createStatement();
                var row = sql.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        if (people != null) {
            people.close();
        }
        clouds.close();
    }
}
