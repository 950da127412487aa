package io.github.accountlock.docs;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.fixture.RunningApplication;
import io.github.accountlock.process.ProcessTester;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The grants of {@code src/docs/evidence-key.md} are enough: with them a request is made, approved, locked, proven and told. */
@ExtendWith(OutputCaptureExtension.class)
class EvidenceKeyPageTest {

    private static final Path PAGE = Path.of("src/docs/evidence-key.md");
    private static final Pattern GRANT = Pattern.compile("(?m)^grant .* to accountlock_app;$");
    private static final String PASSWORD = "fake-role-password";
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void grantsOfThePageAreEnoughToRunRequests(CapturedOutput output) throws Exception {
        String database = Postgres.newDatabase();
        String role = "app_" + ProcessHandle.current().pid();
        try (ControlledClouds clouds = new ControlledClouds()) {
            RunningApplication.production(database, clouds).close();
            List<String> grants = GRANT.matcher(Files.readString(PAGE))
                    .results()
                    .map(MatchResult::group)
                    .map(grant -> grant.replace("accountlock_app", role))
                    .toList();
            restrict(database, role, grants);

            try (RunningApplication restricted = RunningApplication.production(
                    database.replaceAll("\\?.*", ""),
                    clouds,
                    Map.of(
                            "spring.datasource.username", role,
                            "SPRING_DATASOURCE_USERNAME", role,
                            "spring.datasource.password", PASSWORD,
                            "SPRING_DATASOURCE_PASSWORD", PASSWORD,
                            "account-lock.notify.base-url", "http://127.0.0.1",
                            "account-lock.notify.webhooks.nobody.url", "http://127.0.0.1:9/",
                            "account-lock.notify.webhooks.nobody.secret", "visibly-fake-secret"))) {
                ProcessTester flow = new ProcessTester(restricted.engine(), false);
                ProcessInstance request = flow.requested(tencent("app_user"));
                await().atMost(SOON)
                        .until(() -> restricted
                                        .engine()
                                        .getTaskService()
                                        .createTaskQuery()
                                        .taskDefinitionKey(AccountLockProcess.APPROVE)
                                        .count()
                                == 1);
                flow.approve(request);

                await().atMost(SOON).until(() -> flow.facts(request).ended().isPresent());
                assertThat(flow.facts(request).ended().orElseThrow().outcome()).isEqualTo(Outcome.LOCKED);
                await().atMost(SOON).until(() -> one(database, "select max(attempts) from account_lock_outbox") > 0);
            }
        } finally {
            sql(database, "drop owned by " + role, "drop role " + role);
        }
        assertThat(output).doesNotContain("permission denied").doesNotContain("LOCK-060");
    }

    /** A role with all rights on the rows of the engine's tables, and with the given ones. */
    private static void restrict(String database, String role, List<String> grants) throws SQLException {
        List<String> statements = new ArrayList<>(List.of(
                "create role " + role + " login password '" + PASSWORD + "'",
                "do $$ declare each record; begin for each in select tablename from pg_tables where tablename like 'act\\_%'"
                        + " loop execute format('grant select, insert, update, delete on %I to " + role
                        + "', each.tablename); end loop; end $$"));
        statements.addAll(grants);
        sql(database, statements.toArray(String[]::new));
        assertThat(grants).hasSize((int)
                one(database, "select count(*) from pg_tables where tablename like 'account\\_lock\\_%'"));
    }

    private static void sql(String database, String... statements) throws SQLException {
        try (Connection owner = DriverManager.getConnection(database);
                Statement statement = owner.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private static long one(String database, String query) throws SQLException {
        try (Connection owner = DriverManager.getConnection(database);
                Statement statement = owner.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
