package io.github.accountlock.benchmark;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.engine.AccountLockPlugin;
import io.github.accountlock.engine.AccountLockSettings;
import io.github.accountlock.fixture.Production;
import io.github.accountlock.process.ProcessTester;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.LocalPace;
import io.github.accountlock.provider.Providers;
import io.github.accountlock.provider.SendBy;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.jobexecutor.DefaultJobExecutor;
import org.camunda.bpm.engine.impl.persistence.StrongUuidGenerator;
import org.camunda.bpm.engine.task.Task;

/**
 * What is compared: our process in an engine with the settings of our application, and the process that everybody writes
 * first, in an engine with the settings it comes with. Both with full history and authorization, both with our client of the
 * cloud. People and rights are those of the process tests.
 */
final class Engines {

    private Engines() {}

    static AccountRef account(int number) {
        return new AccountRef(
                new ProviderId("tencent-postgres"), "ap-guangzhou", "postgres-bench" + number, "app_user");
    }

    static Map<String, String> settings(String cloud) {
        Map<String, String> settings = new HashMap<>();
        settings.put("evidence.keys", Production.EVIDENCE_KEYS);
        settings.put("providers.tencent-postgres.endpoint", cloud);
        settings.put("providers.tencent-postgres.secret-id", "demo-key-id");
        settings.put("providers.tencent-postgres.secret-key", "demo-key-secret");
        settings.put("providers.tencent-postgres.change-calls-per-second", "100000");
        settings.put("providers.tencent-postgres.read-calls-per-second", "100000");
        return settings;
    }

    static AccountLockProvider cloud(String cloud) {
        AccountLockSettings settings = AccountLockSettings.from(settings(cloud));
        return new Providers(settings.providers(), settings.limits(), new LocalPace(), Clock.systemUTC())
                .find(new ProviderId("tencent-postgres"))
                .orElseThrow();
    }

    /** @param threads of the job executor */
    static OnEngine ours(String database, String cloud, int threads) {
        StandaloneProcessEngineConfiguration engine = engine(database, "ours", threads + 24);
        AccountLockPlugin plugin = new AccountLockPlugin();
        plugin.setSettings(settings(cloud));
        engine.getProcessEnginePlugins().add(plugin);
        engine.setIdGenerator(new StrongUuidGenerator());
        engine.setMetricsEnabled(false);
        engine.setTaskMetricsEnabled(false);
        engine.setHistoryRemovalTimeStrategy("none");
        engine.setHistoryCleanupStrategy("endTimeBased");
        DefaultJobExecutor executor = new DefaultJobExecutor();
        executor.setCorePoolSize(threads);
        executor.setMaxPoolSize(threads);
        executor.setQueueSize(3 * threads);
        executor.setMaxJobsPerAcquisition(threads);
        executor.setWaitTimeInMillis(250);
        executor.setMaxWait(1000);
        executor.setBackoffTimeInMillis(50);
        executor.setMaxBackoff(500);
        engine.setJobExecutor(executor);
        return new OnEngine(engine.buildProcessEngine(), "account-lock") {

            @Override
            Map<String, Object> request(int number) {
                return ProcessTester.values(account(number));
            }

            @Override
            Map<String, Object> decision(Task task) {
                Object digest = engine().getFormService()
                        .getTaskFormVariables(task.getId(), List.of("frozenDigest"), false)
                        .get("frozenDigest");
                return Map.of("decision", "approve", "requestDigest", digest);
            }
        };
    }

    static Subject naive(String database, String cloud) {
        StandaloneProcessEngineConfiguration engine = engine(database, "naive", 30);
        AccountLockProvider provider = cloud(cloud);
        JavaDelegate lock = execution -> {
            AccountRef account = account((Integer) execution.getVariable("number"));
            execution.setVariable(
                    "lockRequestId",
                    provider.change(account, LockState.LOCKED, Optional.empty(), SendBy.in(Duration.ofSeconds(10)))
                            .requestId());
            execution.setVariable("lockAnswer", "accepted");
        };
        JavaDelegate verify = execution -> {
            AccountRef account = account((Integer) execution.getVariable("number"));
            execution.setVariable("state", provider.read(account).state().name());
            execution.setVariable("outcome", "LOCKED");
        };
        engine.setBeans(new HashMap<>(Map.of("naiveLock", lock, "naiveVerify", verify)));
        ProcessEngine built = engine.buildProcessEngine();
        built.getRepositoryService()
                .createDeployment()
                .enableDuplicateFiltering(true)
                .name("naive")
                .addClasspathResource("benchmark/naive.bpmn")
                .deploy();
        return new OnEngine(built, "naive") {

            @Override
            Map<String, Object> request(int number) {
                Map<String, Object> request = new HashMap<>(ProcessTester.values(account(number)));
                request.putAll(Map.of(
                        "number",
                        number,
                        "ticket",
                        "SEC-1",
                        "urgency",
                        "normal",
                        "requester",
                        "requester",
                        "approverGroup",
                        "managers"));
                return request;
            }

            @Override
            Map<String, Object> decision(Task task) {
                return Map.of("decision", "approve");
            }
        };
    }

    private static StandaloneProcessEngineConfiguration engine(String database, String name, int connections) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(database);
        pool.setMaximumPoolSize(connections);
        StandaloneProcessEngineConfiguration engine = new StandaloneProcessEngineConfiguration();
        engine.setDataSource(new HikariDataSource(pool));
        engine.setDatabaseSchemaUpdate("true");
        engine.setProcessEngineName(name);
        engine.setHistory("full");
        engine.setAuthorizationEnabled(true);
        engine.setJobExecutorActivate(true);
        engine.setEnforceHistoryTimeToLive(false);
        return engine;
    }

    abstract static class OnEngine implements Subject {

        private final ProcessEngine engine;
        private final ProcessTester people;
        private final String process;

        OnEngine(ProcessEngine engine, String process) {
            this.engine = engine;
            this.people = new ProcessTester(engine);
            this.process = process;
        }

        abstract Map<String, Object> request(int number);

        abstract Map<String, Object> decision(Task task);

        ProcessEngine engine() {
            return engine;
        }

        ProcessTester people() {
            return people;
        }

        @Override
        public String start(int number) {
            return people.as(
                    "requester",
                    () -> engine.getRuntimeService()
                            .startProcessInstanceByKey(process, request(number))
                            .getId());
        }

        @Override
        public void approve(String request) {
            people.as("manager", () -> {
                Task task = engine.getTaskService()
                        .createTaskQuery()
                        .processInstanceId(request)
                        .singleResult();
                engine.getTaskService().claim(task.getId(), "manager");
                engine.getTaskService().complete(task.getId(), decision(task));
                return null;
            });
        }

        @Override
        public void close() {
            ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                    .getJobExecutor()
                    .shutdown();
            engine.close();
        }
    }
}
