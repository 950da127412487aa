package io.github.accountlock.locking;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Person;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.ledger.MayNotFollow;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.AccountRules;
import io.github.accountlock.provider.SendBy;
import io.github.accountlock.request.Call;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Purpose;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order of what is written down and what is sent, seen from another connection. */
class AccountLockingTest {

    private static final AccountRef ACCOUNT = tencent("app_user");
    private static final List<String> MANAGER = List.of("manager");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static int databases;

    private final Audited audited = Audited.onH2("locking" + databases++);
    private final WatchingProvider provider = new WatchingProvider();
    private final AccountLocking locking = new AccountLocking(
            account -> provider, audited.access().ledger(), Clock.systemUTC(), Duration.ofSeconds(10), List.of());

    @AfterEach
    void close() {
        audited.close();
    }

    @Test
    void intentIsCommittedBeforeTheCallAndTheAnswerAfterIt() {
        locking.change(approved(), Call.LOCK, MANAGER, MINUTE);

        assertThat(provider.writtenBeforeTheCall).containsExactly("CALL_INTENDED");
        assertThat(calls()).containsExactly("CALL_INTENDED", "CALL_ANSWERED");
    }

    @Test
    void callThatIsNotCoveredIsNeitherWrittenDownNorSent() {
        String request = audited.flow().requested(ACCOUNT).getId();

        assertThatThrownBy(() -> locking.change(request, Call.LOCK, MANAGER, MINUTE))
                .isInstanceOf(MayNotFollow.class)
                .hasMessage("0 of 1 approvals are in the ledger");

        assertThat(calls()).isEmpty();
        assertThat(provider.called).isZero();
    }

    @Test
    void callWithoutTimeIsNeitherWrittenDownNorSent() {
        String request = approved();

        assertThatThrownBy(() -> locking.change(request, Call.LOCK, MANAGER, Duration.ZERO))
                .hasMessageContaining("LOCK was not sent: too little time is left in this job");

        assertThat(calls()).isEmpty();
        assertThat(provider.called).isZero();
    }

    /** Approved, and found as it was approved. */
    private String approved() {
        ProcessInstance request = audited.flow().requested(ACCOUNT);
        audited.flow().approve(request);
        Looked shown = audited.flow().facts(request).shown().orElseThrow();
        Instant now = Instant.now();
        audited.access()
                .ledger()
                .commit(
                        request.getId(),
                        new Looked(
                                now,
                                Person.SYSTEM,
                                Purpose.BEFORE,
                                shown.saw(),
                                now,
                                shown.type(),
                                shown.created(),
                                shown.validUntil(),
                                "",
                                List.of(),
                                List.of(),
                                false,
                                ""));
        return request.getId();
    }

    private List<String> calls() {
        return audited.rows("select kind from account_lock_ledger where kind like 'CALL%' order by entry_no");
    }

    /** Says yes, and remembers what was in the database when it was called. */
    private final class WatchingProvider implements AccountLockProvider {

        private List<String> writtenBeforeTheCall = List.of();
        private int called;

        @Override
        public LockReceipt change(
                AccountRef account, LockState target, Optional<Instant> passwordValidUntil, SendBy by) {
            called++;
            writtenBeforeTheCall = calls();
            return new LockReceipt("request-1");
        }

        @Override
        public AccountSeen read(AccountRef account) {
            throw new AssertionError("nothing has to be read before a first call");
        }

        @Override
        public ProviderId id() {
            return ACCOUNT.provider();
        }

        @Override
        public Set<String> regions() {
            return Set.of("ap-guangzhou");
        }

        @Override
        public AccountRules rules() {
            throw new AssertionError("the request has been checked at its start");
        }

        @Override
        public String sessionsNotice() {
            return "Nothing happens to open sessions.";
        }

        @Override
        public Duration settleTime() {
            return Duration.ofSeconds(1);
        }

        @Override
        public List<Duration> verifyWaits() {
            return List.of(Duration.ofSeconds(1));
        }
    }
}
