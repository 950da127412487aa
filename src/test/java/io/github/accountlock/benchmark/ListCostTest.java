package io.github.accountlock.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.fixture.Postgres;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

/**
 * What one account of a list costs, and that each is locked by one call. How many accounts is a system property, so that the
 * cost of long lists can be measured: {@code -Dlist.accounts=5000}.
 */
class ListCostTest {

    private static final int ACCOUNTS = Integer.getInteger("list.accounts", 100);
    private static final int STATEMENTS = 110;

    @Test
    void accountOfAListCostsNoMoreThanARequestByItselfAndIsLockedOnce() throws Exception {
        String database = Postgres.newDatabase();
        try (StubCloud cloud = new StubCloud();
                Engines.OnEngine ours = Engines.ours(database, cloud.uri().toString(), 8);
                Meter meter = new Meter(database)) {
            carriedOut(ours, 0, 20);
            int before = cloud.locks();
            long began = System.nanoTime();
            Meter.Cost cost = meter.of(ACCOUNTS, () -> carriedOut(ours, 20, ACCOUNTS));
            System.out.printf(
                    "%d accounts: %.1f statements, %.1f KB of WAL an account, %.1f accounts a second%n",
                    ACCOUNTS,
                    cost.statements(),
                    cost.walBytes() / 1024,
                    ACCOUNTS / (Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0));

            assertThat(cloud.locks() - before).isEqualTo(ACCOUNTS);
            assertThat(cost.statements())
                    .as("statements: %s", meter.statements())
                    .isLessThanOrEqualTo(STATEMENTS);
        }
    }

    private static void carriedOut(Engines.OnEngine ours, int from, int accounts) {
        String pasted = IntStream.range(from, from + accounts)
                .mapToObj(Engines::account)
                .map(AccountRef::path)
                .collect(Collectors.joining("\n"));
        ProcessInstance list = ours.people()
                .as(
                        "requester",
                        () -> ours.engine()
                                .getRuntimeService()
                                .startProcessInstanceByKey(
                                        "account-lock-bulk", Map.of("accounts", pasted, "reason", "sold")));
        for (String approver : new String[] {"manager", "manager2"}) {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> ours.engine()
                                    .getTaskService()
                                    .createTaskQuery()
                                    .processInstanceId(list.getId())
                                    .count()
                            == 1);
            ours.people().decide(list, approver, Map.of("decision", "approve"));
        }
        await().atMost(Duration.ofMinutes(30)).until(() -> ours.people().variable(list, "outcome") != null);
        assertThat(ours.people().variable(list, "outcomeReason"))
                .isEqualTo(accounts + " of " + accounts + " accounts were locked.");
    }
}
