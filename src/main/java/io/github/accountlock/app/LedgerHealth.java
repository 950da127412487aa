package io.github.accountlock.app;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.stereotype.Component;

/**
 * Whether facts can be written: down while the database is away, and while it only reads, as a standby does. Without a
 * database that writes nobody can ask, approve or lock.
 */
@Component("ledger")
final class LedgerHealth extends AbstractHealthIndicator {

    private final DataSource database;

    LedgerHealth(DataSource database) {
        super("the database cannot be reached");
        this.database = database;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (readsOnly(connection)) {
                health.down().withDetail("reason", "the database is read-only");
            } else {
                health.up();
            }
        }
    }

    private static boolean readsOnly(Connection connection) throws SQLException {
        if (!connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
            return connection.isReadOnly();
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show transaction_read_only")) {
            row.next();
            return row.getString(1).equals("on");
        }
    }
}
