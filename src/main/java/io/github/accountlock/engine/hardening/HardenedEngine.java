package io.github.accountlock.engine.hardening;

import io.github.accountlock.engine.deployment.ModelDeployer;
import io.github.accountlock.engine.deployment.ReadableModels;
import io.github.accountlock.engine.deployment.TrustedModels;
import io.github.accountlock.engine.doors.Doors;
import io.github.accountlock.engine.inside.OwnSession;
import io.github.accountlock.engine.process.Comments;
import io.github.accountlock.engine.process.FailedJobLog;
import io.github.accountlock.engine.process.Shown;
import io.github.accountlock.engine.process.Starts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.camunda.bpm.engine.authorization.TaskPermissions;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.el.ExpressionManager;
import org.camunda.bpm.engine.impl.el.JuelExpressionManager;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationManager;
import org.camunda.bpm.engine.impl.persistence.entity.HistoricJobLogManager;

/** The settings that must hold in every engine that has our processes, ours or a stranger's. */
public final class HardenedEngine {

    private HardenedEngine() {}

    /** What has to be in place before the engine is put together. */
    public static void prepare(
            ProcessEngineConfigurationImpl engine,
            TrustedModels trusted,
            ExpressionTypes types,
            OwnBeans own,
            Shown shown,
            Comments comments,
            Starts starts,
            BooleanSupplier inTransactionOfHost) {
        ExpressionManager host = engine.getExpressionManager();
        engine.setExpressionManager(new GuardedExpressionManager(
                host == null ? new JuelExpressionManager(engine.getBeans()) : host, types, own));
        engine.setScriptEngineResolver(new NoScripts());
        engine.setCmmnEnabled(false);
        if (engine.getIdentityProviderSessionFactory() == null) {
            engine.setIdentityProviderSessionFactory(PeopleGuard.factory(PeopleGuard::new));
        }
        List<SessionFactory> sessions = new ArrayList<>(List.of(
                new OwnSession(AuthorizationManager.class, AskedGroups::new),
                new OwnSession(HistoricJobLogManager.class, FailedJobLog::new)));
        if (engine.getCustomSessionFactories() != null) {
            sessions.addAll(engine.getCustomSessionFactories());
        }
        engine.setCustomSessionFactories(sessions);
        engine.setCustomPreDeployers(with(trusted.onLoad(), engine.getCustomPreDeployers()));
        engine.setCustomPostDeployers(with(trusted, engine.getCustomPostDeployers()));
        Doors.install(engine, trusted, shown, comments, starts, inTransactionOfHost);
        set(engine);
    }

    /** Expressions see no bean of the host. */
    public static void hideBeans(ProcessEngineConfigurationImpl engine) {
        engine.setBeans(new HashMap<>());
        engine.setExpressionManager(new JuelExpressionManager(engine.getBeans()));
    }

    /** What another plugin may have set after us. */
    public static void complete(ProcessEngineConfigurationImpl engine, TrustedModels trusted) {
        set(engine);
        ReadableModels.install(engine, trusted);
        ModelDeployer.install(engine, trusted);
        ReadModels.watch(engine);
    }

    private static List<Deployer> with(Deployer ours, List<Deployer> ofTheHost) {
        List<Deployer> all = ofTheHost == null ? new ArrayList<>() : new ArrayList<>(ofTheHost);
        all.add(ours);
        return all;
    }

    /** No limit of query results: Cockpit's page of a process asks for its versions without one and would show none. */
    private static void set(ProcessEngineConfigurationImpl engine) {
        engine.setDefaultUserPermissionForTask(TaskPermissions.TASK_WORK);
        engine.setEnableExceptionsAfterUnhandledBpmnError(true);
        engine.setEnableExpressionsInAdhocQueries(false);
        engine.setEnableFetchScriptEngineFromProcessApplication(false);
        engine.setEnableXxeProcessing(false);
        engine.setJavaSerializationFormatEnabled(false);
        engine.setDeserializationTypeValidationEnabled(true);
        engine.setStandaloneTasksEnabled(false);
        engine.setRestrictUserOperationLogToAuthenticatedUsers(false);
        throttleLogins(engine);
    }

    /**
     * Wrong passwords in a host: 3 s, 6 s, 12 s … one minute; after ten the user waits for an administrator. Our own
     * application has a delay by user and source instead.
     */
    private static void throttleLogins(ProcessEngineConfigurationImpl engine) {
        engine.setLoginMaxAttempts(Math.min(10, engine.getLoginMaxAttempts()));
        engine.setLoginDelayBase(Math.max(3, engine.getLoginDelayBase()));
        engine.setLoginDelayFactor(Math.max(2, engine.getLoginDelayFactor()));
        engine.setLoginDelayMaxTime(Math.max(60, engine.getLoginDelayMaxTime()));
    }
}
