package io.github.accountlock.nodes;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.fixture.ApplicationProcess;
import io.github.accountlock.process.ProcessTester;
import java.nio.file.Path;
import java.time.Duration;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application is killed after the cloud has done what it was asked and before we could write that down. */
class KillIT {

    private static final AccountRef ACCOUNT = tencent("app_user");

    @Test
    void requestOfAKilledNodeEndsLockedAfterARestart(@TempDir Path folder) {
        try (Cluster cluster = new Cluster(folder)) {
            ProcessInstance request;
            ProcessTester flow;
            try (ApplicationProcess first = cluster.node()) {
                flow = new ProcessTester(cluster.people());
                request = approved(cluster, flow, "LockAccount");
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> cluster.clouds().state(ACCOUNT).equals("LOCKED"));

                first.kill();
            }
            try (ApplicationProcess second = cluster.node()) {
                await().atMost(Duration.ofMinutes(2)).until(() -> flow.variable(request, "outcome") != null);

                assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
                assertThat(flow.variable(request, "stateBefore")).isEqualTo("UNLOCKED");
                assertThat(flow.variable(request, "lockOutcome")).isEqualTo("answer-lost");
                assertThat(cluster.clouds().executed("LockAccount")).isBetween(1L, 2L);
                assertThat(second.log()).contains("LOCK-004 " + ACCOUNT.path() + ": ended LOCKED");
            }
        }
    }

    @Test
    void lockThatAStrangerMadeAfterOurLostUnlockStays(@TempDir Path folder) {
        try (Cluster cluster = new Cluster(folder)) {
            ProcessInstance request;
            ProcessTester flow;
            try (ApplicationProcess first = cluster.node()) {
                flow = new ProcessTester(cluster.people());
                request = approved(
                        cluster,
                        flow,
                        "UnlockAccount",
                        "lockUntil",
                        flow.now().plusSeconds(20).toString());
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> cluster.clouds().executed("UnlockAccount") == 1);

                first.kill();
            }
            cluster.clouds().set(ACCOUNT, "LOCKED");
            try (ApplicationProcess second = cluster.node()) {
                cluster.awaitTask(request, AccountLockProcess.SETTLE_UNDO);

                assertThat(cluster.clouds().state(ACCOUNT)).isEqualTo("LOCKED");
                assertThat(cluster.clouds().executed("UnlockAccount")).isOne();
                assertThat(second.log()).contains("LOCK-023 " + ACCOUNT.path() + ": not undone");
                assertThat(flow.variable(request, "problem").toString())
                        .contains("An unlock call of ours had no answer, and the account is locked now");
            }
        }
    }

    /** The answer to one kind of call comes so late that the node is killed before. */
    private static ProcessInstance approved(
            Cluster cluster, ProcessTester flow, String slow, String... namesAndValues) {
        var values = ProcessTester.values(ACCOUNT);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        ProcessInstance request = flow.as("requester", () -> flow.start(values));
        cluster.awaitTask(request, AccountLockProcess.APPROVE);
        cluster.clouds().fail("{\"fault\":\"slow\",\"action\":\"" + slow + "\",\"delayMillis\":60000}");
        flow.approve(request);
        return request;
    }
}
