package io.github.accountlock.provider.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.fixture.Production;
import io.github.accountlock.process.ProcessTester;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.TreeMap;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests for roles of a real server, from the form to the proof. */
class PostgresRequestsTest {

    private static final RolesOnPostgres ROLES = new RolesOnPostgres();
    private static final ProcessEngine ENGINE = engine();

    private final ProcessTester flow = new ProcessTester(ENGINE);

    @AfterEach
    void resetClock() {
        ClockUtil.reset();
    }

    @AfterAll
    static void stop() {
        ENGINE.close();
        ROLES.close();
    }

    @Test
    void lockIsProvenAndItsSessionsAreEnded() throws SQLException {
        Connection session = ROLES.connect(ROLES.account("app_user").accountName());
        ProcessInstance request = flow.requested(ROLES.account("app_user"));
        assertThat(flow.variable(request, "sessionsNotice").toString()).contains("sessions are ended");

        flow.approve(request);
        flow.runJobs(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
        assertThat(session.isValid(2)).isFalse();
        assertThat(ROLES.canLogin(ROLES.account("app_user"))).isFalse();
    }

    @Test
    void lostCommitIsSettledByLookingAndItsTemporaryLockIsRemovedByAnOperator() {
        ProcessInstance request = flow.requested(
                ROLES.account("report_user"),
                "lockUntil",
                flow.now().plus(Duration.ofHours(1)).toString());
        flow.approve(request);
        int before = ROLES.relay().altered();
        ROLES.relay().nextChange(Relay.Mode.CUT_BEHIND_COMMIT);
        flow.runJobs(request);
        assertThat(ROLES.canLogin(ROLES.account("report_user"))).isFalse();

        flow.passTime(Duration.ofHours(2));
        flow.runJobs(request);
        flow.settle(request, "Task_SettleUndo", "undo");
        flow.runJobs(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("UNLOCKED");
        assertThat(ROLES.canLogin(ROLES.account("report_user"))).isTrue();
        assertThat(ROLES.relay().altered() - before).isEqualTo(2);
    }

    @Test
    void superuserIsDeniedBeforeAnybodyIsAsked() {
        ROLES.create(ROLES.account("mighty").accountName(), "superuser login");

        ProcessInstance request = flow.requested(ROLES.account("mighty"));

        assertThat(flow.variable(request, "outcome")).isEqualTo("DENIED");
        assertThat(flow.facts(request).policy().orElseThrow().denied())
                .isEqualTo("This account is never locked or unlocked here: it is a superuser.");
    }

    @Test
    void ourOwnRoleIsRefusedInTheForm() {
        assertThatThrownBy(() -> flow.requested(ROLES.account(ROLES.ourRole())))
                .hasMessageContaining("accountName: This is the role that Account Lock Flow itself logs in with");
    }

    @Test
    void roleThatIsNotThereIsNotFound() {
        ProcessInstance request = flow.requested(ROLES.account("nobody"));

        assertThat(flow.variable(request, "outcome")).isEqualTo("ACCOUNT_NOT_FOUND");
    }

    @Test
    void roleMadeAgainAfterTheApprovalIsNotTheOneThatWasApproved() {
        ROLES.create(ROLES.account("again").accountName(), "login");
        ProcessInstance request = flow.requested(ROLES.account("again"));
        ROLES.run("drop role " + ROLES.account("again").accountName());
        ROLES.create(ROLES.account("again").accountName(), "login");

        flow.approve(request);
        flow.runJobs(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("TARGET_CHANGED");
        assertThat(ROLES.canLogin(ROLES.account("again"))).isTrue();
    }

    private static ProcessEngine engine() {
        ROLES.letUsEndSessions();
        TreeMap<String, String> settings = new TreeMap<>();
        settings.put("evidence.keys", Production.EVIDENCE_KEYS);
        ROLES.settings("end-sessions", "true")
                .forEach((name, value) -> settings.put("providers.postgresql." + name, value));
        StandaloneInMemProcessEngineConfiguration engine = new StandaloneInMemProcessEngineConfiguration();
        engine.setProcessEngineName("postgres-requests");
        engine.setJdbcUrl("jdbc:h2:mem:postgres-requests;DB_CLOSE_DELAY=-1");
        return ProcessTester.configured(engine, settings).buildProcessEngine();
    }
}
