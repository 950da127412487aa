package io.github.accountlock.hardening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.engine.AccountLockPlugin;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The promises of the plugin in an engine without Spring, and what it refuses to start with. */
class BareEngineTest extends HardenedEngineContract {

    private static final Probe PROBE = new Probe();
    private static final ProcessEngine ENGINE =
            BareEngine.started("bare", Map.of(), engine -> engine.setBeans(new HashMap<>(Map.of("probe", PROBE))));

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @Override
    ProcessEngine engine() {
        return ENGINE;
    }

    @Override
    Probe probe() {
        return PROBE;
    }

    @Test
    void namesEverythingUnsafeAtOnce() {
        AccountLockPlugin plugin = new AccountLockPlugin();
        plugin.setSettings(Map.of("retry.lock", "soon"));
        ProcessEngineConfigurationImpl engine = BareEngine.configured("unsafe", plugin);
        engine.setAuthorizationEnabled(false);
        engine.setHistory("activity");

        assertThatThrownBy(engine::buildProcessEngine)
                .hasMessageContaining("Account Lock Flow does not start, because:")
                .hasMessageContaining("account-lock.retry.lock")
                .hasMessageContaining("no provider is configured")
                .hasMessageContaining("authorization: is off")
                .hasMessageContaining("history: is activity")
                .hasMessageContaining("database: is H2");
    }

    @Test
    void refusesAJobLockThatEndsBeforeAStepDoes() {
        AccountLockPlugin plugin = new AccountLockPlugin();
        plugin.setSettings(BareEngine.SETTINGS);
        plugin.setDemo(true);
        ProcessEngineConfigurationImpl engine = BareEngine.configured("short", plugin);
        engine.setJobExecutor(new org.camunda.bpm.engine.impl.jobexecutor.DefaultJobExecutor());
        engine.getJobExecutor().setLockTimeInMillis(20_000);

        assertThatThrownBy(engine::buildProcessEngine).hasMessageContaining("job executor: the lock time is PT20S");
    }

    @Test
    void refusesAnEngineInWhichAnotherPluginUndoesTheGuards() {
        assertThatThrownBy(() -> BareEngine.started(
                        "undone",
                        Map.of(),
                        engine -> engine.getProcessEnginePlugins()
                                .add(new org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin() {
                                    @Override
                                    public void preInit(ProcessEngineConfigurationImpl later) {
                                        later.setExpressionManager(
                                                new org.camunda.bpm.engine.impl.el.JuelExpressionManager());
                                    }
                                })))
                .hasMessageContaining("another engine plugin has undone our settings");
    }

    @Test
    void hostMayTightenTheLimitsOnWrongPasswordsButNotLoosenThem() {
        ProcessEngine loose = BareEngine.started("loose", Map.of(), engine -> {
            engine.setLoginMaxAttempts(1000);
            engine.setLoginDelayBase(0);
            engine.setLoginDelayFactor(1);
            engine.setLoginDelayMaxTime(1);
        });
        ProcessEngine strict = BareEngine.started("strict", Map.of(), engine -> engine.setLoginMaxAttempts(3));
        try {
            var loosened = (ProcessEngineConfigurationImpl) loose.getProcessEngineConfiguration();
            assertThat(loosened.getLoginMaxAttempts()).isEqualTo(10);
            assertThat(loosened.getLoginDelayBase()).isEqualTo(3);
            assertThat(loosened.getLoginDelayFactor()).isEqualTo(2);
            assertThat(loosened.getLoginDelayMaxTime()).isEqualTo(60);
            assertThat(((ProcessEngineConfigurationImpl) strict.getProcessEngineConfiguration()).getLoginMaxAttempts())
                    .isEqualTo(3);
        } finally {
            loose.close();
            strict.close();
        }
    }

    @Test
    void hiddenBeansAreNotSeenByExpressions() {
        ProcessEngine hiding = BareEngine.started(
                "hiding",
                Map.of("hide-beans", "true"),
                engine -> engine.setBeans(new HashMap<>(Map.of("probe", PROBE))));
        try {
            hiding.getRepositoryService()
                    .createDeployment()
                    .addString(
                            "probe.bpmn",
                            model("probe", "<serviceTask id='step' camunda:expression='${probe.touched()}'/>"))
                    .deploy();

            assertThatThrownBy(() -> hiding.getRuntimeService().startProcessInstanceByKey("probe"))
                    .isInstanceOf(ProcessEngineException.class)
                    .hasMessageContaining("Cannot resolve identifier 'probe'");
            assertThat(PROBE.touches()).isZero();
        } finally {
            hiding.close();
        }
    }

    @Test
    void hostNamesTheTypesThatItsExpressionsNeed() {
        ProcessEngine allowing = BareEngine.started(
                "allowing", Map.of("expression-types", "java.lang.Class"), engine -> engine.setBeans(new HashMap<>()));
        try {
            allowing.getRepositoryService()
                    .createDeployment()
                    .addString(
                            "probe.bpmn",
                            model(
                                    "probe",
                                    "<serviceTask id='step' camunda:expression='${execution.class.simpleName}'/>"))
                    .deploy();

            assertThat(allowing.getRuntimeService()
                            .startProcessInstanceByKey("probe")
                            .isEnded())
                    .isTrue();
        } finally {
            allowing.close();
        }
    }

    @Test
    void refusesTypesThatDoNotExist() {
        assertThatThrownBy(() -> BareEngine.started("typo", Map.of("expression-types", "java.lang.Clas"), engine -> {}))
                .hasMessageContaining("account-lock.expression-types: there is no class \"java.lang.Clas\"");
    }
}
