package io.github.accountlock.provider.postgres;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.fixture.Postgres;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Roles of a real server as a test speaks of them. Roles belong to the whole server, so each test has names of its own:
 * {@code app_user} is {@code app_user_17_3} there.
 */
final class RolesOnPostgres implements AutoCloseable {

    static final String PASSWORD = "visibly-fake-password";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String suffix = "_" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
    private final String database = Postgres.newDatabase();
    private final List<String> made = new ArrayList<>();
    private final List<Connection> open = new ArrayList<>();
    private final Relay relay = new Relay(address().getPort());

    RolesOnPostgres() {
        create(ourRole(), "login createrole password '" + PASSWORD + "'");
        for (String name : List.of("app_user", "report_user", "locked_user")) {
            create(name + suffix, (name.equals("locked_user") ? "nologin" : "login") + " password '" + PASSWORD + "'");
            letUsAlter(name + suffix);
        }
    }

    private URI address() {
        return URI.create(database.substring("jdbc:".length()));
    }

    Relay relay() {
        return relay;
    }

    String ourRole() {
        return "locker" + suffix;
    }

    AccountRef account(String name) {
        return new AccountRef(PostgresFactory.ID, "berlin", "orders-db", name.contains(suffix) ? name : name + suffix);
    }

    Map<String, String> settings(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "instances.orders-db.url",
                "jdbc:postgresql://localhost:" + relay.port() + address().getPath(),
                "instances.orders-db.user",
                ourRole(),
                "instances.orders-db.password",
                PASSWORD,
                "instances.orders-db.region",
                "berlin"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    /** Makes a role; the name is quoted here as the fixture needs it. */
    void create(String role, String options) {
        run("create role " + quoted(role) + " " + options);
        made.add(role);
    }

    void letUsAlter(String role) {
        run("grant " + quoted(role) + " to " + quoted(ourRole()) + " with admin option, inherit false, set false");
    }

    void forbidUs(AccountRef account) {
        run("revoke " + quoted(account.accountName()) + " from " + quoted(ourRole()));
    }

    void letUsEndSessions() {
        run("grant pg_signal_backend to " + quoted(ourRole()));
    }

    void alter(AccountRef account, String option) {
        run("alter role " + quoted(account.accountName()) + " " + option);
    }

    /** Our role may have one connection, and has it. */
    void letNobodyElseIn() {
        run("alter role " + quoted(ourRole()) + " connection limit 1");
        connect(ourRole());
    }

    /** A session of a role, until the end of the test. */
    Connection connect(String role) {
        try {
            Connection session = DriverManager.getConnection(
                    "jdbc:postgresql://localhost:" + address().getPort()
                            + address().getPath(),
                    role,
                    PASSWORD);
            open.add(session);
            return session;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    Connection connectAsAdmin() throws SQLException {
        Connection admin = DriverManager.getConnection(database);
        open.add(admin);
        return admin;
    }

    boolean canLogin(AccountRef account) {
        return one("select rolcanlogin from pg_roles where rolname::text = ?", account.accountName())
                .equals("t");
    }

    String oid(AccountRef account) {
        return one("select oid from pg_roles where rolname::text = ?", account.accountName());
    }

    private String one(String sql, String value) {
        try (Connection admin = DriverManager.getConnection(database);
                PreparedStatement query = admin.prepareStatement(sql)) {
            query.setString(1, value);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    void run(String sql) {
        try (Connection admin = DriverManager.getConnection(database);
                Statement statement = admin.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String quoted(String role) {
        return '"' + role.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() {
        relay.close();
        for (Connection session : open) {
            try {
                session.close();
            } catch (SQLException ended) {
                // It was ended by the lock.
            }
        }
        made.forEach(role -> run("drop role if exists " + quoted(role)));
    }
}
