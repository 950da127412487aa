package io.github.accountlock.hosts;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dropped into applications that already run, as people have them. */
class BootHostIT {

    private final ControlledClouds clouds = new ControlledClouds();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        clouds.close();
    }

    @Test
    void hostThatRanBeforeGoesOnAndLocksAccounts() {
        String database = Postgres.newDatabase();
        String kept;
        try (Host alone = Host.start(folder, List.of(), Host.settings(database)).awaitReady()) {
            alone.rest("boss", "POST", "group/create", Map.of("id", "team", "name", "Team", "type", "WORKFLOW"));
            alone.person("ann", "team");
            kept = filter(alone, "Mine", "assigneeExpression", "${currentUser()}");
            filter(alone, "Beans", "assigneeExpression", "${hostBean.team()}");
            assertHostWorks(alone);
        }

        List<String> settings = new ArrayList<>(Host.settings(database));
        settings.addAll(Host.plugin(clouds));
        settings.add("--camunda.bpm.job-execution.deployment-aware=true");
        String open;
        try (Host host = Host.start(folder, Host.withPlugin(), settings).awaitReady()) {
            assertThat(host.process().log())
                    .contains("LOCK-009 access: made group requesters")
                    .contains("LOCK-040 the filter \"Beans\" of boss")
                    .doesNotContain("the filter \"Mine\"")
                    .doesNotContainIgnoringCase("flyway");
            assertHostWorks(host);
            assertThat(host.rest("boss", "GET", "filter/" + kept + "/count", null)
                            .path("count")
                            .asInt())
                    .isZero();

            host.person("asker", "requesters");
            host.person("giver", "managers");
            String request = host.request("asker", "app_user");
            host.approve("giver", request);

            assertThat(host.awaitOutcome(request)).isEqualTo("LOCKED");
            assertThat(clouds.state(tencent("app_user"))).isEqualTo("LOCKED");
            open = host.request("asker", "report_user");
        }

        try (Host again = Host.start(folder, Host.withPlugin(), settings).awaitReady()) {
            assertThat(again.process().log()).doesNotContain("LOCK-009");
            again.approve("giver", open);

            assertThat(again.awaitOutcome(open)).isEqualTo("LOCKED");
            assertHostWorks(again);
        }
    }

    @Test
    void tablesStandBesideTheEnginesWhereverTheyAre() throws SQLException {
        String orders = Postgres.newDatabase();
        String engines = Postgres.newDatabase();
        try (Connection connection = DriverManager.getConnection(engines)) {
            connection.createStatement().execute("create schema bpm");
        }
        List<String> settings = new ArrayList<>(Host.settings("jdbc:postgresql://nowhere/unused"));
        settings.addAll(List.of(
                "--spring.profiles.active=two-databases",
                "--spring.flyway.baseline-on-migrate=true", // Liquibase was here first
                "--spring.flyway.baseline-version=0",
                "--spring.liquibase.change-log=classpath:db/changelog/db.changelog-master.sql",
                "--host.orders=" + orders,
                "--camunda.bpm.database.schema-name=bpm",
                "--camunda.bpm.database.table-prefix=bpm.",
                "--camunda.bpm.process-engine-name=shop",
                "--server.servlet.context-path=/orders"));
        List<String> alone = new ArrayList<>(settings);
        alone.add("--host.engine=" + engines + "&currentSchema=bpm"); // the engine makes its tables in that schema only
        Host.start(folder, Host.migrationLibraries(), alone).awaitReady().close();
        settings.add("--host.engine=" + engines);
        settings.addAll(Host.plugin(clouds));
        List<String> classPath = new ArrayList<>(Host.migrationLibraries());
        classPath.addAll(Host.withPlugin());

        for (String account : List.of("user_001", "user_002")) {
            try (Host host = Host.start(folder, classPath, settings).awaitReady()) {
                if (account.equals("user_001")) {
                    host.person("asker", "requesters");
                    host.person("giver", "managers");
                }
                String request = host.request("asker", account);
                host.approve("giver", request);
                assertThat(host.awaitOutcome(request)).isEqualTo("LOCKED");
                assertThat(host.send("boss", "POST", "/camunda/api/admin/setup/shop/user/create", Map.of())
                                .statusCode())
                        .isEqualTo(403);
            }
        }

        assertThat(tables(orders))
                .containsExactlyInAnyOrder(
                        "public.orders",
                        "public.invoices",
                        "public.flyway_schema_history",
                        "public.databasechangelog",
                        "public.databasechangeloglock");
        assertThat(tables(engines))
                .contains("bpm.account_lock_ledger", "bpm.account_lock_schema_history", "bpm.act_ru_job")
                .allMatch(table -> table.startsWith("bpm."));
    }

    @Test
    void whatIsMissingIsSaidInOneMessageWithoutAStackTrace() {
        String database = Postgres.newDatabase();
        List<String> settings = List.of("--spring.datasource.url=" + database, "--camunda.bpm.history-level=activity");
        try (Host host = Host.start(folder, Host.withPlugin(), settings)) {
            host.process().awaitExit();

            assertThat(host.process().log())
                    .contains("APPLICATION FAILED TO START")
                    .contains("Account Lock Flow does not start, because:")
                    .contains("no provider is configured")
                    .contains("authorization: is off, so everybody may do everything")
                    .contains("history: is activity")
                    .doesNotContain("\tat io.github.accountlock");
        }
    }

    private static List<String> tables(String database) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(database);
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("select schemaname || '.' || tablename from pg_tables"
                                + " where schemaname not in ('pg_catalog', 'information_schema')")) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        return tables;
    }

    private static String filter(Host host, String name, String field, String expression) {
        return host.rest(
                        "boss",
                        "POST",
                        "filter/create",
                        Map.of(
                                "resourceType",
                                "Task",
                                "name",
                                name,
                                "owner",
                                "boss",
                                "query",
                                Map.of(field, expression)))
                .path("id")
                .asText();
    }

    /** Its models run, with their expressions, and its names mean its own beans. */
    private static void assertHostWorks(Host host) {
        String instance = host.rest("boss", "POST", "message", Map.of("messageName", "order", "resultEnabled", true))
                .path(0)
                .path("processInstance")
                .path("id")
                .asText();
        String task = host.await(
                "the host's task",
                () -> host.rest("boss", "GET", "task?processInstanceId=" + instance, null)
                        .path(0)
                        .path("id")
                        .asText());
        assertThat(host.rest("boss", "GET", "task/" + task, null).path("name").asText())
                .isEqualTo("named by the host");
        host.rest("boss", "POST", "task/" + task + "/complete", Map.of());
        assertThat(host.rest("boss", "GET", "history/variable-instance?processInstanceId=" + instance, null)
                        .findValuesAsText("name"))
                .contains("touchedread", "touchedeach", "touchedchoose", "who");
        host.await(
                "what the host's timer starts",
                () -> host.rest(
                                "boss",
                                "GET",
                                "history/process-instance?processDefinitionKey=host-by-time&finished=true",
                                null)
                        .path(0)
                        .path("id")
                        .asText());
    }
}
