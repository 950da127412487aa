package io.github.accountlock.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Creates and upgrades the ledger and hold tables, apart from any Flyway of the host. */
public final class Migrations {

    private static final Map<String, String> FOLDERS =
            Map.of("h2", "accountlock/db/h2", "postgresql", "accountlock/db/postgresql");

    private Migrations() {}

    /**
     * @param dataSource hands out connections as long as Flyway asks for them
     * @throws IllegalStateException if the database is neither PostgreSQL nor H2
     */
    public static void migrate(DataSource dataSource) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:" + folder(dataSource))
                .table("account_lock_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }

    private static String folder(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            String folder = FOLDERS.get(product.toLowerCase(Locale.ROOT));
            if (folder == null) {
                throw new IllegalStateException(
                        "database " + product + " is not supported; use PostgreSQL (H2 for the demo)");
            }
            return folder;
        } catch (SQLException failed) {
            throw new IllegalStateException("the database cannot be reached: " + failed.getMessage(), failed);
        }
    }
}
