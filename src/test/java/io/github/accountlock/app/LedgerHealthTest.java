package io.github.accountlock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.fixture.Postgres;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

/** What readiness says of a database. */
class LedgerHealthTest {

    private static final String DATABASE = Postgres.newDatabase();

    @Test
    void databaseThatWritesIsUp() {
        assertThat(health(DATABASE).getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void databaseThatOnlyReadsIsDownAndSaysSo() {
        Health standby = health(DATABASE + "&options=-c%20default_transaction_read_only=on");

        assertThat(standby.getStatus()).isEqualTo(Status.DOWN);
        assertThat(standby.getDetails()).containsEntry("reason", "the database is read-only");
    }

    @Test
    void databaseThatIsAwayIsDown() {
        assertThat(health("jdbc:postgresql://127.0.0.1:9/none?connectTimeout=1").getStatus())
                .isEqualTo(Status.DOWN);
    }

    private static Health health(String url) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url);
        return new LedgerHealth(database).health();
    }
}
