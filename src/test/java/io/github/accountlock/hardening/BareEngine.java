package io.github.accountlock.hardening;

import io.github.accountlock.engine.AccountLockPlugin;
import io.github.accountlock.fixture.Production;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;

/** An engine as a stranger configures it, with our plugin; no cloud is called. */
final class BareEngine {

    static final Map<String, String> SETTINGS = Map.of(
            "evidence.keys", Production.EVIDENCE_KEYS,
            "providers.tencent-postgres.endpoint", "http://127.0.0.1:9",
            "providers.tencent-postgres.secret-id", "fake-id",
            "providers.tencent-postgres.secret-key", "fake-key");

    private BareEngine() {}

    static ProcessEngine started(String name) {
        return started(name, Map.of(), engine -> {});
    }

    static ProcessEngine started(
            String name, Map<String, String> settings, Consumer<ProcessEngineConfigurationImpl> change) {
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.putAll(settings);
        AccountLockPlugin plugin = new AccountLockPlugin();
        plugin.setSettings(all);
        plugin.setDemo(true);
        ProcessEngineConfigurationImpl engine = configured(name, plugin);
        change.accept(engine);
        return engine.buildProcessEngine();
    }

    static ProcessEngineConfigurationImpl configured(String name, AccountLockPlugin plugin) {
        ProcessEngineConfigurationImpl engine = new StandaloneInMemProcessEngineConfiguration();
        engine.setProcessEngineName(name);
        engine.setJdbcUrl("jdbc:h2:mem:" + name);
        engine.setHistory("full");
        engine.setAuthorizationEnabled(true);
        engine.setJobExecutorActivate(false);
        engine.setEnforceHistoryTimeToLive(false);
        engine.setEnableCmdExceptionLogging(false);
        engine.getProcessEnginePlugins().add(plugin);
        return engine;
    }
}
