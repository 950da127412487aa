package io.github.accountlock.engine;

import io.github.accountlock.database.Connections;
import io.github.accountlock.ledger.Answers;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Once at the start and once a day: what clouds answered to requests that are not in the engine's history any more is removed. */
final class GoneAnswers implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(GoneAnswers.class);

    private final Connections connections;
    private final BooleanSupplier engineRuns;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "account-lock-answers");
        daemon.setDaemon(true);
        return daemon;
    });

    GoneAnswers(Connections connections, BooleanSupplier engineRuns) {
        this.connections = connections;
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
            int gone = connections.own(Answers::forget);
            if (gone > 0) {
                LOG.info("LOCK-016 {} answers of clouds went with the history of their requests", gone);
            }
        } catch (RuntimeException failed) {
            if (engineRuns.getAsBoolean()) {
                LOG.error("LOCK-042 answers of clouds were not removed, tomorrow again: {}", failed.getMessage());
            }
        }
    }
}
