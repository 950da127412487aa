package io.github.accountlock.engine;

import io.github.accountlock.audit.IntegrityCheck;
import io.github.accountlock.audit.RequestSearch;
import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Migrations;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.engine.deployment.HostDeployment;
import io.github.accountlock.engine.deployment.ModelDeployment;
import io.github.accountlock.engine.deployment.TrustedModels;
import io.github.accountlock.engine.hardening.HardenedEngine;
import io.github.accountlock.engine.hardening.UnsafeEngine;
import io.github.accountlock.engine.process.AccountDesk;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.engine.process.AccountUnlockProcess;
import io.github.accountlock.engine.process.ApprovalGuard;
import io.github.accountlock.engine.process.AttachedListeners;
import io.github.accountlock.engine.process.CheckRequest;
import io.github.accountlock.engine.process.EndRequest;
import io.github.accountlock.engine.process.EngineClock;
import io.github.accountlock.engine.process.Holders;
import io.github.accountlock.engine.process.LockAccount;
import io.github.accountlock.engine.process.Look;
import io.github.accountlock.engine.process.MatchedRule;
import io.github.accountlock.engine.process.People;
import io.github.accountlock.engine.process.PolicyDecided;
import io.github.accountlock.engine.process.ReadAccount;
import io.github.accountlock.engine.process.RecordState;
import io.github.accountlock.engine.process.RemindApprovers;
import io.github.accountlock.engine.process.RequestGone;
import io.github.accountlock.engine.process.Requests;
import io.github.accountlock.engine.process.RetryByKind;
import io.github.accountlock.engine.process.SentVariables;
import io.github.accountlock.engine.process.SettleGuard;
import io.github.accountlock.engine.process.UnlockAccount;
import io.github.accountlock.engine.process.UnlockByRequest;
import io.github.accountlock.engine.process.VerifyLock;
import io.github.accountlock.engine.process.VerifyUnlock;
import io.github.accountlock.engine.process.WatchedGuard;
import io.github.accountlock.engine.process.WithdrawGuard;
import io.github.accountlock.hold.Holds;
import io.github.accountlock.hold.JdbcHolds;
import io.github.accountlock.ledger.JdbcLedger;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.provider.Providers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Account Lock Flow as an engine plugin: everything that must hold in any engine, ours or a stranger's. On a bare engine
 * set {@link #setSettings} (names without the prefix {@code account-lock}); in a Boot host the auto-configuration does.
 */
public final class AccountLockPlugin extends AbstractProcessEnginePlugin {

    private static final Logger LOG = LoggerFactory.getLogger(AccountLockPlugin.class);

    private static final Set<String> DELEGATES = Set.of(
            "readAccount",
            "remindApprovers",
            "recordState",
            "lockAccount",
            "verifyLock",
            "unlockAccount",
            "unlockByRequest",
            "verifyUnlock");

    private Map<String, String> properties = Map.of();
    private Clock cloudClock = Clock.systemUTC();
    private DataSource ledgerDataSource;
    private BiConsumer<String, Object> publish;
    private ModelDeployment models;
    private JdbcLedger ledger;
    private AuditAccess audit;
    private Duration worstStep;
    private boolean demo;

    /** Settings by name, without the prefix, for example {@code providers.tencent-postgres.secret-id}. */
    public void setSettings(Map<String, String> settings) {
        this.properties = Map.copyOf(settings);
    }

    /**
     * Connections that take no part in the engine's transactions, for what must survive a rollback. Needed only where
     * the engine's own data source joins a transaction (Spring, JTA).
     */
    public void setLedgerDataSource(DataSource ledgerDataSource) {
        this.ledgerDataSource = ledgerDataSource;
    }

    /** Makes an object known to expressions by name; without it, the engine's bean map is used. */
    public void setPublish(BiConsumer<String, Object> publish) {
        this.publish = publish;
    }

    /** Allows what only a demonstration may do, such as H2; in a Boot host the profile {@code demo}. */
    public void setDemo(boolean demo) {
        this.demo = demo;
    }

    /** The clock that signs calls; the process itself runs on the engine's clock. */
    public void setCloudClock(Clock cloudClock) {
        this.cloudClock = cloudClock;
    }

    AuditAccess audit() {
        return audit;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        if (!AccountLockSettings.problems(properties).isEmpty()) {
            HardenedEngine.prepare(engine, TrustedModels.none());
            return; // postInit refuses, and names what else is wrong
        }
        AccountLockSettings settings = AccountLockSettings.from(properties);
        worstStep = settings.worstStep();
        Clock clock = new EngineClock();
        Providers providers = new Providers(settings.providers(), settings.limits(), cloudClock);
        Connections connections =
                new EngineConnections(() -> ledgerDataSource == null ? engine.getDataSource() : ledgerDataSource);
        ledger = new JdbcLedger(connections, settings.evidenceKeys());
        Holds holds = new JdbcHolds(connections);
        Requests requests = new Requests(ledger);
        AccountLocking locking = new AccountLocking(providers::of, ledger, clock, settings.conflictWaits());

        audit = new AuditAccess(
                ledger,
                new RequestSearch(connections),
                holds,
                connections,
                settings.evidenceKeys(),
                new IntegrityCheck(connections, settings.evidenceKeys(), clock),
                locking,
                clock);
        addDelegates(engine, settings, requests, locking, holds, ledger, clock);
        addListeners(engine, settings, providers, requests, holds, connections, clock);
        rememberMatchedRules(engine);
        engine.setFailedJobCommandFactory(new RetryByKind(ledger));
        models = new ModelDeployment(providers);
        HardenedEngine.prepare(engine, models.trusted(settings.trustedModels()));
        LOG.info("LOCK-000 Account Lock Flow: providers {}", providers.ids());
    }

    @Override
    public void postInit(ProcessEngineConfigurationImpl engine) {
        DataSource database = ledgerDataSource == null ? engine.getDataSource() : ledgerDataSource;
        HardenedEngine.complete(engine);
        List<String> problems = new ArrayList<>(AccountLockSettings.problems(properties));
        problems.addAll(UnsafeEngine.problems(engine, database, demo, Optional.ofNullable(worstStep)));
        if (!problems.isEmpty()) {
            throw new IllegalStateException(AccountLockSettings.refusal(problems));
        }
        Migrations.migrate(engine, database);
        int made = ledger.completeIndex();
        if (made > 0) {
            LOG.info("LOCK-005 search rows of {} requests were missing and have been made from the ledger", made);
        }
        HostDeployment.leaveOut(engine, ModelDeployment.FOLDER);
    }

    @Override
    public void postProcessEngineBuild(ProcessEngine engine) {
        models.deploy(engine.getRepositoryService());
    }

    private void addDelegates(
            ProcessEngineConfigurationImpl engine,
            AccountLockSettings settings,
            Requests requests,
            AccountLocking locking,
            Holds holds,
            Ledger ledger,
            Clock clock) {
        Look look = new Look(locking, ledger, clock, settings::verifyWaits);
        if (settings.hideBeans()) {
            HardenedEngine.hideBeans(engine, new HashMap<>());
        }
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put("readAccount", new ReadAccount(requests, locking, new Holders(holds, ledger), ledger, clock));
        beans.put("policyDecided", new PolicyDecided(requests, ledger, clock, settings.groups()));
        beans.put("remindApprovers", new RemindApprovers());
        beans.put("recordState", new RecordState(requests, locking, holds, new Holders(holds, ledger), ledger, clock));
        beans.put("lockAccount", new LockAccount(requests, locking, clock));
        beans.put("verifyLock", new VerifyLock(requests, look));
        beans.put("unlockAccount", new UnlockAccount(requests, locking, holds, ledger, clock));
        beans.put("unlockByRequest", new UnlockByRequest(requests, locking, new People(), clock));
        beans.put("verifyUnlock", new VerifyUnlock(requests, look, clock));
        beans.put("retry", settings.retry());
        beans.forEach(publish == null || settings.hideBeans() ? beanMap(engine)::put : publish);
    }

    private void addListeners(
            ProcessEngineConfigurationImpl engine,
            AccountLockSettings settings,
            Providers providers,
            Requests requests,
            Holds holds,
            Connections connections,
            Clock clock) {
        People people = new People();
        AccountDesk desk = new AccountDesk(providers, holds);
        String operators = settings.groups().get("operators");
        SentVariables sent = new SentVariables(connections);
        SettleGuard settle = new SettleGuard(requests, people, ledger, clock, sent, operators);
        ApprovalGuard approval = new ApprovalGuard(
                requests, people, new Holders(holds, ledger), ledger, clock, settings.grantsLast(), sent);
        Map<String, TaskListener> guards = new HashMap<>(Map.of(
                AccountLockProcess.APPROVE,
                approval,
                AccountUnlockProcess.APPROVE,
                approval,
                AccountUnlockProcess.SETTLE,
                settle,
                AccountLockProcess.WITHDRAW,
                new WithdrawGuard(requests, people, ledger, clock, sent),
                AccountLockProcess.SETTLE_LOCK,
                settle,
                AccountLockProcess.SETTLE_UNDO,
                settle));
        guards.replaceAll((task, guard) -> new WatchedGuard(guard, people, ledger, clock));
        List<BpmnParseListener> listeners = engine.getCustomPostBPMNParseListeners() == null
                ? new ArrayList<>()
                : new ArrayList<>(engine.getCustomPostBPMNParseListeners());
        listeners.add(new AttachedListeners(
                Map.of(
                        AccountLockProcess.KEY,
                        new CheckRequest(LockState.LOCKED, desk, requests, people, clock, operators),
                        AccountUnlockProcess.KEY,
                        new CheckRequest(LockState.UNLOCKED, desk, requests, people, clock, operators)),
                new RequestGone(holds, ledger, people, clock),
                guards,
                outcome -> new EndRequest(requests, holds, ledger, clock, outcome),
                DELEGATES));
        engine.setCustomPostBPMNParseListeners(listeners);
    }

    private static void rememberMatchedRules(ProcessEngineConfigurationImpl engine) {
        if (engine.getDmnEngineConfiguration() == null) {
            engine.setDmnEngineConfiguration(
                    (DefaultDmnEngineConfiguration) DmnEngineConfiguration.createDefaultDmnEngineConfiguration());
        }
        engine.getDmnEngineConfiguration()
                .getCustomPostDecisionTableEvaluationListeners()
                .add(new MatchedRule());
    }

    private static Map<Object, Object> beanMap(ProcessEngineConfigurationImpl engine) {
        if (engine.getBeans() == null) {
            engine.setBeans(new HashMap<>());
        }
        return engine.getBeans();
    }
}
