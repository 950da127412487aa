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
            assertThat(later.variable(open, "outcomeReason"))
                    .isEqualTo("This account is never locked or unlocked here: the rule */*/*/app_* of"
                            + " account-lock.protected-accounts protects it.");
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
            later.approve(waiting);
            later.letTimePass(waiting);
            later.letTimePass(approved);

            assertThat(later.variable(waiting, "outcome")).isEqualTo("TARGET_CHANGED");
            assertThat(later.variable(approved, "outcome")).isEqualTo("TARGET_CHANGED");
            assertThat(later.variable(approved, "outcomeReason"))
                    .isEqualTo("The account is never locked by now: the rule */*/*/report_* of"
                            + " account-lock.protected-accounts protects it.");
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
