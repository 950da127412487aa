package io.github.accountlock.audit;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.fixture.Audited;
import io.github.accountlock.ledger.JdbcLedger;
import io.github.accountlock.ledger.LedgerVerifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The search rows follow the ledger, and the check finds whatever does not. */
class LedgerCheckTest {

    private static final Audited AUDITED = Audited.onPostgres("checked");
    private static int account = 50;

    @BeforeAll
    static void requests() {
        AUDITED.everyOutcome();
        AUDITED.sql("create table rows_before as select * from account_lock_request");
        AUDITED.sql("create table people_before as select * from account_lock_person");
    }

    @AfterAll
    static void close() {
        AUDITED.close();
    }

    @AfterEach
    void asItWas() {
        AUDITED.sql("delete from account_lock_person; insert into account_lock_person select * from people_before;"
                + "delete from account_lock_request; insert into account_lock_request select * from rows_before");
        ((JdbcLedger) AUDITED.access().ledger()).completeIndex(); // of what a test has added
        AUDITED.sql("drop table rows_before; create table rows_before as select * from account_lock_request");
        AUDITED.sql("drop table people_before; create table people_before as select * from account_lock_person");
        assertThat(AUDITED.check().problems()).isEmpty();
    }

    @Test
    void rowsMadeFromTheWholeLedgerEqualThoseThatFollowedIt() {
        AUDITED.sql("delete from account_lock_person; delete from account_lock_request");

        AUDITED.restart();

        assertThat(AUDITED.rows("select outcome from account_lock_request group by outcome"))
                .hasSize(15);
        assertThat(difference("account_lock_request", "rows_before")).isEmpty();
        assertThat(difference("account_lock_person", "people_before")).isEmpty();
    }

    private static List<String> difference(String table, String other) {
        return AUDITED.rows("(select * from " + table + " except select * from " + other + ") union all (select * from "
                + other + " except select * from " + table + ")");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "action = 'unlock'",
                "provider = 'x'",
                "region = 'x'",
                "instance_id = 'x'",
                "account_name = 'x'",
                "requester = 'x'",
                "urgency = 'emergency'",
                "outcome = 'REJECTED'",
                "requested_at = requested_at - interval '1 year'",
                "lock_until = now()",
                "approved_at = null",
                "called_at = null",
                "proven_at = proven_at + interval '1 second'",
                "ended_at = ended_at + interval '1 microsecond'",
                "of_list = true",
                "first_entry = first_entry + 1"
            })
    void editedRowIsFound(String change) {
        String id = AUDITED.rows("select request_id from account_lock_request where outcome = 'LOCKED' and urgency ="
                        + " 'normal' limit 1")
                .get(0);
        AUDITED.sql("update account_lock_request set " + change + " where request_id = '" + id + "'");

        assertThat(AUDITED.check().problems())
                .containsExactly("request " + id + ": its search row differs from the ledger; delete the row, and a"
                        + " restart makes it again");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from account_lock_person where role = 'APPROVER' and person = 'manager2'",
                "update account_lock_person set person = 'x' where role = 'REJECTER'",
                "insert into account_lock_person select request_id, 'x', 'APPROVER' from account_lock_request"
                        + " where outcome = 'REJECTED'"
            })
    void editedPeopleAreFound(String change) {
        AUDITED.sql(change);

        assertThat(AUDITED.check().problems()).isNotEmpty().allMatch(problem -> problem.contains("search row differs"));
    }

    @Test
    void missingAndInventedRowsAreFound() {
        AUDITED.sql("delete from account_lock_request where outcome = 'REJECTED'");
        AUDITED.sql("update account_lock_request set request_id = 'invented' where outcome = 'WITHDRAWN'");

        assertThat(AUDITED.check().problems())
                .hasSize(3)
                .anyMatch(problem -> problem.endsWith("its search row is missing; a restart makes it again"))
                .contains("request invented: is in the search rows, but not in the ledger");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void requestMadeDuringTheCheckDoesNotBreakIt(boolean postgres) {
        Audited audited = postgres ? AUDITED : Audited.onH2("snapshot");
        if (!postgres) {
            audited.locked(tencent("user_001"));
        }
        long before = audited.check().requests();
        AtomicBoolean made = new AtomicBoolean();

        LedgerVerifier.Report report = audited.check(entries -> {
            if (made.compareAndSet(false, true)) {
                audited.locked(tencent("user_0" + account++));
            }
        });

        assertThat(report.problems()).isEmpty();
        assertThat(report.requests()).isEqualTo(before);
        assertThat(audited.check().requests()).isEqualTo(before + 1);
        if (!postgres) {
            audited.close();
        }
    }

    /** The engine's own pool keeps what is set on a connection: its steps would fail where two meet. */
    @Test
    void connectionIsGivenBackAsItWas() throws SQLException {
        try (Connection connection = AUDITED.connection()) {
            LedgerCheck.verify(connection, Audited.KEYS, Optional.empty(), entries -> {});

            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "facts = 'no json'",
                "facts = '{}'",
                "facts = replace(facts, '\"reason\"', '\"raison\"')",
                "kind = 'UNHEARD_OF'"
            })
    void unreadableEntryIsABrokenRequestAndNotTheEndOfTheCheck(String change) {
        String id = AUDITED.rows("select request_id from account_lock_request where outcome = 'REJECTED'")
                .get(0);
        AUDITED.sql(
                "create table entry_before as select * from account_lock_ledger where entry_no = 1 and request_id = '"
                        + id + "'");
        AUDITED.sql("update account_lock_ledger set " + change + " where entry_no = 1 and request_id = '" + id + "'");

        List<String> problems = AUDITED.check().problems();
        String verdict = Verdict.text(AUDITED.access().ledger().trail(id));

        AUDITED.sql("update account_lock_ledger l set facts = b.facts, kind = b.kind from entry_before b where"
                + " b.entry_id = l.entry_id; drop table entry_before");
        assertThat(problems).containsExactly("request " + id + ": entry 1 does not match its seal");
        assertThat(verdict)
                .startsWith("Do not rely on this: the ledger is broken, entry 1 does not match its seal. Nothing can be"
                        + " said about this request: ");
    }

    @Test
    void brokenRequestIsNotCalledUnknownToTheLedger() {
        String id = AUDITED.rows("select request_id from account_lock_request where outcome = 'REJECTED'")
                .get(0);
        AUDITED.sql(
                "update account_lock_ledger set actor = actor || 'x' where entry_no = 2 and request_id = '" + id + "'");

        List<String> problems = AUDITED.check().problems();

        AUDITED.sql("update account_lock_ledger set actor = left(actor, -1) where entry_no = 2 and request_id = '" + id
                + "'");
        assertThat(problems).containsExactly("request " + id + ": entry 2 does not match its seal");
    }
}
