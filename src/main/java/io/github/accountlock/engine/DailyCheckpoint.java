package io.github.accountlock.engine;

import io.github.accountlock.ledger.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Once at the start and once a day, away from every step: a {@link Checkpoint} of the ledger, as a line in the log and, where
 * a file is named, as that file. A checkpoint that the ledger contradicts is not replaced: it is the proof.
 */
final class DailyCheckpoint implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(DailyCheckpoint.class);

    private final AccountLockServices services;
    private final Optional<Path> file;
    private final BooleanSupplier engineRuns;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "account-lock-checkpoint");
        daemon.setDaemon(true);
        return daemon;
    });

    DailyCheckpoint(AccountLockServices services, Optional<Path> file, BooleanSupplier engineRuns) {
        this.services = services;
        this.file = file;
        this.engineRuns = engineRuns;
    }

    void start(Duration every) {
        thread.scheduleAtFixedRate(this, 0, every.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void run() {
        if (!engineRuns.getAsBoolean()) {
            thread.shutdown();
            return;
        }
        try {
            Optional<Checkpoint> before = kept();
            List<String> gone =
                    before.isEmpty() ? List.of() : services.connections().transaction(before.get()::contradictions);
            if (gone.isEmpty()) {
                write();
            } else {
                LOG.error(
                        "LOCK-037 the ledger contradicts the checkpoint {}, which is kept as it is: {}",
                        file.orElseThrow(),
                        String.join(" ", gone.subList(0, Math.min(gone.size(), 5))));
            }
        } catch (IOException | RuntimeException failed) {
            if (engineRuns.getAsBoolean()) {
                LOG.error("LOCK-038 no checkpoint was written: {}", failed.getMessage());
            }
        }
    }

    private Optional<Checkpoint> kept() throws IOException {
        if (file.isEmpty() || !Files.exists(file.get())) {
            return Optional.empty();
        }
        try {
            return Optional.of(Checkpoint.read(
                    Files.readString(file.get()), services.keys().publicKeys()));
        } catch (IllegalArgumentException wrong) {
            throw new IOException(file.get() + " is kept as it is: " + wrong.getMessage(), wrong);
        }
    }

    private void write() throws IOException {
        Checkpoint now = services.connections()
                .transaction(connection -> Checkpoint.of(
                        connection, services.keys(), services.clock().instant()));
        if (file.isPresent()) {
            Path next = Files.writeString(Path.of(file.get() + ".next"), now.text());
            Files.move(next, file.get(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        LOG.info(
                "LOCK-007 checkpoint: {} chains, {} entries, SHA-256 {}{}",
                now.marks().size(),
                now.entries(),
                now.digest(),
                file.map(path -> ", in " + path).orElse(""));
    }
}
