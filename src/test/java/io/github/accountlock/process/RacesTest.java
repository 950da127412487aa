package io.github.accountlock.process;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.spring.SpringTransactionsProcessEngineConfiguration;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** Several people at the same moment, where Spring commits. */
class RacesTest {

    private static final ControlledClouds CLOUDS = new ControlledClouds();
    private static final String DATABASE = Postgres.newDatabase();
    private static final DriverManagerDataSource SOURCE = new DriverManagerDataSource(DATABASE);
    private static final DataSourceTransactionManager TRANSACTIONS = new DataSourceTransactionManager(SOURCE);
    private static final ProcessEngine ENGINE = engine();

    private final ProcessTester flow = new ProcessTester(ENGINE);

    private static ProcessEngine engine() {
        SpringTransactionsProcessEngineConfiguration configuration = new SpringTransactionsProcessEngineConfiguration();
        configuration.setDataSource(SOURCE);
        configuration.setTransactionManager(TRANSACTIONS);
        configuration.setDatabaseSchemaUpdate("true");
        configuration.setProcessEngineName("races");
        ProcessTester.configured(configuration, CLOUDS);
        return configuration.buildProcessEngine();
    }

    @BeforeEach
    void setUp() {
        CLOUDS.forget();
        CLOUDS.set(tencent("app_user"), "UNLOCKED");
    }

    @AfterAll
    static void close() {
        ENGINE.close();
        CLOUDS.close();
    }

    @RepeatedTest(15)
    void ofManyWhoActAtTheSameMomentOneDecidesAndTheOthersAreTold() throws Exception {
        long refusedBefore = refusals();
        ProcessInstance request = flow.requested(tencent("app_user"));
        String task = approval(request).getId();
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService people = Executors.newFixedThreadPool(6);
        List<Future<Throwable>> answers = new ArrayList<>();
        Map<String, Object> reject = Map.of("decision", "reject", "decisionReason", "no");
        for (Runnable act : List.<Runnable>of(
                () -> flow.decide(request, "manager", Map.of("decision", "approve")),
                () -> flow.decide(request, "manager2", reject),
                () -> flow.withdraw(request, AccountLockProcess.APPROVE, "requester", "no"),
                () -> flow.as("manager", () -> {
                    ENGINE.getTaskService().claim(task, "manager");
                    return null;
                }),
                () -> ENGINE.getTaskService().setPriority(task, 80))) {
            answers.add(people.submit(() -> {
                go.await();
                try {
                    act.run();
                    return null;
                } catch (RuntimeException failed) {
                    return failed;
                }
            }));
        }
        go.countDown();
        List<Throwable> told = new ArrayList<>();
        for (Future<Throwable> answer : answers) {
            told.add(answer.get());
        }
        people.shutdown();
        flow.runJobs(request);

        assertThat(told.subList(0, 3)).filteredOn(each -> each == null).hasSize(1);
        assertThat(told.subList(0, 2))
                .filteredOn(Refusal.class::isInstance)
                .allSatisfy(each -> assertThat(each).hasMessageStartingWith("Already handled: "));
        assertThat(told.subList(0, 3))
                .noneMatch(OptimisticLockingException.class::isInstance)
                .noneMatch(each -> String.valueOf(each).contains("\"processInstance\" is null"));
        assertThat(refusals()).isEqualTo(refusedBefore);
    }

    @RepeatedTest(5)
    void attemptsAtTheSameMomentAreAllWrittenDown() throws Exception {
        long refusedBefore = refusals();
        ProcessInstance request = flow.requested(tencent("app_user"));
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService people = Executors.newFixedThreadPool(4);
        List<Future<Throwable>> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            answers.add(people.submit(() -> {
                go.await();
                try {
                    flow.decide(request, "requester", Map.of("decision", "approve"));
                    return null;
                } catch (RuntimeException failed) {
                    return failed;
                }
            }));
        }
        go.countDown();
        for (Future<Throwable> answer : answers) {
            assertThat(answer.get()).hasMessage("You made this request, so somebody else has to decide it.");
        }
        people.shutdown();

        assertThat(refusals()).isEqualTo(refusedBefore + 4);
        flow.withdraw(request, AccountLockProcess.APPROVE, "requester", "no");
    }

    private static Task approval(ProcessInstance request) {
        return ENGINE.getTaskService()
                .createTaskQuery()
                .processInstanceId(request.getId())
                .singleResult();
    }

    @Test
    void inATransactionOfTheHostNothingIsTriedAgain() throws Exception {
        ProcessInstance request = flow.requested(tencent("app_user"));
        String task = approval(request).getId();
        Object digest = flow.digest(approval(request));
        CountDownLatch changed = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Void> other =
                CompletableFuture.runAsync(() -> new TransactionTemplate(TRANSACTIONS).executeWithoutResult(status -> {
                    ENGINE.getTaskService().setPriority(task, 80);
                    changed.countDown();
                    await().until(() -> go.getCount() == 0);
                }));
        changed.await();
        Map<String, Object> approve = Map.of("decision", "approve", "requestDigest", digest);
        CompletableFuture<Throwable> host = CompletableFuture.runAsync(() -> new TransactionTemplate(TRANSACTIONS)
                        .executeWithoutResult(status -> flow.as("manager", () -> {
                            ENGINE.getTaskService().complete(task, approve);
                            return null;
                        })))
                .handle((done, failed) -> failed);
        await().until(() -> number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'") > 0);
        go.countDown();
        other.join();

        assertThat(host.join()).hasCauseInstanceOf(OptimisticLockingException.class);
        assertThat(flow.facts(request).grants()).isEmpty();
        flow.withdraw(request, AccountLockProcess.APPROVE, "requester", "no");
    }

    private static long refusals() throws SQLException {
        return number("select count(*) from account_lock_ledger where request_id like 'refused:%'");
    }

    private static long number(String query) throws SQLException {
        try (Connection sql = DriverManager.getConnection(DATABASE);
                Statement statement = sql.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
