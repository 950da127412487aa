package io.github.accountlock.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.database.EmptiedTables;
import io.github.accountlock.database.TablePrefix;
import io.github.accountlock.fixture.Postgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** A table of the engine that is empty after a quiet time is not planned as one that costs nothing. */
class EmptiedTablesTest {

    private static final String PAGES = "select pg_relation_size('act_ru_job') / 8192";

    @Test
    void jobsKeepTheirPagesWhileThereAreNone() throws Exception {
        String database = Postgres.newDatabase();
        try (StubCloud cloud = new StubCloud();
                Subject ours = Engines.ours(database, cloud.uri().toString(), 4);
                Connection connection = DriverManager.getConnection(database)) {
            RequestCostTest.locked(ours, connection, 1);

            run(connection, "vacuum act_ru_job");

            assertThat(RequestCostTest.number(connection, "select count(*) from act_ru_job"))
                    .isZero();
            assertThat(RequestCostTest.number(connection, PAGES)).isPositive();
            assertThat(EmptiedTables.keepTheirPages(connection, new TablePrefix("")))
                    .isEmpty();
        }
    }

    @Test
    void tablesOfAPrefixAreFound() throws Exception {
        try (Connection connection = DriverManager.getConnection(Postgres.newDatabase())) {
            run(connection, "create schema bpm; create table bpm.x_act_ru_job (id_ varchar(64))");

            assertThat(EmptiedTables.keepTheirPages(connection, new TablePrefix("bpm.x_")))
                    .containsExactly("bpm.x_ACT_RU_JOB");
            assertThat(EmptiedTables.keepTheirPages(connection, new TablePrefix("bpm.x_")))
                    .isEmpty();
        }
    }

    @Test
    void whoDoesNotOwnThemIsTold() throws Exception {
        try (Connection connection = DriverManager.getConnection(Postgres.newDatabase())) {
            run(
                    connection,
                    "create table act_ru_job (id_ varchar(64)); create role not_the_owner; set role not_the_owner");

            assertThatThrownBy(() -> EmptiedTables.keepTheirPages(connection, new TablePrefix("")))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("must be owner of table act_ru_job");
            run(connection, "reset role; drop role not_the_owner");
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
