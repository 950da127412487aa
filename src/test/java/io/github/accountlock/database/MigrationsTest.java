package io.github.accountlock.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.fixture.Postgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationsTest {

    private static final TablePrefix NONE = new TablePrefix("");

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgresql"})
    void everyScriptIsRunAndStandsInOneFolderOnly(String database) throws Exception {
        List<String> scripts = new ArrayList<>(scripts(database));
        scripts.addAll(scripts("common"));

        assertThat(scripts).containsExactlyInAnyOrderElementsOf(Migrations.SCRIPTS);
    }

    private List<String> scripts(String folder) throws Exception {
        try (var files = Files.list(
                Path.of(getClass().getResource("/accountlock/db/" + folder).toURI()))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void nodesThatStartTogetherMakeTheTablesOnce() throws Exception {
        String database = Postgres.newDatabase();
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        List<Callable<Void>> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(() -> migrated(database, NONE));
        }
        for (Future<Void> start : nodes.invokeAll(starts)) {
            start.get();
        }
        nodes.shutdown();

        assertThat(rows(database, "select script from account_lock_schema_history order by installed_rank"))
                .isEqualTo(Migrations.SCRIPTS);
        assertThat(rows(database, "select version || ' ' || checksum from account_lock_schema_history"))
                .as("as Flyway writes it")
                .contains("2 755488718", "4 612911148");
    }

    @Test
    void enginesWithDifferentPrefixesShareADatabase() throws SQLException {
        String database = Postgres.newDatabase();
        try (Connection connection = DriverManager.getConnection(database)) {
            Rows.change(connection, "create schema bpm");
            Rows.change(connection, "create table act_ge_property (the_engine_without_a_prefix int)");
        }
        for (String prefix : List.of("", "A_", "B_", "bpm.", "bpm.C_")) {
            migrated(database, new TablePrefix(prefix));
            migrated(database, new TablePrefix(prefix));
        }

        assertThat(rows(
                        database,
                        "select schemaname || '.' || tablename from pg_tables where tablename like '%account_lock_hold'"
                                + " order by 1"))
                .containsExactly(
                        "bpm.account_lock_hold",
                        "bpm.c_account_lock_hold",
                        "public.a_account_lock_hold",
                        "public.account_lock_hold",
                        "public.b_account_lock_hold");
    }

    @Test
    void ledgerOfVersionOneIsNotLostBehindAPrefix() throws SQLException {
        String database = Postgres.newDatabase();
        migrated(database, NONE);

        assertThatThrownBy(() -> migrated(database, new TablePrefix("A_")))
                .hasMessageContaining("stand without the engine's table prefix A_; rename them");
    }

    private static Void migrated(String database, TablePrefix prefix) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database)) {
            connection.setAutoCommit(false);
            Migrations.migrate(connection, prefix);
            connection.commit();
            return null;
        }
    }

    private static List<String> rows(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database)) {
            return Rows.list(connection, sql, row -> row.getString(1));
        }
    }
}
