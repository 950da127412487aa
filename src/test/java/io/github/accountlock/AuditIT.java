package io.github.accountlock;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.accountlock.audit.Bundle;
import io.github.accountlock.database.Connections;
import io.github.accountlock.fixture.ApplicationProcess;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.fixture.Production;
import io.github.accountlock.ledger.EvidenceKeys;
import io.github.accountlock.ledger.JdbcLedger;
import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.process.ProcessTester;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
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
            assertThat(entries.findValuesAsText("kind"))
                    .containsExactly(
                            "REQUESTED",
                            "ACCOUNT_SEEN",
                            "POLICY_DECIDED",
                            "APPROVED",
                            "STATE_RECORDED",
                            "CALL_INTENDED",
                            "CALL_ANSWERED",
                            "VERIFIED",
                            "ENDED");

            ApplicationProcess csv =
                    ApplicationProcess.start(folder, environment, "audit", "export", "--csv", "--from", "2020-01-01");
            assertThat(csv.awaitExit()).isZero();
            assertThat(csv.log())
                    .startsWith("request,entry,at,kind,actor,facts\r\n")
                    .doesNotContain(",=cmd");

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
                    .contains("request " + waiting.getId() + ": entry 4 is a call without cover: 0 of 1 approvals")
                    .contains("request stranger: is in the engine's history, but not in the ledger");

            ApplicationProcess wrong = ApplicationProcess.start(folder, environment, "audit", "verify", "--what");
            assertThat(wrong.awaitExit()).isEqualTo(2);
            assertThat(wrong.log()).contains("--what is not an option").contains("usage: audit verify");
            engine.close();
        }
    }

    @Test
    void verifiesABundleWithoutADatabase(@TempDir Path folder) throws Exception {
        Path bundle = folder.resolve("evidence.zip");
        try (Audited audited = Audited.onPostgres("bundled");
                OutputStream out = Files.newOutputStream(bundle)) {
            Trail trail = audited.access().ledger().trail(audited.locked(tencent("app_user")));
            Bundle.write(out, trail, Map.of(), Audited.KEYS, Instant.now());
        }
        Path changed = folder.resolve("changed.zip");
        changed(bundle, changed);
        Map<String, String> key = Map.of("ACCOUNT_LOCK_EVIDENCE_KEYS", Production.EVIDENCE_KEYS);
        Path keyFile = Files.writeString(folder.resolve("keys"), Production.EVIDENCE_KEYS);

        verify(folder, key, bundle, 0, "9 entries read.", "Locked. Requested by requester on ", "The bundle is sound.");
        verify(folder, Map.of("ACCOUNT_LOCK_EVIDENCE_KEY_FILE", keyFile.toString()), bundle, 0, "The bundle is sound.");
        verify(folder, key, changed, 1, "BROKEN: request.json was changed", "also: request.json is not entry 1");
        verify(folder, Map.of(), bundle, 2, "the evidence key is missing", "set ACCOUNT_LOCK_EVIDENCE_KEYS");
        verify(folder, key, folder.resolve("nothing.zip"), 2, "nothing.zip is not a file");
        verify(folder, key, keyFile, 2, "keys is not a zip file, or a damaged one");
    }

    private static void verify(Path folder, Map<String, String> environment, Path bundle, int code, String... said) {
        ApplicationProcess process =
                ApplicationProcess.start(folder, environment, "audit", "verify", "--bundle", bundle.toString());
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
        try (Connection connection = DriverManager.getConnection(database)) {
            new JdbcLedger(on(connection), new EvidenceKeys(Production.EVIDENCE_KEYS))
                    .join(LedgerEvent.now(
                            requestId, Instant.now(), Kind.CALL_INTENDED, LedgerEvent.SYSTEM, "target", "LOCKED"));
        }
    }

    private static Connections on(Connection connection) {
        return new Connections() {
            @Override
            public <T> T joined(Work<T> work) {
                try {
                    return work.on(connection);
                } catch (SQLException failed) {
                    throw new IllegalStateException(failed);
                }
            }

            @Override
            public <T> T own(Work<T> work) {
                return joined(work);
            }
        };
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
