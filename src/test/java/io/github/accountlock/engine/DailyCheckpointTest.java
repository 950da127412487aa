package io.github.accountlock.engine;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.fixture.Audited;
import io.github.accountlock.ledger.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The checkpoint that a node writes by itself: the first at its start, one a day. */
@ExtendWith(OutputCaptureExtension.class)
class DailyCheckpointTest {

    @TempDir
    Path folder;

    @Test
    void followsTheLedgerAndIsKeptOnceTheLedgerContradictsIt(CapturedOutput log) throws IOException {
        Path file = folder.resolve("checkpoint");
        try (Audited audited = Audited.onH2("checkpoints")) {
            DailyCheckpoint daily = daily(audited, file, true);
            String first = audited.flow().requested(tencent("app_user")).getId();
            daily.run();
            String second = audited.flow().requested(tencent("etl_user")).getId();
            daily.run();
            assertThat(kept(file).marks()).containsOnlyKeys(first, second);
            String before = Files.readString(file);

            audited.sql("delete from account_lock_ledger where request_id = '" + first + "' and entry_no = 3");
            daily.run();

            assertThat(Files.readString(file)).isEqualTo(before);
            assertThat(log)
                    .contains("LOCK-007 checkpoint: 2 chains, 6 entries, SHA-256 "
                            + kept(file).digest())
                    .contains("LOCK-037 the ledger contradicts the checkpoint " + file + ", which is kept as it is:"
                            + " request " + first + ": it had 3 entries");
        }
    }

    @Test
    void fileThatIsNoCheckpointIsNotOverwritten(CapturedOutput log) throws IOException {
        Path file = Files.writeString(folder.resolve("checkpoint"), "my notes");
        try (Audited audited = Audited.onH2("no-checkpoint")) {
            daily(audited, file, true).run();
        }
        assertThat(file).hasContent("my notes");
        assertThat(log).contains("LOCK-038 no checkpoint was written: " + file + " is kept as it is");
    }

    @Test
    void nothingIsWrittenAfterTheEngineHasEnded() {
        Path file = folder.resolve("checkpoint");
        try (Audited audited = Audited.onH2("ended")) {
            daily(audited, file, false).run();
        }
        assertThat(file).doesNotExist();
    }

    private static DailyCheckpoint daily(Audited audited, Path file, boolean engineRuns) {
        return new DailyCheckpoint(
                AccountLockServices.of(audited.engine()).orElseThrow(), Optional.of(file), () -> engineRuns);
    }

    private static Checkpoint kept(Path file) throws IOException {
        return Checkpoint.read(Files.readString(file), Audited.KEYS.publicKeys());
    }
}
