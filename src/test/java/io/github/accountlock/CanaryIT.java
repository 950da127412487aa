package io.github.accountlock;

import static io.github.accountlock.fixture.Accounts.polardb;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.fixture.ApplicationProcess;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.fixture.Production;
import io.github.accountlock.process.ProcessTester;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that occur nowhere else are given to the application; then everything it left behind is searched for them. */
class CanaryIT {

    private static final String EVIDENCE =
            Base64.getEncoder().encodeToString("canary-evidence-key-0001-fake-0001".getBytes(StandardCharsets.UTF_8));

    private static final Map<String, String> SECRETS = Map.of(
            "TENCENT_SECRET_KEY", "canary-tencent-secret-fake-0002",
            "TENCENT_TOKEN", "canary-tencent-token-fake-0003",
            "ALIBABA_ACCESS_KEY_SECRET", "canary-alibaba-secret-fake-0004",
            "ALIBABA_SECURITY_TOKEN", "canary-alibaba-token-fake-0005",
            "ACCOUNT_LOCK_ADMIN_PASSWORD", "canary-admin-password-fake-0006");

    @Test
    void secretsAreFoundNowhere(@TempDir Path folder) throws Exception {
        String database = Postgres.newDatabase();
        try (ControlledClouds clouds = new ControlledClouds()) {
            Map<String, String> environment = Production.environment(database, clouds);
            environment.putAll(SECRETS);
            environment.put("ACCOUNT_LOCK_EVIDENCE_KEYS", "canary:" + EVIDENCE);
            environment.put("ALIBABA_ENDPOINT", clouds.uri().toString());
            environment.put("ALIBABA_ACCESS_KEY_ID", "demo-key-id");
            environment.put("LOGGING_LEVEL_ROOT", "DEBUG");
            try (ApplicationProcess application =
                    ApplicationProcess.start(folder, environment).awaitReady()) {
                ProcessEngine people = engine(database, clouds);
                failedRead(people, tencent("app_user"));
                failedRead(people, polardb("app_user"));

                List<String> left = new ArrayList<>();
                left.add(application.log());
                left.addAll(answers(application));
                left.add(commandLines());
                left.addAll(dump(database));
                people.close();

                assertThat(left.get(0).contains(" DEBUG ")).isTrue();
                assertThat(left.get(0).contains("AuthFailure.TokenFailure")).isTrue();
                for (String text : left) {
                    assertThat(text.contains(EVIDENCE)).isFalse();
                    SECRETS.forEach((name, secret) ->
                            assertThat(text.contains(secret)).as(name).isFalse());
                }
            }
        }
    }

    /** Wrong keys: the way on which providers echo what they were sent. */
    private static void failedRead(ProcessEngine people, AccountRef account) {
        ProcessTester flow = new ProcessTester(people);
        ProcessInstance request = flow.as("requester", () -> flow.start(ProcessTester.values(account)));
        await().atMost(Duration.ofMinutes(1)).until(() -> flow.incident(request) != null);
    }

    private static List<String> answers(ApplicationProcess application) throws Exception {
        List<String> answers = new ArrayList<>();
        for (String path : List.of(
                "/",
                "/actuator/health",
                "/error",
                "/camunda/app/tasklist/default/",
                "/camunda/api/engine/engine/default/incident",
                "/engine-rest/engine",
                "/nothing")) {
            var answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + application.port() + path))
                                    .build(),
                            BodyHandlers.ofString());
            answers.add(answer.headers().map() + answer.body());
        }
        return answers;
    }

    private static String commandLines() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            Path commandLine = Path.of("/proc", Long.toString(process.pid()), "cmdline");
            if (Files.isReadable(commandLine)) {
                lines.append(Files.readString(commandLine, StandardCharsets.ISO_8859_1))
                        .append('\n');
            } else {
                lines.append(process.info().commandLine().orElse("")).append('\n');
            }
        }
        return lines.toString();
    }

    /** Every row of every table as text, bytes included. */
    private static List<String> dump(String database) throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet table = statement.executeQuery(
                    "select table_name from information_schema.tables where table_schema = 'public'")) {
                while (table.next()) {
                    tables.add(table.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet row = statement.executeQuery("select t::text from \"" + table + "\" t")) {
                    while (row.next()) {
                        rows.add(row.getString(1));
                    }
                }
            }
            try (ResultSet bytes =
                    statement.executeQuery("select bytes_ from act_ge_bytearray where bytes_ is not null")) {
                while (bytes.next()) {
                    rows.add(new String(bytes.getBytes(1), StandardCharsets.UTF_8));
                }
            }
        }
        assertThat(rows).hasSizeGreaterThan(50);
        return rows;
    }

    private static ProcessEngine engine(String database, ControlledClouds clouds) {
        StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
        configuration.setJdbcUrl(database);
        configuration.setJdbcDriver("org.postgresql.Driver");
        configuration.setDatabaseSchemaUpdate("false");
        configuration.setProcessEngineName("canary");
        Map<String, String> settings = ProcessTester.settings(clouds);
        settings.put("evidence.keys", "canary:" + EVIDENCE);
        return ProcessTester.configured(configuration, settings).buildProcessEngine();
    }
}
