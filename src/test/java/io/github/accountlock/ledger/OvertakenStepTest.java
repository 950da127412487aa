package io.github.accountlock.ledger;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.request.Fact.Withdrawn;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * A step that has read a request before another one wrote to it, and writes after it. H2 gives a result once more for the same
 * statement, although another transaction that had written before has been committed since.
 */
class OvertakenStepTest {

    @Test
    void factIsAskedAboutWithAllThatIsCommittedBeforeIt() {
        try (Audited audited = Audited.onH2("overtaken")) {
            Ledger ledger =
                    AccountLockServices.of(audited.engine()).orElseThrow().ledger();
            String id = audited.flow().requested(tencent("app_user")).getId();
            Withdrawn withdrawal =
                    new Withdrawn(audited.flow().now(), ledger.of(id).requester(), "asked for by mistake");
            CountDownLatch written = new CountDownLatch(1);
            CountDownLatch read = new CountDownLatch(1);
            CompletableFuture<Void> other =
                    CompletableFuture.runAsync(() -> AccountLockServices.unrestricted(audited.engine(), () -> {
                        ledger.join(id, withdrawal);
                        written.countDown();
                        read.await();
                        return null;
                    }));

            assertThatThrownBy(() -> AccountLockServices.unrestricted(audited.engine(), () -> {
                        written.await();
                        OtherNode.reads(ledger);
                        ledger.of(id);
                        read.countDown();
                        other.join();
                        OtherNode.reads(ledger);
                        return ledger.join(id, withdrawal);
                    }))
                    .isInstanceOf(MayNotFollow.class);
        }
    }
}
