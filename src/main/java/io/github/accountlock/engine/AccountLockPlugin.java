package io.github.accountlock.engine;

import io.github.accountlock.bulk.AccountLists;
import io.github.accountlock.database.Migrations;
import io.github.accountlock.database.TablePrefix;
import io.github.accountlock.engine.deployment.HostDeployment;
import io.github.accountlock.engine.deployment.ModelDeployment;
import io.github.accountlock.engine.deployment.TrustedModels;
import io.github.accountlock.engine.hardening.ExpressionTypes;
import io.github.accountlock.engine.hardening.HardenedEngine;
import io.github.accountlock.engine.hardening.OwnBeans;
import io.github.accountlock.engine.hardening.StoredFilters;
import io.github.accountlock.engine.hardening.UnsafeEngine;
import io.github.accountlock.engine.process.AccountDesk;
import io.github.accountlock.engine.process.EngineClock;
import io.github.accountlock.engine.process.MatchedRule;
import io.github.accountlock.engine.process.MeasuredRetries;
import io.github.accountlock.engine.process.People;
import io.github.accountlock.engine.process.ProtectedAccounts;
import io.github.accountlock.engine.process.RetryByKind;
import io.github.accountlock.engine.process.SealedComments;
import io.github.accountlock.engine.process.SealedStarts;
import io.github.accountlock.engine.process.ShownFacts;
import io.github.accountlock.engine.process.StandIns;
import io.github.accountlock.hold.Holds;
import io.github.accountlock.hold.JdbcHolds;
import io.github.accountlock.ledger.JdbcLedger;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.locking.SharedPace;
import io.github.accountlock.metrics.Backlog;
import io.github.accountlock.metrics.MeasuredLedger;
import io.github.accountlock.metrics.MeasuredPace;
import io.github.accountlock.metrics.MeasuredProvider;
import io.github.accountlock.metrics.Meters;
import io.github.accountlock.metrics.TracedProvider;
import io.github.accountlock.metrics.Traces;
import io.github.accountlock.notify.Outbox;
import io.github.accountlock.notify.Postman;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.Providers;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.delegate.DmnDecisionTableEvaluationListener;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.history.handler.CompositeHistoryEventHandler;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;
import org.camunda.bpm.engine.impl.jobexecutor.FailedJobCommandFactory;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Account Lock Flow as an engine plugin: everything that must hold in any engine, ours or a stranger's. On a bare engine
 * set {@link #setSettings} (names without the prefix {@code account-lock}); in a Boot host the auto-configuration does.
 */
public final class AccountLockPlugin extends AbstractProcessEnginePlugin {

    private static final Logger LOG = LoggerFactory.getLogger(AccountLockPlugin.class);

    private final Map<String, String> properties = new TreeMap<>();
    private Clock cloudClock = Clock.systemUTC();
    private UnaryOperator<DataSource> apart = SpringTransactions::apart;
    private ModelDeployment models;
    private JobLocks jobLocks;
    private JdbcLedger facts;
    private Ledger ledger;
    private AccountLockServices services;
    private List<HistoryEventHandler> history = List.of();
    private FailedJobCommandFactory retries;
    private AccountLockSettings settings;
    private TrustedModels trusted = TrustedModels.none();
    private Meters meters = Meters.NONE;
    private Traces traces = Traces.NONE;
    private boolean demo;
    private boolean standsBack;

    /** Settings by name, without the prefix, for example {@code providers.tencent-postgres.secret-id}. */
    public void setSettings(Map<String, String> settings) {
        properties.putAll(settings);
    }

    /**
     * Settings as the text of a properties file, for hosts that set nothing but texts: {@code bpm-platform.xml}, the YAML of
     * Camunda Run. Names may have the prefix {@code account-lock}.
     */
    public void setProperties(String text) {
        try {
            addAll(new StringReader(text));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Settings from a properties file, read now. */
    public void setPropertiesFile(String file) {
        try (Reader text = Files.newBufferedReader(Path.of(file))) {
            addAll(text);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the settings in " + file + " cannot be read", unreadable);
        }
    }

    private void addAll(Reader text) throws IOException {
        Properties read = new Properties();
        read.load(text);
        read.stringPropertyNames()
                .forEach(name -> properties.put(
                        name.replaceFirst("^account-lock\\.", ""),
                        read.getProperty(name).strip()));
    }

    /**
     * Connections to the engine's database that take no part in its transactions, for what must survive a rollback. Needed
     * only where the engine's own data source joins a transaction and Spring's proxy is not the reason, as with JTA.
     */
    public void setLedgerDataSource(DataSource ledgerDataSource) {
        this.apart = engines -> ledgerDataSource;
    }

    /** Allows what only a demonstration may do, such as H2; in a Boot host the profile {@code demo}. */
    public void setDemo(boolean demo) {
        this.demo = demo;
    }

    /** The clock that signs calls; the process itself runs on the engine's clock. */
    public void setCloudClock(Clock cloudClock) {
        this.cloudClock = cloudClock;
    }

    /** Who collects what is measured; nobody by default. */
    public void setMeters(Meters meters) {
        this.meters = meters;
    }

    /** Who collects the traces of requests; nobody by default. */
    public void setTraces(Traces traces) {
        this.traces = traces;
    }

    AccountLockServices services() {
        return services;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        refuseTwins(engine);
        if (standsBack) {
            return;
        }
        if (!AccountLockSettings.problems(properties).isEmpty()) {
            HardenedEngine.prepare(
                    engine,
                    trusted,
                    new ExpressionTypes(List.of()),
                    new OwnBeans(Map.of()),
                    requestId -> Map.of(),
                    (requestId, taskId, text) -> {},
                    (process, why, slip) -> {},
                    SpringTransactions.around(engine));
            return; // postInit refuses, and names what else is wrong
        }
        settings = AccountLockSettings.from(properties);
        Clock clock = new EngineClock();
        EngineConnections connections =
                new EngineConnections(engine::getDataSource, () -> apart(engine), () -> prefix(engine));
        Providers providers = new Providers(
                settings.providers(),
                settings.limits(),
                new MeasuredPace(new SharedPace(connections), meters),
                cloudClock);
        Optional<Outbox> outbox = settings.told().isOn()
                ? Optional.of(new Outbox(connections, clock, settings.told().lockEndsBefore()))
                : Optional.empty();
        JdbcLedger.Projection holds = JdbcHolds::follow;
        facts = new JdbcLedger(
                connections,
                settings.evidenceKeys(),
                Stream.concat(Stream.of(holds), outbox.stream().map(told -> told::follow))
                        .toArray(JdbcLedger.Projection[]::new));
        ledger = meters == Meters.NONE ? facts : new MeasuredLedger(facts, meters, connections::afterCommit);
        Holds table = new JdbcHolds(connections);
        services = new AccountLockServices(
                ledger,
                table,
                connections,
                settings.evidenceKeys(),
                new AccountLocking(
                        location -> watched(providers.of(location)),
                        ledger,
                        clock,
                        settings.limits().callTimeout(),
                        settings.conflictWaits()),
                providers,
                new AccountDesk(providers, table, ledger, clock, new ProtectedAccounts(settings.protectedAccounts())),
                outbox,
                meters,
                settings.ticketUrl(),
                settings.told().baseUrl(),
                Stream.of("managers", "heads").map(settings.groups()::get).toList(),
                settings.windows(),
                clock);
        models = new ModelDeployment(providers, settings.windows());
        jobLocks = new JobLocks(engine, connections, clock, settings.worstStep());
        ProcessParts parts = new ProcessParts(settings, services, models, jobLocks, traces);
        parts.addListeners(engine);
        history = parts.history();
        retries = new MeasuredRetries(new RetryByKind(ledger), meters, connections::afterCommit);
        rememberMatchedRules(engine);
        trusted = models.trusted(settings.trustedModels());
        if (settings.hideBeans()) {
            HardenedEngine.hideBeans(engine);
        }
        HardenedEngine.prepare(
                engine,
                trusted,
                new ExpressionTypes(settings.expressionTypes()),
                new OwnBeans(parts.delegates()),
                new ShownFacts(
                        ledger,
                        new AccountLists(connections),
                        new People(),
                        providers,
                        settings.ticketUrl(),
                        clock,
                        settings.groups().get("operators")),
                new SealedComments(ledger, new People(), clock),
                new SealedStarts(ledger, new People(), clock),
                SpringTransactions.around(engine));
        LOG.info("LOCK-000 Account Lock Flow: providers {}", providers.ids());
    }

    private AccountLockProvider watched(AccountLockProvider provider) {
        AccountLockProvider measured = new MeasuredProvider(provider, meters);
        return traces == Traces.NONE ? measured : new TracedProvider(measured, traces);
    }

    private DataSource apart(ProcessEngineConfigurationImpl engine) {
        return apart.apply(engine.getDataSource());
    }

    /** Camunda Run knows the plugin by its class path, and may know it by its YAML: the one with settings counts. */
    private void refuseTwins(ProcessEngineConfigurationImpl engine) {
        List<AccountLockPlugin> others = AccountLockServices.plugins(engine.getProcessEnginePlugins()).stream()
                .filter(plugin -> plugin != this)
                .toList();
        standsBack = properties.isEmpty() && others.stream().anyMatch(plugin -> !plugin.properties.isEmpty());
        if (!properties.isEmpty() && others.stream().anyMatch(plugin -> !plugin.properties.isEmpty())) {
            throw new StartRefused(
                    List.of("the plugin: is there twice with settings; this engine needs one."),
                    "Leave the settings in one place.");
        }
    }

    @Override
    public void postInit(ProcessEngineConfigurationImpl engine) {
        if (standsBack) {
            return;
        }
        HardenedEngine.complete(engine, trusted);
        List<String> problems = new ArrayList<>(AccountLockSettings.problems(properties));
        if (services != null) {
            problems.addAll(services.providers().unsound());
        }
        Optional<Duration> worstStep = Optional.ofNullable(settings).map(AccountLockSettings::worstStep);
        JobExecutorDefaults.set(engine, UnsafeEngine.isH2(apart(engine)));
        problems.addAll(UnsafeEngine.problems(engine, apart(engine), demo, worstStep));
        if (!problems.isEmpty()) {
            throw new StartRefused(problems, "Set what is named above.");
        }
        services.connections().transaction(connection -> Migrations.migrate(connection, prefix(engine)));
        facts.adopt(connection -> Upgrade.releasedHolds(connection, facts, services.clock()));
        int made = facts.completeIndex();
        if (made > 0) {
            LOG.info("LOCK-005 search rows of {} requests were missing and have been made from the ledger", made);
        }
        HostDeployment.leaveOut(engine, ModelDeployment.FOLDER);
        besideTheHosts(engine);
    }

    /** The host's history and its retries may be its own; both are known only now, whichever plugin was first. */
    private void besideTheHosts(ProcessEngineConfigurationImpl engine) {
        List<HistoryEventHandler> all = new ArrayList<>(history);
        all.add(engine.getHistoryEventHandler());
        engine.setHistoryEventHandler(new CompositeHistoryEventHandler(all));
        engine.setFailedJobCommandFactory(new RetriesByProcess(retries, engine.getFailedJobCommandFactory()));
    }

    private static TablePrefix prefix(ProcessEngineConfigurationImpl engine) {
        return new TablePrefix(Objects.requireNonNullElse(engine.getDatabaseTablePrefix(), ""));
    }

    @Override
    public void postProcessEngineBuild(ProcessEngine engine) {
        if (standsBack) {
            return;
        }
        ProcessEngineConfigurationImpl configuration =
                (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
        JobExecutorDefaults.keepPages(services.connections(), prefix(configuration));
        models.deploy(engine, trusted);
        StoredFilters.report(engine.getFilterService());
        if (settings.createAccess()) {
            new AccessSetup(engine, settings.groups()).run();
        }
        // Its name does not tell whether it runs: another engine of this JVM may have the same one.
        JobExecutor executor = configuration.getJobExecutor();
        BooleanSupplier runs = () -> executor.hasRegisteredEngine((ProcessEngineImpl) engine);
        if (!UnsafeEngine.isH2(apart(configuration))) {
            jobLocks.start(runs);
        }
        StandIns standIns = new StandIns(services.ledger(), new People());
        new SubstitutesTasks(engine, services).start(runs, executor::isActive);
        services.outbox()
                .ifPresent(outbox -> new Postman(
                                outbox,
                                settings.told(),
                                services.ledger()::of,
                                new EngineDirectory(
                                        engine, standIns, settings.told().zone()),
                                settings.groups().get("operators"),
                                services.clock(),
                                runs)
                        .start());
        new Backlog(services.connections(), prefix(configuration).text(), services.clock()).show(meters);
        new DailyCheckpoint(services, settings.checkpoint(), runs).start(Duration.ofDays(1));
        new GoneAnswers(services.connections(), runs).start(Duration.ofDays(1));
        if (!settings.comparedEvery().isZero()) {
            new Assurance(services, settings.comparedEvery(), settings.readings(), executor::isActive).start(runs);
        }
    }

    private static void rememberMatchedRules(ProcessEngineConfigurationImpl engine) {
        if (engine.getDmnEngineConfiguration() == null) {
            engine.setDmnEngineConfiguration(
                    (DefaultDmnEngineConfiguration) DmnEngineConfiguration.createDefaultDmnEngineConfiguration());
        }
        DefaultDmnEngineConfiguration decisions = engine.getDmnEngineConfiguration();
        List<DmnDecisionTableEvaluationListener> listeners =
                new ArrayList<>(decisions.getCustomPostDecisionTableEvaluationListeners());
        listeners.add(new MatchedRule());
        decisions.setCustomPostDecisionTableEvaluationListeners(listeners);
    }
}
