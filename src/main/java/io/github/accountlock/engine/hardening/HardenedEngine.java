package io.github.accountlock.engine.hardening;

import io.github.accountlock.engine.deployment.TrustedModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.authorization.TaskPermissions;
import org.camunda.bpm.engine.impl.cfg.CommandChecker;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.el.ExpressionManager;
import org.camunda.bpm.engine.impl.el.JuelExpressionManager;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;

/** The settings that must hold in every engine that has our processes, ours or a stranger's. */
public final class HardenedEngine {

    private HardenedEngine() {}

    /** What has to be in place before the engine is put together. */
    public static void prepare(ProcessEngineConfigurationImpl engine, TrustedModels trusted) {
        ExpressionManager host = engine.getExpressionManager();
        engine.setExpressionManager(
                new GuardedExpressionManager(host == null ? new JuelExpressionManager(engine.getBeans()) : host));
        engine.setScriptEngineResolver(new NoScripts());
        engine.setCmmnEnabled(false);
        List<Deployer> deployers = engine.getCustomPostDeployers() == null
                ? new ArrayList<>()
                : new ArrayList<>(engine.getCustomPostDeployers());
        deployers.add(trusted);
        engine.setCustomPostDeployers(deployers);
        set(engine);
    }

    /** Expressions see the given objects and nothing else, no bean of the host. */
    public static void hideBeans(ProcessEngineConfigurationImpl engine, Map<Object, Object> visible) {
        engine.setBeans(visible);
        engine.setExpressionManager(new JuelExpressionManager(visible));
    }

    /** What another plugin may have set after us. */
    public static void complete(ProcessEngineConfigurationImpl engine) {
        set(engine);
        List<CommandChecker> checkers = new ArrayList<>(engine.getCommandCheckers());
        checkers.add(ProtectedProcesses.migrationGuard());
        engine.setCommandCheckers(checkers);
    }

    /** No limit of query results: Cockpit's page of a process asks for its versions without one and would show none. */
    private static void set(ProcessEngineConfigurationImpl engine) {
        engine.setDefaultUserPermissionForTask(TaskPermissions.TASK_WORK);
        engine.setEnableHistoricInstancePermissions(true);
        engine.setEnableExceptionsAfterUnhandledBpmnError(true);
        engine.setEnableExpressionsInStoredQueries(false);
        engine.setEnableExpressionsInAdhocQueries(false);
        engine.setEnableFetchScriptEngineFromProcessApplication(false);
        engine.setEnableXxeProcessing(false);
        engine.setJavaSerializationFormatEnabled(false);
        engine.setDeserializationTypeValidationEnabled(true);
        engine.setStandaloneTasksEnabled(false);
        engine.setRestrictUserOperationLogToAuthenticatedUsers(false);
        throttleLogins(engine);
    }

    /** Wrong passwords: 3 s, 6 s, 12 s … one minute; after ten the user waits for an administrator. */
    private static void throttleLogins(ProcessEngineConfigurationImpl engine) {
        engine.setLoginMaxAttempts(Math.min(10, engine.getLoginMaxAttempts()));
        engine.setLoginDelayBase(Math.max(3, engine.getLoginDelayBase()));
        engine.setLoginDelayFactor(Math.max(2, engine.getLoginDelayFactor()));
        engine.setLoginDelayMaxTime(Math.max(60, engine.getLoginDelayMaxTime()));
    }
}
