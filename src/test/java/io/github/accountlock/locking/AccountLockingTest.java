package io.github.accountlock.locking;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.provider.AccountLockProvider;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The order of what is written down and what is sent. */
class AccountLockingTest {

    private final CommittedLedger ledger = new CommittedLedger();
    private final WatchingProvider provider = new WatchingProvider(ledger);
    private final AccountLocking locking =
            new AccountLocking(account -> provider, ledger, Clock.systemUTC(), List.of());

    @Test
    void intentIsCommittedBeforeTheCallAndTheAnswerAfterIt() {
        locking.change("1", tencent("app_user"), LockState.LOCKED, Optional.empty());

        assertThat(provider.writtenBeforeTheCall).containsExactly(Kind.CALL_INTENDED);
        assertThat(ledger.committed)
                .extracting(LedgerEvent::kind)
                .containsExactly(Kind.CALL_INTENDED, Kind.CALL_ANSWERED);
    }

    /** Knows only what survives a rollback. */
    private static final class CommittedLedger implements Ledger {

        private final List<LedgerEvent> committed = new ArrayList<>();

        @Override
        public void commit(LedgerEvent event) {
            committed.add(event);
        }

        @Override
        public void join(LedgerEvent event) {
            // Lost when the node dies before the engine commits.
        }

        @Override
        public List<LedgerEvent> of(String requestId) {
            return List.copyOf(committed);
        }

        @Override
        public List<Trail> trails(List<String> requestIds) {
            throw new UnsupportedOperationException("a call asks for events");
        }
    }

    /** Says yes, and remembers what was in the ledger when it was called. */
    private static final class WatchingProvider implements AccountLockProvider {

        private final CommittedLedger ledger;
        private List<Kind> writtenBeforeTheCall = List.of();

        private WatchingProvider(CommittedLedger ledger) {
            this.ledger = ledger;
        }

        @Override
        public LockReceipt change(AccountRef account, LockState target, Optional<Instant> passwordValidUntil) {
            writtenBeforeTheCall =
                    ledger.committed.stream().map(LedgerEvent::kind).toList();
            return new LockReceipt("request-1");
        }

        @Override
        public AccountSeen read(AccountRef account) {
            throw new AssertionError("nothing has to be read before a first call");
        }

        @Override
        public ProviderId id() {
            return tencent("app_user").provider();
        }

        @Override
        public Set<String> regions() {
            return Set.of("ap-guangzhou");
        }
    }
}
