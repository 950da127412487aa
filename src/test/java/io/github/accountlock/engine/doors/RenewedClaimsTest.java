package io.github.accountlock.engine.doors;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.accountlock.fixture.Audited;
import io.github.accountlock.process.ProcessTester;
import java.util.concurrent.CompletableFuture;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A step that fails after this node has renewed its claim on it. */
class RenewedClaimsTest {

    private final Audited audited = Audited.onPostgres("renewedClaims");

    @AfterEach
    void close() {
        audited.close();
    }

    @Test
    void failureBehindARenewedClaimIsNoted() {
        Job failed = failsWhile("lock_exp_time_ = now() + interval '20 seconds'");

        assertThat(failed.getExceptionMessage()).contains("DescribeAccounts");
        assertThat(failed.getDuedate()).as("it is tried again").isNotNull();
        assertThat(audited.rows("select lock_owner_ from act_ru_job where id_ = '" + failed.getId() + "'"))
                .containsExactly("null");
    }

    @Test
    void claimThatWasMadeAnewIsNotGivenAway() {
        Job running = failsWhile("lock_exp_time_ = now() + interval '20 seconds', rev_ = rev_ + 1");

        assertThat(running.getExceptionMessage()).isNull();
        assertThat(audited.rows("select lock_owner_ from act_ru_job where id_ = '" + running.getId() + "'"))
                .containsExactly(lockOwner());
    }

    /** The cloud says nothing to the reading of the account; meanwhile the job's row is changed. */
    private Job failsWhile(String change) {
        ProcessTester flow = audited.flow();
        audited.clouds()
                .fail("{\"fault\":\"silent\",\"action\":\"DescribeAccounts\",\"delayMillis\":3000,\"times\":0}");
        ProcessInstance request = flow.as("requester", () -> flow.start(ProcessTester.values(tencent("app_user"))));
        String job = flow.job(request).getId();
        audited.sql("update act_ru_job set lock_owner_ = '" + lockOwner()
                + "', lock_exp_time_ = now() + interval '10 seconds' where id_ = '" + job + "'");

        CompletableFuture<Void> step = CompletableFuture.runAsync(
                () -> audited.engine().getManagementService().executeJob(job));
        await().until(() -> audited.clouds().calls().contains("DescribeAccounts"));
        audited.sql("update act_ru_job set " + change + " where id_ = '" + job + "'");
        assertThatThrownBy(step::join).hasMessageContaining("DescribeAccounts");
        return flow.job(request);
    }

    private String lockOwner() {
        return ((ProcessEngineConfigurationImpl) audited.engine().getProcessEngineConfiguration())
                .getJobExecutor()
                .getLockOwner();
    }
}
