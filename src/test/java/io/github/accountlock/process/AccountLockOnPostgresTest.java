package io.github.accountlock.process;

import static io.github.accountlock.engine.process.AccountLockProcess.SETTLE_LOCK;
import static io.github.accountlock.fixture.Accounts.polardb;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The main paths where production runs: on PostgreSQL, with signed requests over HTTP, on both clouds. */
class AccountLockOnPostgresTest {

    private static final ControlledClouds CLOUDS = new ControlledClouds();
    private static final String DATABASE = Postgres.newDatabase() + "&options=-c%20synchronous_commit=on";
    private static final ProcessEngine ENGINE = engine();

    private final ProcessTester flow = new ProcessTester(ENGINE);

    static List<AccountRef> accounts() {
        return List.of(tencent("app_user"), polardb("app_user"));
    }

    @BeforeEach
    void setUp() {
        CLOUDS.forget();
        accounts().forEach(account -> CLOUDS.set(account, "UNLOCKED"));
    }

    @AfterEach
    void tearDown() {
        ClockUtil.reset();
    }

    @AfterAll
    static void close() {
        ENGINE.close();
        CLOUDS.close();
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void approvedRequestEndsLocked(AccountRef account) {
        ProcessInstance request = flow.requested(account);
        flow.approve(request);
        flow.runJobs(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
        assertThat(CLOUDS.state(account)).isEqualTo("LOCKED");
    }

    @Test
    void onlyAnEntryWithoutWhichNothingMayBeCalledIsWaitedForUntilItIsOnTheDisk() throws SQLException {
        AccountRef account = tencent("app_user");
        try (Connection database = DriverManager.getConnection(DATABASE)) {
            Rows.change(database, "create table waited (kind text, for_its_disk text)");
            Rows.change(
                    database,
                    "create function waits() returns trigger language plpgsql as $$ begin"
                            + " insert into waited values (new.kind, current_setting('synchronous_commit'));"
                            + " return new; end $$");
            Rows.change(
                    database,
                    "create trigger waits before insert on account_lock_ledger for each row execute function waits()");
            ProcessInstance request = flow.requested(account);
            flow.approve(request);
            flow.runJobs(request);
            Rows.change(database, "drop trigger waits on account_lock_ledger");

            assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
            assertThat(Rows.list(database, "select kind || ' ' || for_its_disk from waited", row -> row.getString(1)))
                    .contains("CALL_INTENDED on", "CALL_ANSWERED off", "DECIDED on", "ENDED on")
                    .doesNotContain("CALL_INTENDED off");
        }
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void rejectedRequestNeverReachesTheProvider(AccountRef account) {
        ProcessInstance request = flow.requested(account);
        flow.decide(request, "manager", Map.of("decision", "reject", "decisionReason", "no"));
        flow.runJobs(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("REJECTED");
        assertThat(CLOUDS.state(account)).isEqualTo("UNLOCKED");
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void lostAnswerEndsLockedByOneCall(AccountRef account) {
        ProcessInstance request = flow.requested(account);
        CLOUDS.fail(ControlledClouds.fault(account, "answer-lost").put("skip", 1));
        flow.approve(request);
        flow.letTimePass(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
        assertThat(flow.variable(request, "stateBefore")).isEqualTo("UNLOCKED");
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void temporaryLockIsRemovedAtItsTime(AccountRef account) {
        String tomorrow = flow.now()
                .plus(Duration.ofDays(1))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        ProcessInstance request = flow.requested(account, "lockUntil", tomorrow);
        flow.approve(request);
        flow.runJobs(request);
        assertThat(CLOUDS.state(account)).isEqualTo("LOCKED");

        flow.passTime(Duration.ofHours(25));
        flow.runJobs(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("UNLOCKED");
        assertThat(CLOUDS.state(account)).isEqualTo("UNLOCKED");
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void nodesThatAreDownOverTheStartLockLateAndUnlockAfterTheTimeFromThen(AccountRef account) {
        String tomorrow = flow.now()
                .plus(Duration.ofDays(1))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        ProcessInstance request = flow.requested(account, "lockFrom", tomorrow, "lockFor", "PT2H");
        flow.approve(request);
        flow.runJobs(request);
        assertThat(CLOUDS.state(account)).isEqualTo("UNLOCKED");

        flow.passTime(Duration.ofHours(30));
        flow.otherNodeGoesOn();
        flow.runJobs(request);
        assertThat(CLOUDS.state(account)).isEqualTo("LOCKED");
        assertThat(flow.facts(request).late()).isPresent();

        flow.passTime(Duration.ofHours(2).plusMinutes(1));
        flow.runJobs(request);
        assertThat(flow.variable(request, "outcome")).isEqualTo("UNLOCKED");
        assertThat(flow.variable(request, "outcomeReason").toString())
                .contains("the cloud was called 6 hours later. The lock's time was over");
        assertThat(CLOUDS.state(account)).isEqualTo("UNLOCKED");
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void operatorUndoesALockThatCouldNotBeProven(AccountRef account) {
        ProcessInstance request = flow.requested(account);
        CLOUDS.fail("{\"fault\":\"unknown-status\",\"accountName\":\"app_user\",\"times\":0,\"skip\":1}");
        flow.approve(request);
        flow.letTimePass(request);
        CLOUDS.heal();
        flow.settle(request, SETTLE_LOCK, "undo");
        flow.runJobs(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("UNDONE");
        assertThat(CLOUDS.state(account)).isEqualTo("UNLOCKED");
    }

    @Test
    void ofManyRequestsAtTheSameMomentOneStarts() throws Exception {
        int many = 50;
        ExecutorService people = Executors.newFixedThreadPool(8);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Boolean>> starts = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            starts.add(people.submit(() -> {
                go.await();
                try {
                    flow.as("requester", () -> flow.start(ProcessTester.values(tencent("etl_user"))));
                    return true;
                } catch (ProcessEngineException refused) {
                    assertThat(refused).hasMessageContaining("another request for this account has not ended");
                    return false;
                }
            }));
        }
        go.countDown();

        int started = 0;
        for (Future<Boolean> start : starts) {
            started += start.get() ? 1 : 0;
        }
        people.shutdown();

        assertThat(started).isOne();
    }

    @RepeatedTest(20)
    void ofTwoManagersAtTheSameMomentTheSecondIsToldWhoWasFirst() throws Exception {
        ProcessInstance request = flow.requested(tencent("app_user"));
        Task task = ENGINE.getTaskService()
                .createTaskQuery()
                .processInstanceId(request.getId())
                .singleResult();
        Map<String, Object> approval = Map.of("decision", "approve", "requestDigest", flow.digest(task));
        ExecutorService people = Executors.newFixedThreadPool(2);
        CountDownLatch go = new CountDownLatch(1);
        Map<String, Future<Refusal>> answers = new HashMap<>();
        for (String manager : List.of("manager", "manager2")) {
            answers.put(manager, people.submit(() -> {
                go.await();
                try {
                    flow.as(manager, () -> {
                        ENGINE.getTaskService().complete(task.getId(), approval);
                        return null;
                    });
                    return null;
                } catch (Refusal refused) {
                    return refused;
                }
            }));
        }
        go.countDown();

        String first = answers.get("manager").get() == null ? "manager" : "manager2";
        Refusal told =
                answers.get(first.equals("manager") ? "manager2" : "manager").get();
        people.shutdown();

        assertThat(told.kind()).isEqualTo(Refusal.Kind.CONFLICT);
        assertThat(told).hasMessageStartingWith("Already handled: " + first + " has approved the request for app_user");
        assertThat(flow.facts(request).grants()).hasSize(1);
        flow.runJobs(request);
    }

    @Test
    void ledgerRefusesToBeChanged() throws SQLException {
        flow.requested(tencent("user_077"));

        try (Connection sql = DriverManager.getConnection(DATABASE);
                Statement statement = sql.createStatement()) {
            for (String change : List.of(
                    "update account_lock_ledger set actor = 'somebody'",
                    "delete from account_lock_ledger",
                    "truncate account_lock_ledger",
                    "delete from account_lock_ledger_head",
                    "truncate account_lock_ledger_head",
                    "delete from account_lock_ledger_register",
                    "truncate account_lock_ledger_register")) {
                assertThatThrownBy(() -> statement.execute(change)).hasMessageContaining("append-only");
            }
        }
    }

    private static ProcessEngine engine() {
        StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
        configuration.setJdbcUrl(DATABASE);
        configuration.setJdbcDriver("org.postgresql.Driver");
        configuration.setDatabaseSchemaUpdate("true");
        configuration.setJdbcMaxActiveConnections(30);
        configuration.setProcessEngineName("postgres");
        return ProcessTester.configured(configuration, CLOUDS).buildProcessEngine();
    }
}
