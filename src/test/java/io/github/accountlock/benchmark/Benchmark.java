package io.github.accountlock.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.fixture.Production;
import io.github.accountlock.ledger.EvidenceKeys;
import io.github.accountlock.ledger.ManyRequests;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.SendBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a request costs, beside the model that everybody writes first, in one run on one machine: {@code mvn -P benchmark
 * test -DskipTests}. Rounds are interleaved and medians are told; read the ratios, not the figures. Prints a table and
 * writes {@code target/benchmark.json}.
 *
 * <p>A round starts as many requests as it is told to, waits until all are up for approval, approves all, and waits until
 * all have ended. Statements, rows and transactions are PostgreSQL's own counts; processor time is that of the nodes and of
 * PostgreSQL. Idle is one request at a time, from the approval until its end is committed. The floor makes the same three
 * calls and commits what it must remember by plain JDBC.
 */
public final class Benchmark {

    private static final int REQUESTS = Integer.getInteger("benchmark.requests", 300);
    private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 3);
    private static final int WARM_UP = Integer.getInteger("benchmark.warm-up", 900);
    private static final int IDLE = Integer.getInteger("benchmark.idle", 30);
    private static final int STORED = Integer.getInteger("benchmark.stored", 100_000);
    private static final int THREADS = 16;
    private static final int FEW_THREADS = 2;

    private final StubCloud cloud = new StubCloud();
    private final Map<String, Map<String, Object>> results = new LinkedHashMap<>();
    private Path server;
    private int next = 1;

    private Benchmark() throws IOException {}

    public static void main(String[] arguments) throws Exception {
        new Benchmark().run();
        System.exit(0);
    }

    /** Nodes on one database. */
    private final class Site implements AutoCloseable {

        private final String name;
        private final String subject;
        private final String database;
        private final Connection watch;
        private final Meter meter;
        private final List<Node> nodes = new ArrayList<>();
        private final List<double[]> rounds = new ArrayList<>();

        Site(String name, String subject, String database, int count, int threads) throws Exception {
            this.name = name;
            this.subject = subject;
            this.database = database;
            watch = DriverManager.getConnection(database);
            meter = new Meter(database);
            for (int i = 0; i < count; i++) {
                nodes.add(new Node(subject, database, cloud, threads).ready());
            }
        }

        /** Statements, rows, transactions, WAL bytes, processor milliseconds, PostgreSQL's part of them, requests a second. */
        void round(int requests) throws Exception {
            int each = requests / nodes.size();
            double cpu = cpu();
            double ofServer = postgresNanos();
            long begun = System.nanoTime();
            Meter.Cost cost = meter.of(each * nodes.size(), () -> {
                int from = next;
                all("start", from, each);
                until("select count(*) from act_ru_task", each * nodes.size());
                all("approve", from, each);
                until("select count(*) from act_ru_execution", 0);
                next += each * nodes.size();
            });
            double seconds = (System.nanoTime() - begun) / 1e9;
            rounds.add(new double[] {
                cost.statements(),
                cost.rows(),
                cost.transactions(),
                cost.walBytes(),
                (cpu() - cpu) / 1e6 / each / nodes.size(),
                (postgresNanos() - ofServer) / 1e6 / each / nodes.size(),
                each * nodes.size() / seconds
            });
        }

        private void all(String act, int from, int each) throws IOException {
            for (int i = 0; i < nodes.size(); i++) {
                nodes.get(i).say(act + " " + (from + i * each) + " " + each);
            }
            for (Node node : nodes) {
                node.answer();
            }
        }

        private double cpu() throws IOException {
            double nanos = postgresNanos();
            for (Node node : nodes) {
                nanos += node.cpu();
            }
            return nanos;
        }

        /** Milliseconds from the approval to the end, one request at a time. */
        double[] idle(int times) throws Exception {
            double[] millis = new double[times];
            for (int i = 0; i < times; i++) {
                all("start", next, 1);
                until("select count(*) from act_ru_task", 1);
                long begun = System.nanoTime();
                all("approve", next, 1);
                until("select count(*) from act_ru_execution", 0);
                millis[i] = (System.nanoTime() - begun) / 1e6;
                next++;
            }
            Arrays.sort(millis);
            return millis;
        }

        private void until(String count, long wanted) throws Exception {
            long end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
            while (System.nanoTime() < end) {
                if (number(watch, Meter.WATCH + count) == wanted) {
                    return;
                }
                Thread.sleep(2);
            }
            throw new IllegalStateException(name + ": never " + wanted + " of " + count);
        }

        void told() {
            double[] medians = new double[rounds.get(0).length];
            for (int i = 0; i < medians.length; i++) {
                int column = i;
                medians[i] = median(
                        rounds.stream().mapToDouble(round -> round[column]).toArray());
            }
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("statements", rounded(medians[0]));
            result.put("rowsWritten", rounded(medians[1]));
            result.put("writeTransactions", rounded(medians[2]));
            result.put("walKB", rounded(medians[3] / 1024));
            result.put("cpuMillis", rounded(medians[4]));
            result.put("cpuMillisOfPostgres", rounded(medians[5]));
            result.put("requestsPerSecond", rounded(medians[6]));
            results.computeIfAbsent(name, any -> new LinkedHashMap<>()).putAll(result);
        }

        void idleTold(double[] millis) {
            results.computeIfAbsent(name, any -> new LinkedHashMap<>())
                    .putAll(Map.of(
                            "idleP50Millis",
                            rounded(millis[millis.length / 2]),
                            "idleP99Millis",
                            rounded(millis[millis.length - 1])));
        }

        @Override
        public void close() throws IOException, SQLException {
            for (Node node : nodes) {
                node.close();
            }
            watch.close();
            meter.close();
        }
    }

    private void run() throws Exception {
        Postgres.waitsForItsDisk();
        String database = Postgres.newDatabase();
        server = directory(database);
        try (Site ours = new Site("ours", "ours", database, 1, THREADS);
                Site naive = new Site("naive", "naive", Postgres.newDatabase(), 1, THREADS)) {
            say("warming up");
            cloud.answersAfter(5);
            warmUp(ours, naive);
            for (int i = 0; i < ROUNDS; i++) {
                say("round " + (i + 1) + " of " + ROUNDS);
                for (Site site : List.of(ours, naive)) {
                    site.round(REQUESTS);
                }
            }
            ours.told();
            naive.told();
            say("idle, cloud at 50 ms");
            cloud.answersAfter(50);
            ours.idleTold(ours.idle(IDLE));
            naive.idleTold(naive.idle(IDLE));
            floor(database);
        }
        say("one and two nodes with " + FEW_THREADS + " job threads each, cloud at 50 ms");
        report();
        nodes();
        report();
        if (STORED > 0) {
            stored();
            report();
        }
    }

    /** Until most of what runs in a request is compiled; a node that has been up for an hour is what people have. */
    private static void warmUp(Site... sites) throws Exception {
        for (int done = 0; done < WARM_UP; done += REQUESTS) {
            for (Site site : sites) {
                site.round(REQUESTS);
                site.rounds.clear();
            }
        }
    }

    /** Limited by their threads and not by the processors, which all nodes share here. */
    private void nodes() throws Exception {
        try (Site one = new Site("ours, one node", "ours", Postgres.newDatabase(), 1, FEW_THREADS);
                Site two = new Site("ours, two nodes", "ours", Postgres.newDatabase(), 2, FEW_THREADS)) {
            warmUp(one, two, two); // twice, for each node has half of them
            for (int i = 0; i < ROUNDS; i++) {
                one.round(REQUESTS / 2);
                two.round(REQUESTS / 2);
            }
            one.told();
            two.told();
        }
    }

    /** The same with many requests in every table that a request writes to. */
    private void stored() throws Exception {
        String empty = Postgres.newDatabase();
        String full = Postgres.newDatabase();
        cloud.answersAfter(5);
        try (Site few = new Site("ours, empty", "ours", empty, 1, THREADS);
                Site many = new Site("ours, " + STORED + " stored", "ours", full, 1, THREADS)) {
            many.round(1);
            say("storing " + STORED + " requests");
            Stored.fill(full, STORED);
            warmUp(few, many);
            for (int i = 0; i < ROUNDS; i++) {
                few.round(REQUESTS);
                many.round(REQUESTS);
            }
            few.told();
            many.told();
        }
    }

    private void floor(String database) throws Exception {
        AccountLockProvider provider = Engines.cloud(cloud.uri().toString());
        try (Connection connection = DriverManager.getConnection(database);
                Statement sql = connection.createStatement()) {
            sql.execute("create table if not exists floor (id int primary key, state varchar(20))");
            double[] millis = new double[IDLE];
            for (int i = 0; i < IDLE; i++) {
                AccountRef account = Engines.account(next++);
                sql.executeUpdate("insert into floor values (" + next + ", 'requested')");
                long begun = System.nanoTime();
                sql.executeUpdate("update floor set state = 'approved' where id = " + next);
                provider.read(account);
                sql.executeUpdate("update floor set state = 'sent' where id = " + next);
                provider.change(account, LockState.LOCKED, Optional.empty(), SendBy.in(Duration.ofSeconds(10)));
                sql.executeUpdate("update floor set state = 'answered' where id = " + next);
                provider.read(account);
                sql.executeUpdate("update floor set state = 'locked' where id = " + next);
                millis[i] = (System.nanoTime() - begun) / 1e6;
            }
            Arrays.sort(millis);
            results.put(
                    "floor",
                    new LinkedHashMap<>(Map.of(
                            "idleP50Millis", rounded(millis[IDLE / 2]), "idleP99Millis", rounded(millis[IDLE - 1]))));
        }
    }

    private void report() throws IOException {
        Map<String, Object> ratios = new LinkedHashMap<>();
        ratio(ratios, "statements / naive", "statements", "ours", "naive");
        ratio(ratios, "WAL / naive", "walKB", "ours", "naive");
        ratio(ratios, "write transactions / naive", "writeTransactions", "ours", "naive");
        ratio(ratios, "CPU / naive", "cpuMillis", "ours", "naive");
        ratio(ratios, "requests a second / naive", "requestsPerSecond", "ours", "naive");
        ratio(ratios, "idle p50 / floor", "idleP50Millis", "ours", "floor");
        ratio(ratios, "requests a second, two nodes / one", "requestsPerSecond", "ours, two nodes", "ours, one node");
        ratio(
                ratios,
                "requests a second, stored / empty",
                "requestsPerSecond",
                "ours, " + STORED + " stored",
                "ours, empty");
        StringBuilder table = new StringBuilder("\n");
        List<String> columns = List.of(
                "statements",
                "rowsWritten",
                "writeTransactions",
                "walKB",
                "cpuMillis",
                "cpuMillisOfPostgres",
                "requestsPerSecond",
                "idleP50Millis",
                "idleP99Millis");
        table.append("%-24s".formatted("a request"));
        columns.forEach(column -> table.append("%20s".formatted(column)));
        results.forEach((name, values) -> {
            table.append("\n%-24s".formatted(name));
            columns.forEach(column -> table.append("%20s".formatted(values.getOrDefault(column, ""))));
        });
        table.append("\n\n");
        ratios.forEach((name, value) -> table.append("%-40s %s%n".formatted(name, value)));
        System.out.println(table);
        Map<String, Object> all = new TreeMap<>(Map.of("results", results, "ratios", ratios));
        all.put("at", Instant.now().toString());
        all.put("processors", Runtime.getRuntime().availableProcessors());
        Files.writeString(
                Path.of("target", "benchmark.json"),
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all));
    }

    private void ratio(Map<String, Object> ratios, String name, String column, String of, String to) {
        if (results.containsKey(of) && results.containsKey(to)) {
            double first = ((Number) results.get(of).get(column)).doubleValue();
            double second = ((Number) results.get(to).get(column)).doubleValue();
            ratios.put(name, Math.round(100 * first / second) / 100.0);
        }
    }

    /** Processor time of the server's processes; only what it has for backends that are alive, which pools keep so. */
    private double postgresNanos() throws IOException {
        double ticks = 0;
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    String stat = Files.readString(process.resolve("stat"));
                    String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                    if (stat.contains("(postgres)")
                            && process.resolve("cwd").toRealPath().equals(server)) {
                        ticks += Long.parseLong(words[11]) + Long.parseLong(words[12]);
                    }
                } catch (IOException gone) {
                    // It has ended meanwhile.
                }
            }
        }
        return ticks * 1e7; // a tick is 10 ms on Linux
    }

    /** The server's processes, and no other server's, work in it. */
    private static Path directory(String database) throws IOException, SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show data_directory")) {
            row.next();
            return Path.of(row.getString(1)).toRealPath();
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static double rounded(double value) {
        return Math.round(10 * value) / 10.0;
    }

    private static void say(String what) {
        System.out.println(what);
    }

    /** Many requests that have ended, by SQL: the ledger's with their seals, the engine's history copied from one. */
    static final class Stored {

        private Stored() {}

        static void fill(String database, int many) throws SQLException {
            try (Connection connection = DriverManager.getConnection(database);
                    Statement sql = connection.createStatement()) {
                Instant begin = Instant.now().minus(Duration.ofDays(100));
                new ManyRequests(new EvidenceKeys(Production.EVIDENCE_KEYS), begin, Duration.ofSeconds(60))
                        .write(connection, many);
                for (String table : List.of(
                        "procinst", "actinst", "taskinst", "varinst", "detail", "job_log", "op_log", "identitylink")) {
                    copies(sql, "act_hi_" + table, many);
                }
                sql.execute("analyze");
            }
        }

        /** Every row of the one request that is there, as often as requests are stored, with ids of their own. */
        private static void copies(Statement sql, String table, int many) throws SQLException {
            List<String> columns = new ArrayList<>();
            try (ResultSet row =
                    sql.executeQuery("select column_name from information_schema.columns where table_name = '" + table
                            + "' and table_schema = current_schema() order by ordinal_position")) {
                while (row.next()) {
                    columns.add(row.getString(1));
                }
            }
            List<String> own = List.of("id_", "proc_inst_id_", "root_proc_inst_id_", "execution_id_", "task_id_");
            String values = columns.stream()
                    .map(column -> own.contains(column) ? "left(" + column + ", 50) || '-' || n" : column)
                    .reduce((one, other) -> one + ", " + other)
                    .orElseThrow();
            sql.execute("insert into " + table + " (" + String.join(", ", columns) + ") select " + values + " from "
                    + table + ", generate_series(1, " + many + ") n");
        }
    }
}
