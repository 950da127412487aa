package io.github.accountlock.engine.hardening;

import io.github.accountlock.database.Migrations;
import io.github.accountlock.engine.deployment.TrustedModels;
import io.github.accountlock.engine.doors.Doors;
import io.github.accountlock.engine.process.AttachedListeners;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.history.HistoryLevel;
import org.camunda.bpm.engine.impl.history.handler.CompositeHistoryEventHandler;

/** What makes an engine too unsafe to start with our processes, one sentence each; asked when it is put together. */
public final class UnsafeEngine {

    private UnsafeEngine() {}

    /** @param worstStep how long one of ours may take; empty if our settings are wrong, and nothing of ours runs */
    public static List<String> problems(
            ProcessEngineConfigurationImpl engine, DataSource database, boolean demo, Optional<Duration> worstStep) {
        List<String> problems = new ArrayList<>();
        if (!engine.isAuthorizationEnabled()) {
            problems.add("authorization: is off, so everybody may do everything; set authorization enabled to true"
                    + " (camunda.bpm.authorization.enabled).");
        }
        HistoryLevel history = engine.getHistoryLevel();
        if (history == null || history.getId() < HistoryLevel.HISTORY_LEVEL_FULL.getId()) {
            problems.add("history: is " + (history == null ? engine.getHistory() : history.getName())
                    + ", but decisions could not be audited; allowed is full (camunda.bpm.history-level).");
        }
        if (engine.getHistoryEventHandler().getClass() == CompositeHistoryEventHandler.class
                && !engine.isEnableDefaultDbHistoryEventHandler()) {
            problems.add("history: is not written to the engine's database, so decisions could not be audited; set"
                    + " enableDefaultDbHistoryEventHandler to true.");
        }
        if (!(engine.getExpressionManager() instanceof GuardedExpressionManager)
                || !(engine.getScriptEngineResolver() instanceof NoScripts)
                || engine.isCmmnEnabled()
                || !Doors.stand(engine)
                || !has(TrustedModels.class, engine.getDeployers())
                || worstStep.isPresent() && !has(AttachedListeners.class, engine.getCustomPostBPMNParseListeners())) {
            problems.add("another engine plugin has undone our settings (expression manager, script engines, CMMN,"
                    + " command interceptors, deployers or parse listeners);"
                    + " let account-lock be the last plugin.");
        }
        if (engine.getExpressionManager() instanceof GuardedExpressionManager guarded && !guarded.seesSteps()) {
            problems.add("expression manager: is not one of Camunda's, so its expressions could reach Java classes; use"
                    + " Camunda's JuelExpressionManager, or a class that extends it.");
        }
        Migrations.unsupported(product(database)).ifPresent(problems::add);
        TriedConnections.problem(engine, database, product(database)).ifPresent(problems::add);
        if (isH2(database)) {
            worstStep.ifPresent(step -> shortJobLock(engine, step, problems));
        }
        if (!demo && isH2(database)) {
            problems.add("database: is H2, which is for the demo; use PostgreSQL, or set demo to true (profile demo).");
        }
        return problems;
    }

    private static boolean has(Class<?> type, List<?> list) {
        return list != null && list.stream().anyMatch(type::isInstance);
    }

    /** A job that outlives its lock is run a second time. On PostgreSQL the plugin renews the locks. */
    private static void shortJobLock(ProcessEngineConfigurationImpl engine, Duration worstStep, List<String> problems) {
        Duration lock = Duration.ofMillis(engine.getJobExecutor().getLockTimeInMillis());
        Duration least = worstStep.multipliedBy(2);
        if (lock.compareTo(least) < 0) {
            problems.add("job executor: the lock time is " + lock + ", but a step may take " + worstStep
                    + "; allowed is at least " + least
                    + " (raise lock-time-in-millis, or lower account-lock.http.*).");
        }
    }

    /** Whether it is the demo's database, which one process has for itself. */
    public static boolean isH2(DataSource database) {
        return product(database).equals("H2");
    }

    private static String product(DataSource database) {
        try (Connection connection = database.getConnection()) {
            return connection.getMetaData().getDatabaseProductName();
        } catch (SQLException failed) {
            throw new IllegalStateException("the database cannot be reached: " + failed.getMessage(), failed);
        }
    }
}
