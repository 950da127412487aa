package io.github.accountlock.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.acme.FakeAcme;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.engine.process.AccountUnlockProcess;
import io.github.accountlock.fixture.Production;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A provider that none of us has written, from the form to the proof. */
class OutsideProviderTest {

    private static final FakeAcme ACME = new FakeAcme();
    private static final ProcessEngine ENGINE = engine("outside", acmeOnly());

    private final ProcessTester flow = new ProcessTester(ENGINE);
    private final int changesBefore = ACME.changes();

    @AfterEach
    void resetClock() {
        ClockUtil.reset();
    }

    @AfterAll
    static void stop() {
        ENGINE.close();
        ACME.close();
    }

    @Test
    void lockIsProven() {
        ACME.set("proven_user", "active");
        ProcessInstance request = flow.requested(account("proven_user"));
        assertThat(flow.variable(request, "sessionsNotice"))
                .isEqualTo("Acme Cloud ends open sessions within a minute.");

        flow.approve(request);
        flow.runJobs(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
        assertThat(ACME.state("proven_user")).isEqualTo("locked");
        assertThat(ACME.changes() - changesBefore).isEqualTo(1);
    }

    @Test
    void lostAnswerIsSettledByLooking() {
        ACME.set("lost_user", "active");
        ProcessInstance request = flow.requested(account("lost_user"));
        ACME.nextChange("lost");

        flow.approve(request);
        flow.letTimePass(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
        assertThat(ACME.changes() - changesBefore).isEqualTo(1);
    }

    @Test
    void temporaryLockIsRemovedAgain() {
        ACME.set("until_user", "active");
        ProcessInstance request = flow.requested(
                account("until_user"),
                "lockUntil",
                flow.now().plus(Duration.ofHours(1)).toString());
        flow.approve(request);
        flow.runJobs(request);
        assertThat(ACME.state("until_user")).isEqualTo("locked");

        flow.passTime(Duration.ofHours(2));
        flow.runJobs(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("UNLOCKED");
        assertThat(ACME.state("until_user")).isEqualTo("active");
    }

    @Test
    void lockThatIsContradictedIsUndone() {
        ACME.set("undone_user", "active");
        ProcessInstance request = flow.requested(account("undone_user"), "onFailure", "undo");
        ACME.nextChange("creating");

        flow.approve(request);
        flow.letTimePass(request);

        assertThat(flow.variable(request, "stateSeen")).isEqualTo("UNLOCKED");
        assertThat(flow.variable(request, "problem").toString()).contains("UNKNOWN: the account is being created");
        ACME.set("undone_user", "locked");
        flow.settle(request, AccountLockProcess.SETTLE_LOCK, "undo");
        flow.letTimePass(request);
        assertThat(flow.variable(request, "outcome")).isEqualTo("UNDONE");
        assertThat(ACME.state("undone_user")).isEqualTo("active");
    }

    @Test
    void lockIsRemovedByARequest() {
        Map<String, Object> values = ProcessTester.values(account("locked_user"));
        values.put("removeForeignLock", "true");
        ProcessInstance request = flow.as(
                "requester",
                () -> ENGINE.getRuntimeService().startProcessInstanceByKey(AccountUnlockProcess.KEY, values));
        flow.runJobs(request);

        flow.complete(request, AccountUnlockProcess.APPROVE, "manager", Map.of("decision", "approve"));
        flow.runJobs(request);
        flow.complete(request, AccountUnlockProcess.APPROVE, "manager2", Map.of("decision", "approve"));
        flow.runJobs(request);

        assertThat(flow.variable(request, "outcome")).isEqualTo("UNLOCKED");
        assertThat(ACME.state("locked_user")).isEqualTo("active");
    }

    @Test
    void itsOwnRulesAreToldAtTheStart() {
        AccountRef wrong = new AccountRef(new ProviderId("acme"), "east-1", "pc-demo01", "acme_root");

        assertThatThrownBy(() -> flow.requested(wrong))
                .hasMessageContaining("region: \"east-1\" is not configured for acme, choose north-1, south-1.")
                .hasMessageContaining("instanceId: An instance id is \"acme-\"")
                .hasMessageContaining("accountName: An account name has up to 30");
    }

    @Test
    void slashMakesNoTwoAccountsOfOnePath() {
        AccountRef wrong = new AccountRef(new ProviderId("acme"), "north-1", "acme-7f3a/x", "app_user");

        assertThatThrownBy(() -> flow.requested(wrong)).hasMessageContaining("a slash is not allowed");
    }

    @Test
    void formsOfferWhatItOffers() throws Exception {
        ProcessDefinition process = ENGINE.getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKey(AccountLockProcess.KEY)
                .singleResult();
        String form = new String(ENGINE.getRepositoryService()
                .getResourceAsStream(process.getDeploymentId(), "request-lock.form")
                .readAllBytes());

        assertThat(form)
                .contains("\"label\" : \"Acme Cloud\"")
                .contains("=if provider = \\\"acme\\\" then [\\\"north-1\\\", \\\"south-1\\\"] else []")
                .contains("it looks like acme-7f3a.")
                .contains("\"hide\" : \"=true\"")
                .doesNotContain("tencent", "polardb", "PolarDB");
    }

    @Test
    void unknownSectionsAndWaitsAreRefusedWithWhatIsKnown() {
        Map<String, String> settings = acmeOnly();
        settings.put("providers.acmee.key-id", "demo");
        settings.put("verify.acmee", "PT1S");

        assertThatThrownBy(() -> engine("unknown", settings))
                .hasMessageContaining(
                        "account-lock.providers.acmee: is not a provider; known are acme, alibaba-polardb, odd,")
                .hasMessageContaining(
                        "account-lock.verify.acmee: is not a provider; known are acme, alibaba-polardb, odd,");
    }

    @Test
    void waitsBetweenLooksAreItsOwnUntilConfigured() {
        Map<String, String> settings = acmeOnly();
        settings.put("verify.acme", "PT7M");
        ProcessEngine patient = engine("patient", settings);
        try {
            assertThat(waitAfterTheFirstLook(ENGINE)).isEqualTo(Duration.ofSeconds(1));
            assertThat(waitAfterTheFirstLook(patient)).isEqualTo(Duration.ofMinutes(7));
        } finally {
            patient.close();
        }
    }

    /** The requests that run already say so; nothing is sent and nothing is lost. */
    @Test
    void requestOfAProviderThatWasRemovedStopsWithASentence() {
        ACME.set("removed_user", "active");
        ProcessEngine before = engine("removed", acmeOnly());
        ProcessInstance request = new ProcessTester(before).requested(account("removed_user"));
        before.close();
        Map<String, String> settings = new TreeMap<>(Map.of("evidence.keys", Production.EVIDENCE_KEYS));
        settings.put("providers.tencent-postgres.secret-id", "fake-id");
        settings.put("providers.tencent-postgres.secret-key", "fake-key");
        ProcessEngine after = engine("removed", settings);
        ProcessTester then = new ProcessTester(after);
        try {
            assertThat(then.variable(request, "sessionsNotice"))
                    .isEqualTo("The cloud acme is not configured here, so nothing can be called.");

            then.approve(request);
            then.runJobs(request);

            assertThat(then.incident(request).getIncidentMessage())
                    .contains("the provider acme is not configured here (configured are tencent-postgres)");
            assertThat(ACME.changes()).isEqualTo(changesBefore);
        } finally {
            after.close();
        }
    }

    @Test
    void requestOfARegionThatWasRemovedGoesOnWhenItIsBack() {
        ACME.set("moved_user", "active");
        ProcessEngine before = engine("regions", acmeOnly());
        ProcessInstance request = new ProcessTester(before).requested(account("moved_user"));
        before.close();
        Map<String, String> settings = acmeOnly();
        settings.put("providers.acme.regions", "south-1");
        ProcessEngine without = engine("regions", settings);
        ProcessTester then = new ProcessTester(without);
        then.approve(request);
        then.runJobs(request);
        String job = then.incident(request).getConfiguration();
        assertThat(then.incident(request).getIncidentMessage()).contains("this region is not configured");
        assertThat(ACME.changes()).isEqualTo(changesBefore);
        without.close();

        ProcessEngine again = engine("regions", acmeOnly());
        try {
            again.getManagementService().setJobRetries(job, 1);
            new ProcessTester(again).runJobs(request);

            assertThat(new ProcessTester(again).variable(request, "outcome")).isEqualTo("LOCKED");
            assertThat(ACME.state("moved_user")).isEqualTo("locked");
        } finally {
            again.close();
        }
    }

    private static Duration waitAfterTheFirstLook(ProcessEngine engine) {
        ClockUtil.setCurrentTime(Date.from(Instant.parse("2026-05-04T10:00:00Z")));
        ACME.set("waiting_user", "active");
        ACME.nextChange("creating");
        ProcessTester tester = new ProcessTester(engine);
        ProcessInstance request = tester.requested(account("waiting_user"));
        tester.approve(request);
        tester.runJobs(request);
        Date due = engine.getManagementService()
                .createJobQuery()
                .processInstanceId(request.getId())
                .timers()
                .singleResult()
                .getDuedate();
        return Duration.between(tester.now(), due.toInstant());
    }

    private static AccountRef account(String name) {
        return new AccountRef(new ProviderId("acme"), "north-1", "acme-7f3a", name);
    }

    private static Map<String, String> acmeOnly() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("evidence.keys", Production.EVIDENCE_KEYS);
        ACME.settings().forEach((name, value) -> settings.put("providers.acme." + name, value));
        return settings;
    }

    private static ProcessEngine engine(String name, Map<String, String> settings) {
        StandaloneInMemProcessEngineConfiguration engine = new StandaloneInMemProcessEngineConfiguration();
        engine.setProcessEngineName(name);
        engine.setJdbcUrl("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
        engine.setDatabaseSchemaUpdate("true");
        return ProcessTester.configured(engine, settings).buildProcessEngine();
    }
}
