package io.github.accountlock.process;

import static io.github.accountlock.fixture.Accounts.polardb;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.fixture.ControlledClouds;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** States that are neither locked nor unlocked: told by name, waited for, and never called into. */
class AccountStatesTest {

    private static final ControlledClouds CLOUDS = new ControlledClouds();
    private static final ProcessEngine ENGINE = engine();

    private final ProcessTester flow = new ProcessTester(ENGINE);

    @AfterEach
    void resetClock() {
        ClockUtil.reset();
        CLOUDS.forget();
    }

    @AfterAll
    static void close() {
        ENGINE.close();
        CLOUDS.close();
    }

    static Stream<Arguments> states() {
        return Stream.of(
                Arguments.of(polardb("user_001"), "\"Creating\"", "the account is being created"),
                Arguments.of(polardb("user_002"), "\"Deleting\"", "the account is being deleted"),
                Arguments.of(polardb("user_003"), "\"Unavailable\"", "the account is unavailable"),
                Arguments.of(polardb("user_004"), "\"Odd\"", "whether the account is locked is not told"),
                Arguments.of(tencent("user_001"), "1", "the account is being created"),
                Arguments.of(tencent("user_002"), "3", "the account is being modified"),
                Arguments.of(tencent("user_003"), "4", "the account's password is being reset"),
                Arguments.of(tencent("user_004"), "-1", "the account is being deleted"));
    }

    /** It is shown to who approves, no call is made while it lasts, and the request goes on by itself when it is over. */
    @ParameterizedTest
    @MethodSource("states")
    void stateIsToldAndWaitedFor(AccountRef account, String status, String name) {
        CLOUDS.put(account, "{\"state\": \"UNLOCKED\", \"status\": " + status + "}");
        ProcessInstance request = flow.requested(account);
        assertThat(flow.variable(request, "stateSeen")).isEqualTo("UNKNOWN: " + name);

        flow.approve(request);
        flow.runJobs(request);

        assertThat(flow.facts(request).called()).isFalse();
        assertThat(flow.job(request).getExceptionMessage()).contains("so nothing is called: " + name);

        CLOUDS.put(account, "{\"state\": \"UNLOCKED\"}");
        flow.letTimePass(request);
        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
    }

    @Test
    void accountThatIsGoneAfterItsDeletionIsNotCalled() {
        AccountRef account = polardb("user_005");
        CLOUDS.put(account, "{\"state\": \"UNLOCKED\", \"status\": \"Deleting\"}");
        ProcessInstance request = flow.requested(account);
        flow.approve(request);
        flow.runJobs(request);

        CLOUDS.remove(account);
        flow.letTimePass(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("TARGET_CHANGED");
        assertThat(CLOUDS.executed("ModifyAccountLockState")).isZero();
    }

    @Test
    void stateThatDoesNotEndIsAnIncidentWithItsName() {
        AccountRef account = polardb("user_006");
        CLOUDS.put(account, "{\"state\": \"UNLOCKED\", \"status\": \"Unavailable\"}");
        ProcessInstance request = flow.requested(account);
        flow.approve(request);

        flow.letTimePass(request);

        assertThat(flow.incident(request).getIncidentMessage()).contains("the account is unavailable");
        assertThat(CLOUDS.executed("ModifyAccountLockState")).isZero();
    }

    private static ProcessEngine engine() {
        StandaloneInMemProcessEngineConfiguration engine = new StandaloneInMemProcessEngineConfiguration();
        engine.setProcessEngineName("states");
        engine.setJdbcUrl("jdbc:h2:mem:states;DB_CLOSE_DELAY=-1");
        return ProcessTester.configured(engine, CLOUDS).buildProcessEngine();
    }
}
