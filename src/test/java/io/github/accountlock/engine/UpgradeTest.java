package io.github.accountlock.engine;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.fixture.Postgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.zip.GZIPInputStream;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A database that version 0.1 filled with a request for every outcome and some open ones, as {@code pg_dump} wrote it
 * (without the engine's logs): nothing in it becomes unsound, and what is open goes on.
 */
class UpgradeTest {

    private static final Instant DUMPED = Instant.parse("2026-11-28T17:05:00Z");

    private Audited upgraded;

    @BeforeEach
    void upgrade() throws SQLException, IOException {
        String database = Postgres.newDatabase();
        try (Connection connection = DriverManager.getConnection(database);
                Statement sql = connection.createStatement();
                InputStream dump =
                        new GZIPInputStream(UpgradeTest.class.getResourceAsStream("/upgrade/version-0.1.sql.gz"))) {
            sql.execute(new String(dump.readAllBytes(), StandardCharsets.UTF_8));
        }
        ClockUtil.setCurrentTime(Date.from(DUMPED));
        upgraded = Audited.on("upgraded", database);
    }

    @AfterEach
    void close() {
        upgraded.close();
    }

    @Test
    void oldRequestsAreSoundAndFound() {
        assertSound();
        assertThat(upgraded.rows("select count(*) from account_lock_request"))
                .isEqualTo(upgraded.rows(
                        "select count(distinct request_id) from account_lock_ledger" + " where kind = 'REQUESTED'"));
        assertThat(upgraded.rows("select distinct outcome from account_lock_request where outcome is not null"
                        + " and outcome <> '' order by 1"))
                .contains("LOCKED", "UNDONE", "CLOSED_BY_OPERATOR", "EXPIRED", "TARGET_CHANGED", "ALREADY_LOCKED");
    }

    @Test
    void oldEntryThatIsChangedIsFoundAfterTheUpgrade() {
        upgraded.sql("update account_lock_ledger set actor = 'somebody' where kind = 'REQUESTED' and request_id ="
                + " (select min(request_id) from account_lock_ledger where kind = 'REQUESTED')");

        assertThat(upgraded.check().problems()).singleElement().asString().contains("does not match its seal");
    }

    @Test
    void requestThatWaitsForItsApprovalIsLocked() {
        ProcessInstance waiting = open(tencent("user_014"));

        upgraded.flow().approve(waiting);
        upgraded.flow().letTimePass(waiting);

        ends(waiting, "LOCKED");
    }

    @Test
    void requestThatWaitsForAnOperatorIsSettled() {
        ProcessInstance blind = open(tencent("user_031"));

        upgraded.flow().settle(blind, AccountLockProcess.SETTLE_LOCK, "keep");
        upgraded.flow().letTimePass(blind);

        ends(blind, "CLOSED_BY_OPERATOR");
    }

    @Test
    void temporaryLockIsUnlockedAtItsEnd() {
        AccountRef account = tencent("user_030");
        ProcessInstance temporary = open(account);
        upgraded.clouds().put(account, "{\"state\":\"LOCKED\"}");

        upgraded.flow().passTime(Duration.ofDays(400));
        upgraded.flow().letTimePass(temporary);

        ends(temporary, "UNLOCKED");
        assertThat(upgraded.clouds().state(account)).isEqualTo("UNLOCKED");
    }

    private ProcessInstance open(AccountRef account) {
        return upgraded.engine()
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processDefinitionKey(AccountLockProcess.KEY)
                .variableValueEquals("accountName", account.accountName())
                .singleResult();
    }

    private void ends(ProcessInstance request, String outcome) {
        assertThat(upgraded.flow().variable(request, "outcome")).isEqualTo(outcome);
        assertSound();
    }

    private void assertSound() {
        assertThat(upgraded.check().problems()).isEmpty();
    }
}
