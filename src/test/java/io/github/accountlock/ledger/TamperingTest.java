package io.github.accountlock.ledger;

import static io.github.accountlock.fixture.Accounts.polardb;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.database.Connections;
import io.github.accountlock.domain.Person;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.fixture.Production;
import io.github.accountlock.process.ProcessTester;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.Purpose;
import io.github.accountlock.request.Sight;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody who owns the database, but not the key, changes the ledger. Each change is undone after it was looked at. */
class TamperingTest {

    private static final ControlledClouds CLOUDS = new ControlledClouds();
    private static final String DATABASE = Postgres.newDatabase();
    private static final EvidenceKeys KEYS = new EvidenceKeys(Production.EVIDENCE_KEYS);

    private static String locked;
    private static String rejected;
    private static String waiting;
    private static String registerBefore;

    @BeforeAll
    static void threeRequests() throws SQLException {
        StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
        configuration.setJdbcUrl(DATABASE);
        configuration.setJdbcDriver("org.postgresql.Driver");
        configuration.setDatabaseSchemaUpdate("true");
        configuration.setProcessEngineName("tampering");
        ProcessEngine engine = ProcessTester.configured(configuration, CLOUDS).buildProcessEngine();
        ProcessTester flow = new ProcessTester(engine);
        ProcessInstance one = flow.requested(tencent("app_user"));
        flow.approve(one);
        flow.runJobs(one);
        registerBefore = register();
        ProcessInstance other = flow.requested(polardb("app_user"));
        flow.decide(other, "manager2", Map.of("decision", "reject", "decisionReason", "no"));
        flow.runJobs(other);
        locked = one.getId();
        rejected = other.getId();
        waiting = flow.requested(tencent("etl_user")).getId();
        engine.close();
    }

    @AfterAll
    static void close() {
        CLOUDS.close();
    }

    @Test
    void untouchedLedgerIsSound() throws SQLException {
        LedgerVerifier.Report report = afterwards("select 1", Optional.empty());

        assertThat(report.problems()).isEmpty();
        assertThat(report.requests()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update account_lock_ledger set actor = 'manager2' where kind = 'DECIDED'",
                "update account_lock_ledger set facts = replace(facts, 'app_user', 'etl_user') where kind = 'REQUESTED'",
                "update account_lock_ledger set facts = replace(facts, 'leaked', 'stolen') where kind = 'REQUESTED'",
                "update account_lock_ledger set happened_at = happened_at - interval '1 second' where kind = 'DECIDED'",
                "update account_lock_ledger set facts = '{\"approved\":\"true\",' || substr(facts, 2)"
                        + " where kind = 'DECIDED' and facts not like '%approved%'",
                "update account_lock_ledger set mac = repeat('0', 64) where kind = 'CALL_ANSWERED'",
                "delete from account_lock_ledger where kind = 'CALL_INTENDED'",
                "delete from account_lock_ledger where kind = 'ENDED'",
                "insert into account_lock_ledger (request_id, entry_no, happened_at, kind, actor, facts, key_id, mac)"
                        + " select request_id, 99, happened_at, kind, 'manager2', facts, key_id, mac"
                        + " from account_lock_ledger where kind = 'DECIDED'",
                "update account_lock_ledger set entry_no = 7 - entry_no where entry_no in (3, 4)",
                "delete from account_lock_ledger_head",
                "update account_lock_ledger_head set entries = entries - 1",
                "update account_lock_register set chains = chains - 1 where chains > 0",
                "update account_lock_register set chains = 0, entries = 0, heads_sum = '', mac = '', key_id = ''",
                "delete from account_lock_register where chains > 0",
                "delete from account_lock_ledger where request_id in (select max(request_id) from account_lock_ledger);"
                        + "delete from account_lock_ledger_head where request_id not in"
                        + " (select request_id from account_lock_ledger)",
                "delete from account_lock_ledger; delete from account_lock_ledger_head"
            })
    void everyChangeIsFound(String change) throws SQLException {
        assertThat(afterwards(change, Optional.empty()).problems()).isNotEmpty();
    }

    @Test
    void tailThatIsCutTogetherWithAnOlderHeadIsFound() throws SQLException {
        assertThat(afterwards(tailCut(), Optional.empty()).problems()).isNotEmpty();

        try (Connection connection = DriverManager.getConnection(DATABASE)) {
            connection.setAutoCommit(false);
            change(connection, tailCut());
            assertThatThrownBy(() -> new JdbcLedger(on(connection), KEYS).of(locked))
                    .hasMessageContaining("the head does not match its seal");
            connection.rollback();
        }
    }

    @Test
    void tailThatIsCutTogetherWithAHeadThatWasSealedThenIsFoundByTheRegister() throws SQLException {
        try (Connection connection = DriverManager.getConnection(DATABASE)) {
            LedgerVerifier verifier = new LedgerVerifier(connection, KEYS);
            String last = "select mac from account_lock_ledger where request_id = '" + locked + "' and kind <> 'ENDED'"
                    + " order by entry_no desc limit 1";
            int entries = Integer.parseInt(text(
                    connection, "select entries from account_lock_ledger_head where request_id = '" + locked + "'"));
            String then = KEYS.seal("t1", "head", locked, Integer.toString(entries - 1), text(connection, last));

            change(
                    connection,
                    tailCut() + ";update account_lock_ledger_head set mac = '" + then + "' where request_id = '"
                            + locked + "'");

            assertThat(verifier.verify(Optional.empty(), trail -> Optional.empty(), trail -> {})
                            .problems())
                    .singleElement()
                    .asString()
                    .contains("its tail was cut together with its head");
            connection.rollback();
        }
    }

    @Test
    void tailThatIsCutIsNotReadByADelegate() throws SQLException {
        try (Connection connection = DriverManager.getConnection(DATABASE)) {
            connection.setAutoCommit(false);

            change(connection, "delete from account_lock_ledger where entry_no > 7 and request_id = '" + locked + "'");

            assertThatThrownBy(() -> new JdbcLedger(on(connection), KEYS).of(locked))
                    .hasMessageContaining("entries after number 7 are missing");
            connection.rollback();
        }
    }

    @Test
    void tailOfAnOpenRequestThatIsCutTogetherWithItsHeadIsFound() throws SQLException {
        try (Connection connection = DriverManager.getConnection(DATABASE)) {
            LedgerVerifier verifier = new LedgerVerifier(connection, KEYS);
            String second = text(
                    connection,
                    "select mac from account_lock_ledger where request_id = '" + waiting + "' and entry_no = 2");
            String then = KEYS.seal("t1", "head", waiting, "2", second);

            change(
                    connection,
                    "delete from account_lock_ledger where entry_no > 2 and request_id = '" + waiting + "';"
                            + "update account_lock_ledger_head set entries = 2, last_mac = '" + second + "', mac = '"
                            + then + "' where request_id = '" + waiting + "'");

            assertThat(verifier.verify(Optional.empty(), trail -> Optional.empty(), trail -> {})
                            .problems())
                    .singleElement()
                    .asString()
                    .contains("its tail was cut together with its head");
            connection.rollback();
        }
    }

    @Test
    void requestThatIsDeletedTogetherWithItsShareOfTheRegisterIsFoundByTheSeal() throws SQLException {
        String gone = "delete from account_lock_ledger where request_id = '" + rejected + "';"
                + "delete from account_lock_ledger_head where request_id = '" + rejected + "';"
                + registerBefore;

        assertThat(afterwards(gone, Optional.empty()).problems())
                .isNotEmpty()
                .allMatch(problem -> problem.endsWith("the row does not match its seal"));
    }

    private static String register() throws SQLException {
        try (Connection connection = DriverManager.getConnection(DATABASE)) {
            return text(
                    connection,
                    "select string_agg(format('update account_lock_register set chains = %s, entries = %s,"
                            + " heads_sum = %L, key_id = %L where register_no = %s', chains, entries, heads_sum,"
                            + " key_id, register_no), ';') from account_lock_register");
        }
    }

    private static String tailCut() {
        return "delete from account_lock_ledger where kind = 'ENDED' and request_id = '" + locked + "';"
                + "update account_lock_ledger_head set entries = entries - 1, last_mac = (select mac from"
                + " account_lock_ledger l where l.request_id = account_lock_ledger_head.request_id order by entry_no"
                + " desc limit 1) where request_id = '" + locked + "'";
    }

    @Test
    void brokenRequestIsNamedWithItsFirstBadEntry() throws SQLException {
        String change = "update account_lock_ledger set actor = 'x' where kind = 'DECIDED'" + " and request_id = '"
                + locked + "'";

        assertThat(afterwards(change, Optional.of(locked)).problems())
                .containsExactly("request " + locked + ": entry 4 does not match its seal");
        assertThat(afterwards(change, Optional.of(rejected)).problems()).isEmpty();
    }

    @Test
    void anotherKeyOfTheSameNameFindsEverythingBroken() throws SQLException {
        EvidenceKeys other = new EvidenceKeys("t1:ZmFrZS1ldmlkZW5jZS1rZXktZm9yLXRlc3RzLW9ubHktMDAwMg==");

        assertThat(report(other).problems()).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void missingKeyIsNamedAndNothingIsCalledBroken() throws SQLException {
        EvidenceKeys other = new EvidenceKeys("t9:ZmFrZS1ldmlkZW5jZS1rZXktZm9yLXRlc3RzLW9ubHktMDAwMg==");

        LedgerVerifier.Report report = report(other);

        assertThat(report.problems()).isEmpty();
        assertThat(report.sound()).isFalse();
        assertThat(report.unchecked())
                .contains(
                        "request " + locked + ": entry 1 was sealed with the key \"t1\", which is not configured here");
    }

    private static LedgerVerifier.Report report(EvidenceKeys keys) throws SQLException {
        try (Connection connection = DriverManager.getConnection(DATABASE)) {
            return new LedgerVerifier(connection, keys)
                    .verify(Optional.empty(), trail -> Optional.empty(), trail -> {});
        }
    }

    @Test
    void keysRotate() throws SQLException {
        EvidenceKeys rotated = new EvidenceKeys(
                "t2:ZmFrZS1ldmlkZW5jZS1rZXktZm9yLXRlc3RzLW9ubHktMDAwMw==\n" + Production.EVIDENCE_KEYS);
        try (Connection connection = DriverManager.getConnection(DATABASE)) {
            LedgerVerifier verifier = new LedgerVerifier(connection, rotated);
            JdbcLedger ledger = new JdbcLedger(on(connection), rotated);
            ledger.join(locked, looked("after a rotation"));

            assertThat(verifier.verify(Optional.empty(), trail -> Optional.empty(), trail -> {})
                            .problems())
                    .isEmpty();
            assertThat(ledger.of(locked).ended()).isPresent();
            assertThatThrownBy(() -> new JdbcLedger(on(connection), KEYS).of(locked))
                    .as("the new key seals, so the old one alone is not enough")
                    .isInstanceOf(LedgerBroken.class);
            connection.rollback();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void entryOfARolledBackStepDoesNotTakeThePlaceOfAnother(boolean last) throws SQLException {
        try (Connection connection = DriverManager.getConnection(DATABASE)) {
            connection.setAutoCommit(false);
            JdbcLedger ledger = new JdbcLedger(on(connection), KEYS);
            Savepoint before = connection.setSavepoint();
            ledger.join(locked, looked("rolled back"));
            String mac = text(
                    connection,
                    "select mac from account_lock_ledger where request_id = '" + locked
                            + "' order by entry_no desc limit 1");
            connection.rollback(before);
            ledger.join(locked, looked("stands"));
            if (!last) {
                ledger.join(locked, looked("stands after it"));
            }
            ledger.of(locked);

            change(
                    connection,
                    "update account_lock_ledger set facts = replace(facts, 'stands', 'rolled back'), mac = '" + mac
                            + "' where request_id = '" + locked + "' and facts like '%\"stands\"%'");

            OtherNode.reads(ledger);
            assertThatThrownBy(() -> ledger.of(locked)).isInstanceOf(LedgerBroken.class);
            connection.rollback();
        }
    }

    /** Told by a node that knows the request: it goes on with what it knows, and another node names the tampering. */
    @Test
    void headThatSomebodyPutBackLeadsToNoSecondEntry() throws SQLException {
        try (Connection connection = DriverManager.getConnection(DATABASE)) {
            connection.setAutoCommit(false);
            JdbcLedger ledger = new JdbcLedger(on(connection), KEYS);
            ledger.of(locked);
            String before = text(
                    connection,
                    "select format('update account_lock_ledger_head set entries = %s, last_mac = %L, mac = %L where"
                            + " request_id = %L', entries, last_mac, mac, request_id) from account_lock_ledger_head"
                            + " where request_id = '" + locked + "'");
            ledger.join(locked, looked("stands"));
            change(connection, before);

            assertThatThrownBy(() -> ledger.join(locked, looked("in its place")))
                    .isInstanceOf(LedgerBroken.class);
            connection.rollback();
        }
    }

    @Test
    void wholeRequestIsOfNoUseUnderAnotherId() throws SQLException {
        try (Connection connection = DriverManager.getConnection(DATABASE)) {
            connection.setAutoCommit(false);

            change(
                    connection,
                    "insert into account_lock_ledger (request_id, entry_no, happened_at, kind, actor, facts, key_id, mac)"
                            + " select 'copy', entry_no, happened_at, kind, actor, facts, key_id, mac"
                            + " from account_lock_ledger where request_id = '" + locked + "';"
                            + "insert into account_lock_ledger_head (request_id, entries, last_mac, key_id, mac)"
                            + " select 'copy', entries, last_mac, key_id, mac from account_lock_ledger_head"
                            + " where request_id = '" + locked + "'");

            assertThatThrownBy(() -> new JdbcLedger(on(connection), KEYS).of("copy"))
                    .hasMessageContaining("entry 1 does not match its seal");
            connection.rollback();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update account_lock_ledger_head set entries = entries - 1",
                "update account_lock_register set chains = chains + 1"
            })
    void nothingIsWrittenBehindABrokenSeal(String change) throws SQLException {
        try (Connection connection = DriverManager.getConnection(DATABASE)) {
            connection.setAutoCommit(false);
            change(connection, change);

            assertThatThrownBy(() -> new JdbcLedger(on(connection), KEYS).join(locked, looked("behind it")))
                    .isInstanceOf(LedgerBroken.class)
                    .hasMessageContaining("does not match its seal");
            connection.rollback();
        }
    }

    @Test
    void partsOfASealCannotBeShifted() {
        assertThat(KEYS.seal("t1", "ab", "c")).isNotEqualTo(KEYS.seal("t1", "a", "bc"));
    }

    @Test
    void requestThatIsNotThereIsNotSound() throws SQLException {
        assertThat(afterwards("select 1", Optional.of("unknown")).problems())
                .containsExactly("request unknown: is not in the ledger");
    }

    @Test
    void headWithoutEntriesIsNamed() throws SQLException {
        assertThat(afterwards("delete from account_lock_ledger", Optional.of(locked))
                        .problems())
                .contains("request " + locked + ": entry 1 is missing, only the head is left");
    }

    @Test
    void brokenRequestIsNotReadByADelegate() throws SQLException {
        try (Connection connection = DriverManager.getConnection(DATABASE)) {
            connection.setAutoCommit(false);
            change(connection, "update account_lock_ledger set actor = 'manager2' where kind = 'DECIDED'");

            assertThatThrownBy(() -> new JdbcLedger(on(connection), KEYS).of(locked))
                    .isInstanceOf(LedgerBroken.class)
                    .hasMessageContaining("nothing is called");
            connection.rollback();
        }
    }

    @Test
    void keysAreCheckedAndNeverShown() {
        assertThat(EvidenceKeys.problems("")).singleElement().asString().contains("is missing");
        assertThat(EvidenceKeys.problems("k1:c2hvcnQ="))
                .singleElement()
                .asString()
                .contains("too short");
        assertThat(EvidenceKeys.problems(Production.EVIDENCE_KEYS + "," + Production.EVIDENCE_KEYS))
                .singleElement()
                .asString()
                .contains("key 2 has no id of its own");
        assertThat(EvidenceKeys.problems("nonsense")).singleElement().asString().doesNotContain("nonsense");
        assertThat(KEYS).hasToString("keys [t1]");
    }

    /** A person looks: what may follow also an ended request. */
    private static Fact looked(String detail) {
        Instant now = Instant.now();
        return new Fact.Looked(
                now,
                new Person("auditor", ""),
                Purpose.LIVE,
                Sight.LOCKED,
                now,
                "",
                "",
                "",
                "",
                List.of(),
                List.of(),
                false,
                detail);
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static LedgerVerifier.Report afterwards(String change, Optional<String> request) throws SQLException {
        try (Connection connection = DriverManager.getConnection(DATABASE)) {
            LedgerVerifier verifier = new LedgerVerifier(connection, KEYS);
            change(connection, change);
            LedgerVerifier.Report report = verifier.verify(request, trail -> Optional.empty(), trail -> {});
            connection.rollback();
            return report;
        }
    }

    private static void change(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : List.of("ledger", "ledger_head", "register")) {
                statement.execute("alter table account_lock_" + table + " disable trigger all");
            }
            statement.execute(
                    "alter table account_lock_ledger drop constraint account_lock_ledger_request_id_entry_no_key");
            statement.execute(sql);
        }
    }

    private static Connections on(Connection connection) {
        return new Connections() {
            @Override
            public <T> T joined(Work<T> work) {
                try {
                    return work.on(connection);
                } catch (SQLException failed) {
                    throw new IllegalStateException(failed);
                }
            }

            @Override
            public <T> Consumer<T> beforeCommit(Together<T> work) {
                return part -> joined(joined -> {
                    work.on(joined, List.of(part));
                    return null;
                });
            }

            @Override
            public Map<String, Object> mind() {
                return new HashMap<>();
            }

            @Override
            public <T> T own(Work<T> work) {
                return joined(work);
            }
        };
    }
}
