package io.github.accountlock.cockpit;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.database.Rows;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.ledger.Checkpoint;
import io.github.accountlock.ledger.Feed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A checkpoint, a bundle or an export tells of nothing that a crash of the database could take away: an entry whose commit
 * nobody waited for, read by it, is on the disk before it is handed out.
 */
class EvidenceThatLeavesTest {

    private static final int OFTEN = 10; // PostgreSQL writes by itself five times a second, which might be just then
    private static final Audited AUDITED =
            Audited.on("leaves", Postgres.newDatabase() + "&options=-c%20synchronous_commit=on");
    private static final String REQUEST =
            AUDITED.flow().requested(tencent("app_user")).getId();

    private enum Evidence {
        CHECKPOINT {
            @Override
            void read(Connection connection) throws SQLException {
                Checkpoint.of(connection, Audited.KEYS, Instant.EPOCH);
            }
        },
        BUNDLE {
            @Override
            void read(Connection connection) {
                AuditDesk desk = new AuditDesk(AUDITED.engine(), AUDITED.access(), new Viewer("auditor", true));
                desk.bundle(desk.visible(REQUEST).orElseThrow());
            }
        },
        EXPORT {
            @Override
            void read(Connection connection) throws SQLException {
                connection.setReadOnly(true); // as an auditor's role may be
                Feed.read(connection, 0, Instant.EPOCH, (position, entry) -> {});
            }
        };

        abstract void read(Connection connection) throws SQLException;
    }

    @AfterAll
    static void close() {
        AUDITED.close();
    }

    @ParameterizedTest
    @EnumSource(Evidence.class)
    void isOnTheDisk(Evidence evidence) throws SQLException {
        try (Connection connection = AUDITED.connection()) {
            for (int i = 0; i < OFTEN; i++) {
                connection.setAutoCommit(true);
                connection.setReadOnly(false);
                Rows.change(connection, "create table if not exists not_waited_for (at timestamptz)");
                connection.setAutoCommit(false);
                Rows.change(connection, "set local synchronous_commit = off");
                Rows.change(connection, "insert into not_waited_for values (now())");
                connection.commit();
                String written = text(connection, "select pg_current_wal_insert_lsn()");
                connection.commit();

                evidence.read(connection);

                assertThat(text(connection, "select pg_current_wal_flush_lsn() >= '" + written + "'::pg_lsn"))
                        .isEqualTo("t");
            }
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        return Rows.one(connection, query, row -> row.getString(1)).orElseThrow();
    }
}
