package io.github.accountlock.engine.doors;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.provider.ProviderException.Unavailable;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;

/** What of a failure is told to the person who caused it. */
class RefusedTest {

    @Test
    void refusalIsFoundUnderTheEnginesWords() {
        Refusal refusal = new Refusal("reason: must not be empty.");

        assertThat(Refused.reason(new IllegalStateException("ENGINE-03051", refusal)))
                .isSameAs(refusal);
    }

    @Test
    void ourDatabaseIsAway() {
        assertThat(Refused.reason(new RuntimeException(new SQLException("terminated", "57P01"))))
                .isNotNull();
        assertThat(Refused.reason(new RuntimeException(new SQLException("a standby", "25006"))))
                .isNotNull();
        assertThat(Refused.reason(new RuntimeException(new SQLTransientConnectionException("no connection"))))
                .isNotNull();
        assertThat(Refused.reason(new RuntimeException(new SQLException("duplicate", "23505"))))
                .isNull();
    }

    @Test
    void databaseOfAProviderIsNotOurs() {
        Unavailable away = Unavailable.notReached(tencent("app_user"), "away", new SQLException("refused", "08001"));

        assertThat(Refused.reason(new IllegalStateException(away))).isNull();
    }
}
