package io.github.accountlock.cockpit;

import io.github.accountlock.audit.LedgerCheck;
import io.github.accountlock.audit.Search;
import io.github.accountlock.audit.Span;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.ledger.JdbcLedger;
import io.github.accountlock.ledger.LedgerVerifier;
import io.github.accountlock.ledger.ManyRequests;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * How long the audit's server side takes over 100,000 requests on PostgreSQL. Not a test. In the project's folder:
 *
 * <pre>
 * mvn -q -B test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
 * java -cp target/test-classes:target/classes:$(cat target/classpath) io.github.accountlock.cockpit.AuditBenchmark
 * </pre>
 *
 * Another number of requests may be given as an argument; {@code TEST_JDBC_URL} names another server.
 */
public final class AuditBenchmark {

    private static final int TIMES = 7;
    private static final int ROWS = 25;

    private AuditBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int many = arguments.length == 0 ? 100_000 : Integer.parseInt(arguments[0]);
        Instant now = Instant.now();
        Duration apart = Duration.ofDays(29).dividedBy(many);
        try (Audited audited = Audited.onPostgres("benchmark");
                Connection connection = audited.connection()) {
            ManyRequests requests = new ManyRequests(Audited.KEYS, now.minus(Duration.ofDays(29)), apart);
            once("fill the ledger", () -> {
                requests.write(connection, many);
                return many + " requests";
            });
            once("make every search row", () -> ((JdbcLedger) audited.access().ledger()).completeIndex() + " rows");
            once(
                    "start check of search rows",
                    () -> ((JdbcLedger) audited.access().ledger()).completeIndex() + " rows");
            history(connection);
            AuditDesk desk = new AuditDesk(audited.engine(), audited.access(), new Viewer("auditor", true));
            AccountAudit accounts = new AccountAudit(audited.engine(), audited.access(), new Viewer("auditor", true));
            AuditDesk requester = new AuditDesk(audited.engine(), audited.access(), new Viewer("requester007", false));
            long withIndexes = page("first page, newest first", desk, Map.of(), "requestedAt", 0);
            page("first page of a requester's own", requester, Map.of(), "requestedAt", 0);
            page("by requester", desk, Map.of("requester", "requester123"), "requestedAt", 0);
            page("by beginning of account", desk, Map.of("accountName", "account_0123*"), "requestedAt", 0);
            page("by approver", desk, Map.of("approver", "manager07"), "requestedAt", 0);
            page("by outcome", desk, Map.of("outcome", "REJECTED"), "requestedAt", 0);
            page("running", desk, Map.of("outcome", Search.RUNNING), "requestedAt", 0);
            page("sorted by account", desk, Map.of(), "accountName", 0);
            page("sorted by end", desk, Map.of(), "endedAt", 0);
            page("last page", desk, Map.of(), "requestedAt", many - ROWS);
            often(
                    "account page",
                    () -> accounts.page(
                            AccountAudit.account("tencent-postgres/ap-guangzhou/instance-001/account_00001")));
            often("request page", () -> desk.request(ManyRequests.id(many - 1)));
            ReportDesk reports = new ReportDesk(audited.engine(), audited.access());
            often("counts of all queues", reports::queues);
            once(
                    "decision times over 30 days",
                    () -> reports.decisionTimes(new Span(now.minus(Duration.ofDays(30)), now))
                                    .size() + " groups");
            once("policies", () -> reports.policies().size() + "");
            once("evidence keys", () -> reports.keys().size() + "");
            once("controls over 30 days", () -> controls(reports, now));
            once("controls over 30 days, again", () -> controls(reports, now));
            once("the whole list as rows", () -> {
                int[] rows = new int[1];
                desk.each(Search.everything(), row -> rows[0]++);
                return rows[0] + " rows";
            });
            once("check of the whole ledger", () -> {
                LedgerVerifier.Report report =
                        LedgerCheck.verify(connection, Audited.KEYS, Optional.empty(), entries -> {});
                return report.entries() + " entries, " + report.problems().size() + " problems "
                        + report.problems().stream().limit(1).toList();
            });
            long without = withoutIndexes(connection, desk);
            System.out.printf(
                    Locale.ROOT,
                    "without indexes the first page takes %.1f times as long%n",
                    without / (double) withIndexes);
        }
    }

    private static String controls(ReportDesk desk, Instant now) {
        ReportDesk.Report report = desk.report(now.minus(Duration.ofDays(30)), now);
        List<String> counts = new ArrayList<>();
        report.controls().forEach(answer -> counts.add(answer.id() + " " + answer.count()));
        report.spreads().forEach(spread -> counts.add(spread.id() + " " + spread.count()));
        return String.join(", ", counts);
    }

    /** The engine's own history of all of them. */
    private static void history(Connection connection) throws Exception {
        try (Statement sql = connection.createStatement()) {
            sql.execute("insert into act_hi_procinst (id_, proc_inst_id_, business_key_, proc_def_key_, proc_def_id_,"
                    + " start_time_, start_user_id_, state_) select r.request_id, r.request_id, r.provider || '/' ||"
                    + " r.region || '/' || r.instance_id || '/' || r.account_name, 'account-lock', p.id_,"
                    + " r.requested_at, r.requester, case when outcome = '' then 'ACTIVE' else 'COMPLETED' end"
                    + " from account_lock_request r, act_re_procdef p where p.key_ = 'account-lock'");
            sql.execute("insert into act_hi_varinst (id_, proc_inst_id_, execution_id_, name_, var_type_, text_)"
                    + " select r.request_id, r.request_id, r.request_id, 'outcome', 'string', r.outcome"
                    + " from account_lock_request r where r.outcome <> ''");
            sql.execute("analyze");
        }
    }

    private static long withoutIndexes(Connection connection, AuditDesk desk) throws Exception {
        List<String> indexes = new ArrayList<>();
        try (Statement sql = connection.createStatement();
                var row =
                        sql.executeQuery("select indexdef from pg_indexes where indexname like 'account_lock_request_%'"
                                + " and indexname not like '%_pkey'")) {
            while (row.next()) {
                indexes.add(row.getString(1));
            }
        }
        try (Statement sql = connection.createStatement()) {
            for (String index : indexes) {
                sql.execute("drop index " + index.split(" ")[2]);
            }
            long millis = page("first page without our indexes", desk, Map.of(), "requestedAt", 0);
            page("by requester without our indexes", desk, Map.of("requester", "requester123"), "requestedAt", 0);
            for (String index : indexes) {
                sql.execute(index);
            }
            return millis;
        }
    }

    private static long page(String what, AuditDesk desk, Map<String, String> filters, String sort, int first)
            throws Exception {
        Search search = new Search(filters, Map.of(), Optional.empty(), Optional.empty(), sort, true);
        AuditDesk.Found found = desk.find(search, first, ROWS);
        return often(
                what + " (" + found.rows().size() + " of " + found.total() + ")", () -> desk.find(search, first, ROWS));
    }

    /** Prints the median and the longest in milliseconds; returns the median in microseconds. */
    private static long often(String what, Callable<?> work) throws Exception {
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            long started = System.nanoTime();
            work.call();
            micros.add((System.nanoTime() - started) / 1000);
        }
        Collections.sort(micros);
        long median = micros.get(TIMES / 2);
        System.out.printf(
                Locale.ROOT,
                "%-60s median %8.1f ms, longest %8.1f ms%n",
                what,
                median / 1e3,
                micros.get(TIMES - 1) / 1e3);
        return median;
    }

    private static void once(String what, Callable<String> work) throws Exception {
        long started = System.nanoTime();
        String result = work.call();
        System.out.printf(Locale.ROOT, "%-60s %8.2f s: %s%n", what, (System.nanoTime() - started) / 1e9, result);
    }
}
