package io.github.accountlock.metrics;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.engine.AccountLockPlugin;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.process.ProcessTester;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an engine without Spring measures, step by step. */
class BareEngineMetersTest {

    private static final ControlledClouds CLOUDS = new ControlledClouds();
    private static final SimpleMeterRegistry REGISTRY = new SimpleMeterRegistry();
    private static final ProcessEngine ENGINE = engine();
    private static final ProcessTester FLOW = new ProcessTester(ENGINE);
    private static final Map<String, Object> REJECT = Map.of("decision", "reject", "decisionReason", "not this one");

    @AfterAll
    static void close() {
        ENGINE.close();
        CLOUDS.close();
    }

    @AfterEach
    void forget() {
        CLOUDS.forget();
        ClockUtil.reset();
    }

    @Test
    void endThatIsRolledBackIsNotCounted() {
        ProcessInstance request = FLOW.requested(tencent("app_user"));

        assertThatThrownBy(() -> inOneTransaction(() -> {
                    FLOW.decide(request, "manager", REJECT);
                    assertThat(FLOW.facts(request).ended()).isPresent();
                    throw new IllegalStateException("something behind it fails");
                }))
                .hasMessageContaining("something behind it fails");
        assertThat(ended("REJECTED")).isZero();

        FLOW.decide(request, "manager", REJECT);
        assertThat(ended("REJECTED")).isEqualTo(1);
    }

    @Test
    void requestThatIsDeletedHasEndedToo() {
        ProcessInstance request = FLOW.requested(tencent("report_user"));

        ENGINE.getRuntimeService().deleteProcessInstance(request.getId(), "no longer wanted");

        assertThat(ended("DELETED")).isEqualTo(1);
    }

    @Test
    void whatBecomesOfAFailedStepIsToldApart() {
        CLOUDS.fail(tencent("etl_user"), "throttled");
        ProcessInstance request = FLOW.as("requester", () -> FLOW.start(ProcessTester.values(tencent("etl_user"))));
        FLOW.runOneJob(request);
        assertThat(failed("put_back")).isEqualTo(1);

        FLOW.passTime(Duration.ofMinutes(1));
        CLOUDS.fail(tencent("etl_user"), "html-502");
        FLOW.runOneJob(request);
        assertThat(failed("retry")).isEqualTo(1);

        FLOW.passTime(Duration.ofMinutes(10));
        CLOUDS.fail(tencent("etl_user"), "no-permission");
        FLOW.runOneJob(request);
        assertThat(failed("incident")).isEqualTo(1);
        assertThat(failed("put_back") + failed("retry")).isEqualTo(2);
    }

    private static double ended(String outcome) {
        return REGISTRY.get("accountlock.requests.ended")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static double failed(String next) {
        return REGISTRY.get("accountlock.jobs.failed")
                .tag("next", next)
                .counter()
                .count();
    }

    private static void inOneTransaction(Runnable work) {
        ((ProcessEngineConfigurationImpl) ENGINE.getProcessEngineConfiguration())
                .getCommandExecutorTxRequired()
                .execute(context -> {
                    work.run();
                    return null;
                });
    }

    private static ProcessEngine engine() {
        StandaloneInMemProcessEngineConfiguration engine = new StandaloneInMemProcessEngineConfiguration();
        engine.setJdbcUrl("jdbc:h2:mem:bare-meters;DB_CLOSE_DELAY=-1");
        engine.setProcessEngineName("bare-meters");
        ProcessTester.configured(engine, CLOUDS);
        engine.getProcessEnginePlugins().stream()
                .filter(AccountLockPlugin.class::isInstance)
                .forEach(plugin -> ((AccountLockPlugin) plugin).setMeters(new MicrometerMeters(REGISTRY)));
        return engine.buildProcessEngine();
    }
}
