package io.github.accountlock;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.accountlock.audit.Bundle;
import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.Sha256;
import io.github.accountlock.fixture.ApplicationProcess;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.fixture.Production;
import io.github.accountlock.ledger.SealedByHand;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.process.ProcessTester;
import io.github.accountlock.request.Call;
import io.github.accountlock.request.Fact.CallIntended;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as an auditor types it, while another engine works on the same database. */
class AuditIT {

    @Test
    void verifiesAndExportsFromOutside(@TempDir Path folder) throws Exception {
        String database = Postgres.newDatabase();
        try (ControlledClouds clouds = new ControlledClouds()) {
            Map<String, String> environment = Production.environment(database, clouds);
            ProcessEngine engine = engine(database, clouds);
            ProcessTester flow = new ProcessTester(engine);
            ProcessInstance request = flow.requested(tencent("app_user"), "reason", "=cmd|' /C calc'!A0");
            flow.approve(request);
            flow.runJobs(request);
            ProcessInstance waiting = flow.requested(tencent("etl_user"));

            ApplicationProcess sound = ApplicationProcess.start(folder, environment, "audit", "verify");
            assertThat(sound.awaitExit()).as(sound.log()).isZero();
            assertThat(sound.log()).contains("2 requests").contains("The ledger is sound.");

            ApplicationProcess export = ApplicationProcess.start(
                    folder, environment, "audit", "export", "--json", "--request", request.getId());
            assertThat(export.awaitExit()).as(export.log()).isZero();
            JsonNode entries = new ObjectMapper().readTree(export.log());
            List<String> kinds = new ArrayList<>();
            entries.forEach(entry -> kinds.add(entry.path("kind").asText()));
            assertThat(kinds)
                    .containsExactly(
                            "REQUESTED",
                            "LOOKED",
                            "POLICY_DECIDED",
                            "DECIDED",
                            "LOOKED",
                            "CALL_INTENDED",
                            "CALL_ANSWERED",
                            "LOOKED",
                            "ENDED");

            ApplicationProcess csv =
                    ApplicationProcess.start(folder, environment, "audit", "export", "--csv", "--from", "2020-01-01");
            assertThat(csv.awaitExit()).isZero();
            assertThat(csv.log())
                    .startsWith("request,entry,at,kind,actor,facts,reason,ticket,rule\r\n")
                    .doesNotContain(",=cmd");

            collects(folder, environment, flow);

            callWithoutApproval(database, waiting.getId());
            sql(database, "update act_hi_varinst set text_ = 'REJECTED' where name_ = 'outcome'");
            sql(
                    database,
                    "insert into act_hi_procinst (id_, proc_inst_id_, proc_def_id_, proc_def_key_, start_time_)"
                            + " select 'stranger', 'stranger', proc_def_id_, proc_def_key_, start_time_"
                            + " from act_hi_procinst limit 1");
            ApplicationProcess broken = ApplicationProcess.start(folder, environment, "audit", "verify");
            assertThat(broken.awaitExit()).isOne();
            assertThat(broken.log())
                    .contains("BROKEN: request ")
                    .contains("request " + request.getId() + ": the engine's history says outcome")
                    .contains("the engine's history says outcome \"REJECTED\", the ledger says \"LOCKED\"")
                    .contains(
                            "request " + waiting.getId() + ": entry 4 (CALL_INTENDED) may not follow: 0 of 1 approvals")
                    .contains("request stranger: is in the engine's history, but not in the ledger");

            ApplicationProcess wrong = ApplicationProcess.start(folder, environment, "audit", "verify", "--what");
            assertThat(wrong.awaitExit()).isEqualTo(2);
            assertThat(wrong.log()).contains("--what is not an option").contains("usage: audit verify");
            said(
                    folder,
                    environment,
                    2,
                    "--request is given twice",
                    "audit",
                    "verify",
                    "--request",
                    "a",
                    "--request",
                    "b");
            said(folder, environment, 2, "there is no folder", "audit", "checkpoint", folder.resolve("none/here") + "");
            said(
                    folder,
                    environment,
                    2,
                    "request typo is not in the ledger",
                    "audit",
                    "export",
                    "--csv",
                    "--request",
                    "typo");
            engine.close();
        }
    }

    /** As a system that collects entries does: again and again from where the last export ended. */
    private static void collects(Path folder, Map<String, String> environment, ProcessTester flow) throws Exception {
        List<String> first = lines(folder, environment, "0");
        String next = next(first);
        assertThat(first).hasSize(1 + 9 + 3);
        JsonNode newest = new ObjectMapper().readTree(first.get(11));
        assertThat(next).isEqualTo("next: --after " + newest.path("position").asText());
        assertThat(newest.path("facts").path("kind").asText())
                .isEqualTo(newest.path("kind").asText());

        assertThat(lines(folder, environment, next.replaceAll("\\D", ""))).containsExactly(next);
        flow.requested(tencent("report_user"));
        List<String> more = lines(folder, environment, next.replaceAll("\\D", ""));
        assertThat(more).hasSize(1 + 3).doesNotContainAnyElementsOf(first);
        assertThat(more.get(0)).contains("\"kind\":\"REQUESTED\"").contains("report_user");

        said(folder, environment, 2, "\"now\" is not a position", "audit", "export", "--jsonl", "--after", "now");
        said(folder, environment, 2, "--after goes with --jsonl", "audit", "export", "--csv", "--after", "1");
        said(folder, environment, 2, "say one of --json, --csv", "audit", "export", "--csv", "--jsonl");
    }

    private static String next(List<String> lines) {
        return lines.get(lines.size() - 1);
    }

    private static List<String> lines(Path folder, Map<String, String> environment, String after) {
        ApplicationProcess export =
                ApplicationProcess.start(folder, environment, "audit", "export", "--jsonl", "--after", after);
        assertThat(export.awaitExit()).as(export.log()).isZero();
        return export.log().lines().toList();
    }

    @Test
    void verifiesABundleWithoutADatabase(@TempDir Path folder) throws Exception {
        Path bundle = folder.resolve("evidence.zip");
        try (Audited audited = Audited.onPostgres("bundled");
                OutputStream out = Files.newOutputStream(bundle)) {
            Trail trail = audited.access().ledger().trail(audited.locked(tencent("app_user")));
            Bundle.write(out, trail, Optional.empty(), Map.of(), Audited.KEYS, Instant.now());
        }
        Path changed = folder.resolve("changed.zip");
        changed(bundle, changed);
        Map<String, String> key = Map.of("ACCOUNT_LOCK_EVIDENCE_KEYS", Production.EVIDENCE_KEYS);
        Path keyFile = Files.writeString(folder.resolve("keys"), Production.EVIDENCE_KEYS);

        Path published = folder.resolve("public.key");
        ApplicationProcess publicKey = ApplicationProcess.start(folder, key, "audit", "public-key");
        assertThat(publicKey.awaitExit()).as(publicKey.log()).isZero();
        Files.writeString(published, publicKey.log());
        Map<String, String> another =
                Map.of("ACCOUNT_LOCK_EVIDENCE_KEYS", Production.EVIDENCE_KEYS.replace("t1:", "t9:"));

        verify(folder, Map.of(), bundle, 0, List.of("--public-key", published.toString()), "The bundle is sound.");
        verify(folder, Map.of(), changed, 1, List.of("--public-key", published.toString()), "BROKEN: request.json");
        verify(folder, Map.of(), bundle, 2, List.of("--public-key", bundle.toString()), "the public keys are no lines");
        verify(folder, another, bundle, 2, "CANNOT CHECK: ", "the key \"t1\"", "Nothing is known to be wrong");
        verify(folder, key, bundle, 0, "9 entries read.", "Locked. Requested by requester on ", "The bundle is sound.");
        verify(folder, Map.of("ACCOUNT_LOCK_EVIDENCE_KEY_FILE", keyFile.toString()), bundle, 0, "The bundle is sound.");
        verify(folder, key, changed, 1, "BROKEN: request.json was changed", "also: request.json is not entry 1");
        verify(folder, Map.of(), bundle, 2, "the evidence key is missing", "set ACCOUNT_LOCK_EVIDENCE_KEYS");
        verify(folder, key, folder.resolve("nothing.zip"), 2, "nothing.zip is not a file");
        verify(folder, key, keyFile, 2, "keys is not a zip file, or a damaged one");
    }

    @Test
    void checkpointTellsWhatWasTakenOutOfTheDatabaseSince(@TempDir Path folder) throws Exception {
        String database = Postgres.newDatabase();
        try (ControlledClouds clouds = new ControlledClouds()) {
            Map<String, String> environment = Production.environment(database, clouds);
            ProcessEngine engine = engine(database, clouds);
            ProcessTester flow = new ProcessTester(engine);
            String empty = String.join(";", rows(database, REGISTERS));
            String gone = flow.requested(tencent("app_user")).getId();
            String checkpoint = folder.resolve("checkpoint").toString();
            said(folder, environment, 0, "1 chains, 3 entries", "audit", "checkpoint", checkpoint);
            flow.requested(tencent("etl_user"));
            said(folder, environment, 0, "The ledger is sound.", "audit", "verify", "--since", checkpoint);
            engine.close();

            for (String table : List.of("ledger", "ledger_head", "request", "person", "hold")) {
                taken(database, "delete from account_lock_" + table);
            }
            taken(database, empty);
            taken(database, "delete from act_hi_procinst");
            said(
                    folder,
                    environment,
                    1,
                    "a cloud's answer is kept beside it, and the entry is not there",
                    "audit",
                    "verify");
            taken(database, "delete from account_lock_answer");
            said(folder, environment, 0, "The ledger is sound.", "audit", "verify");

            said(
                    folder,
                    environment,
                    1,
                    "BROKEN: request " + gone + ": it had 3 entries at the checkpoint of",
                    "audit",
                    "verify",
                    "--since",
                    checkpoint);
            Path edited = folder.resolve("edited");
            Files.writeString(edited, Files.readString(Path.of(checkpoint)).replace(gone, "another"));
            said(folder, environment, 2, "it was changed", "audit", "verify", "--since", edited.toString());
        }
    }

    @Test
    void holdsAreMadeAnewFromTheLedger(@TempDir Path folder) throws Exception {
        String database = Postgres.newDatabase();
        try (ControlledClouds clouds = new ControlledClouds()) {
            Map<String, String> environment = Production.environment(database, clouds);
            ProcessEngine engine = engine(database, clouds);
            ProcessTester flow = new ProcessTester(engine);
            ProcessInstance request = flow.requested(tencent("app_user"));
            flow.approve(request);
            flow.runJobs(request);
            engine.close();
            List<String> before = rows(database, "select h::text from account_lock_hold h");
            sql(database, "update account_lock_hold set requester = 'somebody', state = 'RELEASED'");
            said(folder, environment, 1, "its hold row differs from its entries", "audit", "verify");

            said(folder, environment, 0, "The rows of the holds were made anew.", "audit", "rebuild-holds");

            assertThat(rows(database, "select h::text from account_lock_hold h"))
                    .isEqualTo(before);
            said(folder, environment, 0, "The ledger is sound.", "audit", "verify");
        }
    }

    @Test
    void policyIsNamedByItsDigest(@TempDir Path folder) throws Exception {
        Path policy = Files.writeString(folder.resolve("own.dmn"), "own");

        said(folder, Map.of(), 0, Sha256.hex("own"), "policy", "digest", policy.toString());
        said(
                folder,
                Map.of(),
                2,
                "there is no file",
                "policy",
                "digest",
                folder.resolve("none").toString());
        said(folder, Map.of(), 2, "usage: policy digest FILE", "policy");
    }

    private static final String REGISTERS =
            "select format('update account_lock_register set chains = %s, entries = %s, heads_sum = %L, key_id = %L,"
                    + " mac = %L where register_no = %s', chains, entries, heads_sum, key_id, mac, register_no)"
                    + " from account_lock_register";

    private static void said(Path folder, Map<String, String> environment, int code, String said, String... command) {
        ApplicationProcess process = ApplicationProcess.start(folder, environment, command);
        assertThat(process.awaitExit()).as(process.log()).isEqualTo(code);
        assertThat(process.log()).contains(said).doesNotContain("Exception");
    }

    /** By somebody who owns the database, append-only tables too. */
    private static void taken(String database, String statement) throws Exception {
        try (Connection connection = DriverManager.getConnection(database);
                Statement sql = connection.createStatement()) {
            sql.execute("set session_replication_role = replica");
            sql.execute(statement);
        }
    }

    private static List<String> rows(String database, String query) throws Exception {
        try (Connection connection = DriverManager.getConnection(database)) {
            return Rows.list(connection, query, row -> row.getString(1));
        }
    }

    private static void verify(Path folder, Map<String, String> environment, Path bundle, int code, String... said) {
        verify(folder, environment, bundle, code, List.of(), said);
    }

    private static void verify(
            Path folder, Map<String, String> environment, Path bundle, int code, List<String> more, String... said) {
        List<String> command = new ArrayList<>(List.of("audit", "verify", "--bundle", bundle.toString()));
        command.addAll(more);
        ApplicationProcess process = ApplicationProcess.start(folder, environment, command.toArray(String[]::new));
        assertThat(process.awaitExit()).as(process.log()).isEqualTo(code);
        assertThat(process.log()).contains(said).doesNotContain("Exception");
    }

    private static void changed(Path bundle, Path changed) throws Exception {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(bundle));
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(changed))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                out.putNextEntry(new ZipEntry(entry.getName()));
                boolean here = entry.getName().equals("request.json");
                out.write((here ? content.replace("leaked", "stolen") : content).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** By somebody with the key and the database's password. */
    private static void callWithoutApproval(String database, String requestId) throws Exception {
        try (Connection connection = DriverManager.getConnection(database);
                SealedByHand hand = new SealedByHand(connection, Audited.KEYS)) {
            Instant now = Instant.now();
            hand.append(requestId, new CallIntended(now, Call.LOCK, now.plusSeconds(9), List.of("manager")));
        }
    }

    private static void sql(String database, String statement) throws Exception {
        try (Connection connection = DriverManager.getConnection(database);
                Statement sql = connection.createStatement()) {
            assertThat(sql.executeUpdate(statement)).isPositive();
        }
    }

    private static ProcessEngine engine(String database, ControlledClouds clouds) {
        StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
        configuration.setJdbcUrl(database);
        configuration.setJdbcDriver("org.postgresql.Driver");
        configuration.setDatabaseSchemaUpdate("true");
        configuration.setProcessEngineName("audited");
        return ProcessTester.configured(configuration, clouds).buildProcessEngine();
    }
}
