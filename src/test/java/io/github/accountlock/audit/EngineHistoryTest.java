package io.github.accountlock.audit;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.fixture.Audited;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.ledger.LedgerVerifier;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.process.ProcessTester;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Somebody changes what the engine remembers. Each change is undone after it was looked at. */
class EngineHistoryTest {

    private static final String DATABASE = Postgres.newDatabase();

    private static String locked;

    @BeforeAll
    static void oneRequest() {
        try (ControlledClouds clouds = new ControlledClouds()) {
            StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
            configuration.setJdbcUrl(DATABASE);
            configuration.setJdbcDriver("org.postgresql.Driver");
            configuration.setDatabaseSchemaUpdate("true");
            configuration.setProcessEngineName("history");
            ProcessEngine engine =
                    ProcessTester.configured(configuration, clouds).buildProcessEngine();
            ProcessTester flow = new ProcessTester(engine);
            ProcessInstance request = flow.requested(tencent("app_user"));
            flow.approve(request);
            flow.runJobs(request);
            locked = request.getId();
            engine.close();
        }
    }

    @Test
    void untouchedHistoryContradictsNothing() throws SQLException {
        assertThat(contradictions("select 1")).isEmpty();
    }

    @Test
    void historyThatWasCleanedUpContradictsNothing() throws SQLException {
        assertThat(contradictions("delete from act_hi_procinst; delete from act_hi_varinst"))
                .isEmpty();
    }

    @Test
    void variableThatSomebodyDeletedContradictsNothing() throws SQLException {
        assertThat(contradictions("delete from act_hi_varinst where name_ = 'outcome'"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "update act_hi_procinst set start_user_id_ = 'manager' | names another requester than entry 1",
                "update act_hi_procinst set start_user_id_ = null | names another requester than entry 1",
                "update act_hi_procinst set business_key_ = 'a/b/c/d' | names another account than entry 1",
                "update act_hi_varinst set text_ = 'REJECTED' where name_ = 'outcome'"
                        + " | says outcome \"REJECTED\", the ledger says \"LOCKED\"",
                "update act_hi_procinst set state_ = 'ACTIVE' | says ACTIVE, but the request has ended"
            })
    void historyThatTellsAnotherStoryIsFound(String change, String why) throws SQLException {
        assertThat(contradictions(change)).singleElement().asString().contains(why);
    }

    @Test
    void instanceThatTheLedgerDoesNotKnowIsNamed() throws SQLException {
        String stranger = "insert into act_hi_procinst (id_, proc_inst_id_, proc_def_id_, proc_def_key_, start_time_)"
                + " select 'stranger', 'stranger', proc_def_id_, proc_def_key_, start_time_ from act_hi_procinst";

        assertThat(contradictions(stranger))
                .containsExactly("request stranger: is in the engine's history, but not in the ledger");
    }

    private static List<String> contradictions(String change) throws SQLException {
        try (Connection connection = DriverManager.getConnection(DATABASE)) {
            List<Trail> requests = new ArrayList<>();
            new LedgerVerifier(connection, Audited.KEYS)
                    .verify(Optional.empty(), trail -> Optional.empty(), requests::add);
            assertThat(requests)
                    .singleElement()
                    .satisfies(trail -> assertThat(trail.requestId()).isEqualTo(locked));
            try (Statement statement = connection.createStatement()) {
                statement.execute(change);
            }
            EngineHistory history = new EngineHistory(connection, Optional.empty());
            List<String> found = new ArrayList<>();
            requests.forEach(trail -> history.contradiction(trail).ifPresent(found::add));
            found.addAll(history.without(Set.of(locked)));
            connection.rollback();
            return found;
        }
    }
}
