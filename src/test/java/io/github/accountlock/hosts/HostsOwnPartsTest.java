package io.github.accountlock.hosts;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.process.ProcessTester;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.history.HistoricJobLog;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.cmd.DefaultJobRetryCmd;
import org.camunda.bpm.engine.impl.history.handler.DbHistoryEventHandler;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of the engine that a host has replaced by its own: they go on, and so do ours. */
class HostsOwnPartsTest {

    private static final String FAILS_AT_START = """
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
                targetNamespace="host">
              <process id="by-time" isExecutable="true" camunda:historyTimeToLive="P1D">
                <startEvent id="soon">
                  <extensionElements>
                    <camunda:failedJobRetryTimeCycle>${shop.cycle()}</camunda:failedJobRetryTimeCycle>
                  </extensionElements>
                  <timerEventDefinition><timeDuration>PT0S</timeDuration></timerEventDefinition>
                </startEvent>
                <sequenceFlow id="flow" sourceRef="soon" targetRef="step" />
                <serviceTask id="step" camunda:expression="${shop.fail()}" />
              </process>
            </definitions>
            """;

    private final ControlledClouds clouds = new ControlledClouds();
    private ProcessEngine engine;

    /** What the host's models ask for. */
    public static final class Shop {

        public String cycle() {
            return "R5/PT1M";
        }

        public void fail() {
            throw new IllegalStateException("the shop is closed");
        }
    }

    @AfterEach
    void close() {
        if (engine != null) {
            engine.close();
        }
        clouds.close();
    }

    @AfterEach
    void clockGoesOn() {
        ClockUtil.reset();
    }

    @Test
    void retriesOfATimerThatStartsAProcessMayBeAnExpression() {
        start(host -> {});

        Job job = failedStart();

        assertThat(job.getRetries()).isEqualTo(4);
        assertThat(job.getExceptionMessage()).contains("the shop is closed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failedStepsOfTheHostAreItsOwnToRepeat(boolean beforeUs) {
        List<String> asked = new ArrayList<>();
        Consumer<ProcessEngineConfigurationImpl> own = host -> host.setFailedJobCommandFactory((job, failure) -> {
            asked.add(job);
            return new DefaultJobRetryCmd(job, failure);
        });
        start(own, beforeUs);

        Job job = failedStart();
        lock("app_user");

        assertThat(asked).containsExactly(job.getId());
        assertThat(engine.getHistoryService().createHistoricJobLogQuery().list())
                .extracting(HistoricJobLog::getJobId)
                .containsOnly(job.getId());
        assertThat(engine.getHistoryService()
                        .createHistoricJobLogQuery()
                        .creationLog()
                        .count())
                .isOne();
    }

    @Test
    void requestThatIsDeletedIsAFactWhateverHistoryTheHostKeeps() {
        start(host -> host.setHistoryEventHandler(new DbHistoryEventHandler()));
        ProcessTester flow = new ProcessTester(engine);
        ProcessInstance request = flow.requested(tencent("app_user"));

        engine.getRuntimeService().deleteProcessInstance(request.getId(), "a mistake");

        assertThat(AccountLockServices.of(engine)
                        .orElseThrow()
                        .ledger()
                        .of(request.getId())
                        .over())
                .isTrue();
    }

    @Test
    void listsThatNobodyMayChangeAreLeftAlone() {
        start(host -> host.setCustomHistoryEventHandlers(List.of()), true);

        lock("app_user");
    }

    @Test
    void historyThatIsNotInTheDatabaseIsRefused() {
        assertThatThrownBy(() -> start(host -> host.setEnableDefaultDbHistoryEventHandler(false)))
                .hasMessageContaining("history: is not written to the engine's database");
    }

    @Test
    void listenersAndDeployersOfOursThatALaterPluginDropsAreRefused() {
        for (Consumer<ProcessEngineConfigurationImpl> drop : List.<Consumer<ProcessEngineConfigurationImpl>>of(
                host -> host.setCustomPostBPMNParseListeners(new ArrayList<>()),
                host -> host.setCustomPostDeployers(List.of()))) {
            assertThatThrownBy(() -> start(drop)).hasMessageContaining("another engine plugin has undone our settings");
        }
    }

    private void lock(String account) {
        ProcessTester flow = new ProcessTester(engine);
        ProcessInstance request = flow.requested(tencent(account));
        flow.approve(request);
        flow.letTimePass(request);
        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
    }

    private Job failedStart() {
        engine.getRepositoryService()
                .createDeployment()
                .addString("by-time.bpmn", FAILS_AT_START)
                .deploy();
        String job = engine.getManagementService()
                .createJobQuery()
                .timers()
                .singleResult()
                .getId();
        assertThatThrownBy(() -> engine.getManagementService().executeJob(job))
                .hasMessageContaining("the shop is closed");
        return engine.getManagementService().createJobQuery().jobId(job).singleResult();
    }

    private void start(Consumer<ProcessEngineConfigurationImpl> own) {
        start(own, false);
    }

    private void start(Consumer<ProcessEngineConfigurationImpl> own, boolean beforeUs) {
        StandaloneInMemProcessEngineConfiguration host = new StandaloneInMemProcessEngineConfiguration();
        host.setProcessEngineName("own-parts");
        host.setJdbcUrl("jdbc:h2:mem:own-parts" + System.identityHashCode(this) + own.hashCode());
        host.setBeans(new HashMap<>(Map.of("shop", new Shop())));
        ProcessTester.configured(host, clouds);
        host.getProcessEnginePlugins().add(beforeUs ? 0 : 1, new AbstractProcessEnginePlugin() {
            @Override
            public void preInit(ProcessEngineConfigurationImpl configuration) {
                own.accept(configuration);
            }
        });
        engine = host.buildProcessEngine();
    }
}
