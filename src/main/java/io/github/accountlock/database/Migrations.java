package io.github.accountlock.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.ibatis.datasource.pooled.PooledDataSource;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Creates and upgrades the ledger and hold tables, apart from any Flyway of the host. */
public final class Migrations {

    private static final Map<String, String> FOLDERS =
            Map.of("h2", "accountlock/db/h2", "postgresql", "accountlock/db/postgresql");

    private Migrations() {}

    /** @throws IllegalStateException if the database is neither PostgreSQL nor H2 */
    public static void migrate(ProcessEngineConfigurationImpl engine, DataSource dataSource) {
        FluentConfiguration flyway = Flyway.configure(Migrations.class.getClassLoader());
        if (dataSource instanceof PooledDataSource) {
            // The engine's own pool throws when Flyway asks a returned connection whether it is closed.
            flyway.dataSource(engine.getJdbcUrl(), engine.getJdbcUsername(), engine.getJdbcPassword());
        } else {
            flyway.dataSource(dataSource);
        }
        flyway.locations("classpath:" + folder(dataSource))
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
