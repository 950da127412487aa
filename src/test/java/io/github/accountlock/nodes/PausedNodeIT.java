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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node stands still, as a machine that swaps or a virtual machine that is moved does, while its calls wait for their
 * turn. Another node takes over and ends the requests. When the first one goes on, it sends nothing any more.
 */
class PausedNodeIT {

    private static final String INTENTS = "select count(*) from account_lock_ledger where kind = 'CALL_INTENDED'";
    private static final String ENDS = "select count(*) from account_lock_ledger where kind = 'ENDED'";
    private static final int REQUESTS = 16;

    /** So few calls a second that some wait for their turn, on a slow machine too. */
    private static final String SLOWLY =
            "{\"account-lock\":{\"providers\":{\"tencent-postgres\":{\"change-calls-per-second\":\"4\"}}}}";

    /** On a slow machine no call waits for its turn at most moments: the node goes on then, and is stopped at another one. */
    private static boolean isPausedWithCallsThatWait(Cluster cluster, ApplicationProcess node) {
        node.pause();
        if (waiting(cluster) > 0) {
            return true;
        }
        node.goOn();
        return false;
    }

    private static long waiting(Cluster cluster) {
        return cluster.count(INTENTS) - cluster.clouds().executed("LockAccount");
    }

    @Test
    void callsOfANodeThatStoodStillAreNotSentLater(@TempDir Path folder) {
        try (Cluster cluster = new Cluster(folder);
                ApplicationProcess first = cluster.node(SLOWLY)) {
            ProcessTester flow = new ProcessTester(cluster.people());
            List<ProcessInstance> requests = asked(cluster, flow);
            approvedAtOnce(cluster, flow, requests);

            await().pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> cluster.count(INTENTS) >= 4 && isPausedWithCallsThatWait(cluster, first));
            long waiting = waiting(cluster);
            Instant stopped = Instant.now();

            try (ApplicationProcess second = cluster.node(SLOWLY)) {
                await().atMost(Duration.ofMinutes(5)).until(() -> {
                    settled(cluster, flow, requests);
                    return cluster.count(ENDS) == REQUESTS;
                });
                await().until(() -> Duration.between(stopped, Instant.now()).toSeconds() > 15);
                assertThat(second.log()).contains("ended UNLOCKED");
                List<String> before = changes(cluster);

                first.goOn();
                await().atMost(Duration.ofMinutes(1))
                        .until(() ->
                                times(first.log(), "came late") + times(first.log(), "its time was over") >= waiting);

                assertThat(changes(cluster)).isEqualTo(before);
                for (int i = 0; i < REQUESTS; i++) {
                    assertThat(cluster.clouds().state(account(i))).isEqualTo("UNLOCKED");
                }
            }
        }
    }

    /** A call whose answer the node has lost may have placed the lock of somebody else: an operator has it removed. */
    private static void settled(Cluster cluster, ProcessTester flow, List<ProcessInstance> requests) {
        List<String> asked = cluster
                .people()
                .getTaskService()
                .createTaskQuery()
                .taskDefinitionKey(AccountLockProcess.SETTLE_UNDO)
                .list()
                .stream()
                .map(Task::getProcessInstanceId)
                .toList();
        requests.stream()
                .filter(request -> asked.contains(request.getId()))
                .forEach(request -> flow.settle(request, AccountLockProcess.SETTLE_UNDO, "undo"));
    }

    /** To look again does no harm. */
    private static List<String> changes(Cluster cluster) {
        return cluster.clouds().calls().stream()
                .filter(action -> !action.equals("DescribeAccounts"))
                .toList();
    }

    /** Locks for a short time, so that a late call would stay. */
    private static List<ProcessInstance> asked(Cluster cluster, ProcessTester flow) {
        List<ProcessInstance> requests = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            Map<String, Object> values = ProcessTester.values(account(i));
            values.put("lockUntil", flow.now().plusSeconds(120).toString());
            requests.add(flow.as("requester", () -> flow.start(values)));
        }
        requests.forEach(request -> cluster.awaitTask(request, AccountLockProcess.APPROVE));
        return requests;
    }

    /** Their jobs become due in one moment, so that they wait for each other. */
    private static void approvedAtOnce(Cluster cluster, ProcessTester flow, List<ProcessInstance> requests) {
        cluster.people().getManagementService().suspendJobDefinitionByProcessDefinitionKey("account-lock");
        cluster.people().getManagementService().suspendJobByProcessDefinitionKey("account-lock");
        requests.forEach(flow::approve);
        cluster.people().getManagementService().activateJobDefinitionByProcessDefinitionKey("account-lock", true);
    }

    private static AccountRef account(int number) {
        return tencent("user_%03d".formatted(number + 1));
    }

    private static int times(String log, String words) {
        return log.split(words, -1).length - 1;
    }
}
