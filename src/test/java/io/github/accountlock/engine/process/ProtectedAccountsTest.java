package io.github.accountlock.engine.process;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.engine.AccountLockSettings;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.process.ProcessTester;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtectedAccountsTest {

    private static final String DATABASE = "jdbc:h2:mem:protected;DB_CLOSE_DELAY=-1";

    @ParameterizedTest
    @CsvSource({
        "*/*/*/app_user, true",
        "tencent-*/ap-guangzhou/*demo01/APP_*, true",
        "*/*/*/*user*, true",
        "*/*/*/app, false",
        "*/*/*/app.user, false",
        "alibaba-polardb/*/*/*, false"
    })
    void ruleIsAPathWithPlaceholders(String rule, boolean isProtected) {
        ProtectedAccounts rules = new ProtectedAccounts(List.of(rule));
        Map<String, String> values = new HashMap<>();
        ProcessTester.values(tencent("app_user")).forEach((name, value) -> values.put(name, value.toString()));

        assertThat(rules.refusal(LockRequest.from(LockState.LOCKED, values, "requester"))
                        .isPresent())
                .isEqualTo(isProtected);
        assertThat(rules.refusal(LockRequest.from(LockState.UNLOCKED, values, "requester")))
                .as("what is locked may always be asked to be unlocked")
                .isEmpty();
    }

    @Test
    void whatIsNoRuleIsToldAtTheStart() {
        assertThat(AccountLockSettings.problems(Map.of("protected-accounts", "billing_user")))
                .anyMatch(
                        problem -> problem.startsWith("account-lock.protected-accounts: allowed are paths of cloud,"));
        assertThat(AccountLockSettings.problems(Map.of("protected-accounts", "tencent-postgre/*/*/x, */*/*/y")))
                .anyMatch(problem ->
                        problem.startsWith("account-lock.protected-accounts: tencent-postgre: is not a provider;"));
        assertThat(AccountLockSettings.problems(Map.of("protected-accounts", "tencent-postgres/*/*/x, t*/*/*/y")))
                .noneMatch(problem -> problem.contains("protected-accounts"));
    }

    @Test
    void requestIsRefusedAndOneThatWasMadeBeforeTheRuleIsDenied() {
        try (ControlledClouds clouds = new ControlledClouds()) {
            Map<String, String> settings = new HashMap<>(ProcessTester.settings(clouds));
            ProcessEngine before = engine(settings);
            ProcessTester flow = new ProcessTester(before);
            ProcessInstance open = flow.as("requester", () -> flow.start(ProcessTester.values(tencent("app_user"))));
            before.close();

            settings.put("protected-accounts", "*/*/*/app_*");
            ProcessEngine after = engine(settings);
            ProcessTester later = new ProcessTester(after);
            later.runJobs(open);

            assertThat(later.variable(open, "outcome")).isEqualTo("DENIED");
            assertThat(later.variable(open, "outcomeReason").toString())
                    .contains(
                            "The account is never locked here: the rule */*/*/app_* of account-lock.protected-accounts");
            assertThatThrownBy(() -> later.requested(tencent("app_user")))
                    .hasMessageContaining("accountName: is never locked here: the rule */*/*/app_* of");
            assertThat(clouds.executed("LockAccount")).isZero();
            after.close();
        }
    }

    @Test
    void requestThatWaitsForItsApprovalOrForItsCallIsNotLockedAnyMore() {
        try (ControlledClouds clouds = new ControlledClouds()) {
            Map<String, String> settings = new HashMap<>(ProcessTester.settings(clouds));
            ProcessEngine before = engine(settings);
            ProcessTester flow = new ProcessTester(before);
            ProcessInstance waiting = flow.requested(tencent("etl_user"));
            ProcessInstance approved = flow.requested(tencent("report_user"));
            flow.approve(approved);
            before.close();

            settings.put("protected-accounts", "*/*/*/etl_user, */*/*/report_*");
            ProcessEngine after = engine(settings);
            ProcessTester later = new ProcessTester(after);
            assertThatThrownBy(() -> later.approve(waiting))
                    .hasMessage("The account is never locked here: the rule */*/*/etl_user of"
                            + " account-lock.protected-accounts protects it. Reject the request.");
            later.decide(waiting, "manager", Map.of("decision", "reject", "decisionReason", "It is protected."));
            later.runJobs(waiting);
            later.letTimePass(approved);

            assertThat(later.variable(waiting, "outcome")).isEqualTo("REJECTED");
            assertThat(later.incident(approved).getIncidentMessage())
                    .contains("nothing was called: the account was protected after its approval: it is never locked"
                            + " here: the rule */*/*/report_* of");
            assertThat(clouds.executed("LockAccount")).isZero();
            after.close();
        }
    }

    private static ProcessEngine engine(Map<String, String> settings) {
        StandaloneInMemProcessEngineConfiguration engine = new StandaloneInMemProcessEngineConfiguration();
        engine.setJdbcUrl(DATABASE);
        engine.setProcessEngineName("protected");
        engine.setDatabaseSchemaUpdate("true");
        return ProcessTester.configured(engine, settings).buildProcessEngine();
    }
}
