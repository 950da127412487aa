package io.github.accountlock.locking;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import io.github.accountlock.provider.LocalPace;
import io.github.accountlock.provider.Pace;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The pace of all nodes on one PostgreSQL together: a row an action holds the moment of its next turn, by the clock of the
 * database, and one statement takes it. Turns are handed out one after the other and never in a burst. The statement is
 * committed before anybody waits. On H2, which one process has for itself, the pace of the process. Thread-safe.
 */
public final class SharedPace implements Pace {

    /**
     * Microseconds everywhere. A turn that is too far away changes nothing and gives no row. It is not waited for until the
     * turn is on the disk: a database that has crashed is away for longer than a turn takes.
     */
    private static final String TAKE = "with taken as (insert into account_lock_pace as pace (action, next_turn)"
            + " values (?, clock_timestamp() + ? * interval '1 microsecond')"
            + " on conflict (action) do update set"
            + " next_turn = greatest(pace.next_turn, clock_timestamp()) + ? * interval '1 microsecond'"
            + " where pace.next_turn <= clock_timestamp() + ? * interval '1 microsecond'"
            + " returning cast(1000000 * extract(epoch from next_turn - clock_timestamp()) as bigint) - ? as micros)"
            + " select micros, set_config('synchronous_commit', 'off', true) from taken";

    private static final String HOW_FAR = "select cast(1000000 * extract(epoch from next_turn - clock_timestamp())"
            + " as bigint) from account_lock_pace where action = ?";

    private final Connections connections;
    private final LocalPace alone = new LocalPace();
    private Boolean postgres;

    public SharedPace(Connections connections) {
        this.connections = connections;
    }

    @Override
    public Optional<Duration> takeTurn(String action, Duration interval, Duration longestWait)
            throws InterruptedException {
        if (!onPostgres()) {
            return alone.takeTurn(action, interval, longestWait);
        }
        long micros = interval.toNanos() / 1000;
        Optional<Long> wait = connections.own(connection -> take(connection, action, micros, longestWait));
        if (wait.isEmpty()) {
            long far = connections.own(connection ->
                    Rows.one(connection, HOW_FAR, row -> row.getLong(1), action).orElse(0L));
            return Optional.of(Duration.ofNanos(1000 * Math.max(far, 1)));
        }
        if (wait.get() > 0) {
            TimeUnit.MICROSECONDS.sleep(wait.get());
        }
        return Optional.empty();
    }

    private static Optional<Long> take(Connection connection, String action, long micros, Duration longestWait)
            throws SQLException {
        return Rows.one(
                connection, TAKE, row -> row.getLong(1), action, micros, micros, longestWait.toNanos() / 1000, micros);
    }

    private synchronized boolean onPostgres() {
        if (postgres == null) {
            postgres = connections.own(connection ->
                    connection.getMetaData().getDatabaseProductName().equals("PostgreSQL"));
        }
        return postgres;
    }
}
