package io.github.accountlock.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Creates and upgrades our tables: the scripts that this database has not had, in their order, in one transaction. What
 * was done is kept in a table of Flyway's form, which made it until version 0.1; no Flyway of a host reads it.
 */
public final class Migrations {

    /** In their order; a script that was released is never changed. */
    static final List<String> SCRIPTS = List.of(
            "V1__ledger_and_holds.sql",
            "V2__request_index.sql",
            "V3__registers.sql",
            "V4__pace.sql",
            "V5__pace_is_not_kept.sql",
            "V6__outbox.sql",
            "V7__one_works_on_an_account.sql",
            "V8__readings_of_holds.sql",
            "V9__account_lists.sql",
            "V10__locks_of_others.sql",
            "V11__requests_are_counted_by_row.sql",
            "V12__locks_that_begin_later.sql",
            "V13__answers_of_clouds.sql",
            "V14__lists_of_all_or_none.sql");

    private static final Map<String, String> FOLDERS =
            Map.of("H2", "accountlock/db/h2/", "PostgreSQL", "accountlock/db/postgresql/");

    /** What every database understands. */
    private static final String COMMON = "accountlock/db/common/";

    /** Any number that is ours: nodes that start at the same moment wait for each other. */
    private static final long ONE_AT_A_TIME = 0x4c6f636b466c6f77L;

    private static final String HISTORY = "account_lock_schema_history";

    private Migrations() {}

    /** Why our tables cannot be here, in a sentence; empty if they can. */
    public static Optional<String> unsupported(String databaseProduct) {
        return FOLDERS.containsKey(databaseProduct)
                ? Optional.empty()
                : Optional.of("database: " + databaseProduct + " is not supported; use PostgreSQL (H2 for the demo).");
    }

    /**
     * @param connection in a transaction that the caller commits
     * @throws IllegalStateException if tables of version 0.1 stand without the prefix, which it did not know
     */
    public static Void migrate(Connection connection, TablePrefix prefix) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        boolean shared = product.equals("PostgreSQL");
        if (shared) {
            Rows.one(connection, "select 1 from (select pg_advisory_xact_lock(?)) locked", row -> true, ONE_AT_A_TIME);
            refuseTablesWithoutThePrefix(connection, prefix);
        }
        String history = prefix.quoted(HISTORY);
        if (!shared || !exists(connection, history)) {
            execute(
                    connection,
                    "create table if not exists " + history + " (\"installed_rank\" int primary key,"
                            + " \"version\" varchar(50), \"description\" varchar(200) not null, \"type\" varchar(20) not null,"
                            + " \"script\" varchar(1000) not null, \"checksum\" int, \"installed_by\" varchar(100) not null,"
                            + " \"installed_on\" timestamp default current_timestamp not null,"
                            + " \"execution_time\" int not null, \"success\" boolean not null)");
        }
        Set<String> done =
                new HashSet<>(Rows.list(connection, "select \"script\" from " + history, row -> row.getString(1)));
        for (String script : SCRIPTS) {
            if (!done.contains(script)) {
                String sql = read(FOLDERS.get(product), script);
                execute(connection, prefix.in(sql));
                Rows.change(
                        connection,
                        "insert into " + history + " values ((select coalesce(max(\"installed_rank\"), 0) + 1 from "
                                + history + "), ?, ?, 'SQL', ?, ?, ?, current_timestamp, 0, true)",
                        script.substring(1, script.indexOf("__")),
                        script.substring(script.indexOf("__") + 2, script.indexOf('.'))
                                .replace('_', ' '),
                        script,
                        checksum(sql),
                        connection.getMetaData().getUserName());
            }
        }
        return null;
    }

    /** A new, empty ledger beside the old one would look like a sound one. */
    private static void refuseTablesWithoutThePrefix(Connection connection, TablePrefix prefix) throws SQLException {
        if (!prefix.text().isEmpty()
                && !exists(connection, prefix.quoted(HISTORY))
                && exists(connection, HISTORY)
                && !exists(connection, "act_ge_property")) {
            throw new IllegalStateException("the tables account_lock_… of version 0.1 stand without the engine's table"
                    + " prefix " + prefix.text() + "; rename them (src/docs/installing.md), then start again");
        }
    }

    private static boolean exists(Connection postgres, String table) throws SQLException {
        return Rows.one(postgres, "select to_regclass(?) is not null", row -> row.getBoolean(1), table)
                .orElseThrow();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Flyway's, so that a node of version 0.1 still knows what it reads. */
    private static int checksum(String sql) {
        CRC32 sum = new CRC32();
        sql.lines().forEach(line -> sum.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) sum.getValue();
    }

    private static String read(String folder, String script) {
        ClassLoader jar = Migrations.class.getClassLoader();
        String resource = jar.getResource(folder + script) == null ? COMMON + script : folder + script;
        try (InputStream in = jar.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the plugin jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(resource, broken);
        }
    }
}
