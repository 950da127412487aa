package io.github.accountlock.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * What PostgreSQL does for a piece of work in one database, by its own counters ({@code pg_stat_statements} 1.10 and the
 * write-ahead log of PostgreSQL 15). A statement that begins with the comment {@link #WATCH} is not counted.
 */
final class Meter implements AutoCloseable {

    /** In front of the statements by which a test looks on. */
    static final String WATCH = "/* watch */ ";

    /** The job executor asks for jobs in vain while nothing is to be done: how often, depends on the time it takes. */
    private static final String NOT_COUNTED =
            " and query not like '/* watch */%' and query not like '%pg_stat_statements%'"
                    + " and query !~* '^(begin|commit|rollback|set|show|select 1$)'"
                    + " and query !~* 'from act_ru_job res[[:space:]]+where .res.retries_'";

    private final Connection connection;

    Meter(String database) throws SQLException {
        connection = DriverManager.getConnection(database);
        try (Statement statement = connection.createStatement()) {
            statement.execute("create extension if not exists pg_stat_statements");
        }
    }

    /** @param transactions those that wrote something */
    record Cost(double statements, double rows, double transactions, double walBytes) {}

    interface Work {
        void run() throws Exception;
    }

    /** @param times how often the work is done in it: the cost of one is returned */
    Cost of(int times, Work work) throws Exception {
        execute("select pg_stat_statements_reset()");
        double[] before = now();
        work.run();
        double[] after = now();
        return new Cost(
                (after[0] - before[0]) / times,
                (after[1] - before[1]) / times,
                (after[2] - before[2]) / times,
                (after[3] - before[3]) / times);
    }

    private double[] now() throws SQLException {
        String sql = WATCH
                + "select coalesce(sum(calls), 0), coalesce(sum(case when query !~* '^\\s*select' then rows end), 0),"
                + " pg_snapshot_xmax(pg_current_snapshot())::text::bigint,"
                + " pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') from pg_stat_statements"
                + " where dbid = (select oid from pg_database where datname = current_database())" + NOT_COUNTED;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return new double[] {row.getDouble(1), row.getDouble(2), row.getDouble(3), row.getDouble(4)};
        }
    }

    /** How often each statement ran, since the last measurement began. */
    Map<String, Long> statements() throws SQLException {
        Map<String, Long> all = new TreeMap<>();
        String sql = WATCH + "select regexp_replace(query, '\\s+', ' ', 'g'), calls from pg_stat_statements"
                + " where dbid = (select oid from pg_database where datname = current_database())" + NOT_COUNTED;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                all.merge(row.getString(1), row.getLong(2), Long::sum);
            }
        }
        return all;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
