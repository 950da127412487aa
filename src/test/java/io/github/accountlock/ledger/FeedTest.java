package io.github.accountlock.ledger;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.fixture.Audited;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each entry is handed out exactly once, in the order of writing, also one whose transaction commits late. */
class FeedTest {

    private enum On {
        POSTGRESQL(Audited.onPostgres("feed")),
        H2(Audited.onH2("feed"));

        private final Audited audited;

        On(Audited audited) {
            this.audited = audited;
        }
    }

    @AfterAll
    static void close() {
        for (On on : On.values()) {
            on.audited.close();
        }
    }

    /** What one export hands out. */
    private record Export(List<Long> positions, List<String> kinds, long next) {}

    private static Export read(Audited audited, long after, Instant now) throws SQLException {
        try (Connection connection = audited.connection()) {
            connection.setAutoCommit(false);
            List<Long> positions = new ArrayList<>();
            List<String> kinds = new ArrayList<>();
            long next = Feed.read(connection, after, now, (position, entry) -> {
                positions.add(position);
                kinds.add(entry.kind());
            });
            return new Export(positions, kinds, next);
        }
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void entryThatCommitsLateIsWaitedForAndTheOneThatNeverDoesIsNot(On on) throws SQLException {
        Audited audited = on.audited;
        audited.locked(tencent("user_001"));
        Instant now = audited.flow().now();
        Export first = read(audited, 0, now);
        assertThat(first.positions()).isSorted().doesNotHaveDuplicates().hasSize(9);
        assertThat(read(audited, first.next(), now)).isEqualTo(new Export(List.of(), List.of(), first.next()));

        try (Connection late = audited.connection()) {
            late.setAutoCommit(false);
            insert(late, "late", now);
            audited.flow().requested(tencent("user_002"));

            assertThat(read(audited, first.next(), now).positions()).isEmpty();
            late.commit();
        }
        Export second = read(audited, first.next(), now);
        assertThat(second.kinds()).containsExactly("LATE", "REQUESTED", "LOOKED", "POLICY_DECIDED");

        try (Connection never = audited.connection()) {
            never.setAutoCommit(false);
            insert(never, "never", now);
            never.rollback();
        }
        audited.flow().requested(tencent("user_003"));
        assertThat(read(audited, second.next(), now).positions()).isEmpty();
        Instant settled = audited.flow().now().plus(Feed.SETTLED).plusSeconds(1);
        Export third = read(audited, second.next(), settled);
        assertThat(third.kinds()).containsExactly("REQUESTED", "LOOKED", "POLICY_DECIDED");
        assertThat(third.positions().get(0)).isEqualTo(second.next() + 2);
    }

    private static void insert(Connection connection, String chain, Instant at) throws SQLException {
        io.github.accountlock.database.Rows.change(
                connection,
                "insert into account_lock_ledger (request_id, entry_no, happened_at, kind, actor, facts, key_id, mac)"
                        + " values (?, 1, ?, 'LATE', 'somebody', '{}', 't1', '')",
                chain,
                at);
    }
}
