package io.github.accountlock.ledger;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.Person;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.request.Fact.Withdrawn;
import io.github.accountlock.request.RequestCase;
import java.util.concurrent.CompletableFuture;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a step knows of its own request while others read it. */
class OwnStepTest {

    private final Audited audited = Audited.onPostgres("ownStep");
    private final Ledger ledger =
            AccountLockServices.of(audited.engine()).orElseThrow().ledger();

    @AfterEach
    void close() {
        audited.close();
    }

    @Test
    void readerOfWhatIsCommittedTakesNothingFromTheStepThatWrites() {
        ProcessInstance request = audited.flow().requested(tencent("app_user"));
        audited.flow().runJobs(request);
        String id = request.getId();

        boolean[] withdrawn = AccountLockServices.unrestricted(audited.engine(), () -> {
            ledger.join(id, withdrawal(ledger.of(id)));
            boolean elsewhere = CompletableFuture.supplyAsync(() -> ledger.of(id))
                    .join()
                    .withdrawn()
                    .isPresent();
            return new boolean[] {elsewhere, ledger.of(id).withdrawn().isPresent()};
        });

        assertThat(withdrawn[0]).as("seen before it is committed").isFalse();
        assertThat(withdrawn[1]).as("seen by the step itself").isTrue();
        assertThat(ledger.of(id).withdrawn()).isPresent();
    }

    @Test
    void stepThatWasRolledBackLeavesNothing() {
        ProcessInstance request = audited.flow().requested(tencent("app_user"));
        audited.flow().runJobs(request);
        String id = request.getId();

        try {
            AccountLockServices.unrestricted(audited.engine(), () -> {
                ledger.join(id, withdrawal(ledger.of(id)));
                throw new IllegalStateException("on purpose");
            });
        } catch (RuntimeException onPurpose) {
            assertThat(onPurpose).hasMessageContaining("on purpose");
        }

        assertThat(ledger.of(id).withdrawn()).isEmpty();
        assertThat(ledger.commit(id, withdrawal(ledger.of(id))).withdrawn()).isPresent();
    }

    private Withdrawn withdrawal(RequestCase now) {
        Person requester = now.requester();
        return new Withdrawn(audited.flow().now(), requester, "asked for by mistake");
    }
}
