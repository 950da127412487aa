package io.github.accountlock.audit;

import io.github.accountlock.database.Connections;
import io.github.accountlock.ledger.EvidenceKeys;
import io.github.accountlock.ledger.LedgerVerifier;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The check of the whole ledger, one at a time in the background, with the result of the last one. Thread-safe. */
public final class IntegrityCheck {

    private static final Logger LOG = LoggerFactory.getLogger(IntegrityCheck.class);
    private static final int MOST_PROBLEMS = 20;

    private final Connections connections;
    private final EvidenceKeys keys;
    private final Clock clock;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile State state = new State(false, 0, 0, 0, "", 0, true, List.of());

    public IntegrityCheck(Connections connections, EvidenceKeys keys, Clock clock) {
        this.connections = connections;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * @param requests how many were read, up to now or in the last check
     * @param expected how many there are
     * @param checkedAt end of the last check, ISO 8601 UTC; empty before the first
     * @param sound result of the last check
     * @param problems the first ones
     */
    public record State(
            boolean running,
            long requests,
            long entries,
            long expected,
            String checkedAt,
            long millis,
            boolean sound,
            List<String> problems) {}

    public State state() {
        return state;
    }

    /** Begins a check unless one is running. */
    public void start() {
        if (running.compareAndSet(false, true)) {
            State before = state;
            state = new State(true, 0, 0, 0, before.checkedAt(), before.millis(), before.sound(), before.problems());
            Thread thread = new Thread(this::run, "account-lock-integrity");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        Instant begin = clock.instant();
        long started = System.nanoTime();
        try {
            LedgerVerifier.Report report = connections.own(connection -> {
                long expected = count(connection.prepareStatement("select count(*) from account_lock_ledger_head"));
                return LedgerCheck.verify(connection, keys, Optional.empty(), entries -> advance(entries, expected));
            });
            finished(begin, started, report);
        } catch (RuntimeException failed) {
            finished(
                    begin,
                    started,
                    new LedgerVerifier.Report(0, 0, List.of(), List.of("the check failed: " + failed.getMessage())));
        } finally {
            running.set(false);
        }
    }

    private void advance(int entries, long expected) {
        State now = state;
        state = new State(
                true,
                now.requests() + 1,
                now.entries() + entries,
                expected,
                now.checkedAt(),
                now.millis(),
                now.sound(),
                now.problems());
    }

    private void finished(Instant begin, long started, LedgerVerifier.Report report) {
        List<String> problems = Stream.concat(
                        report.problems().stream(), report.unchecked().stream().map(what -> "cannot check: " + what))
                .limit(MOST_PROBLEMS)
                .toList();
        long millis = Duration.ofNanos(System.nanoTime() - started).toMillis();
        state = new State(
                false,
                report.requests(),
                report.entries(),
                report.requests(),
                begin.toString(),
                millis,
                problems.isEmpty(),
                problems);
        if (problems.isEmpty()) {
            LOG.info("LOCK-006 ledger sound: {} requests, {} entries", report.requests(), report.entries());
        } else {
            LOG.error(
                    "LOCK-036 ledger {}: {}", report.problems().isEmpty() ? "not checked" : "broken", problems.get(0));
        }
    }

    private static long count(PreparedStatement counting) throws java.sql.SQLException {
        try (counting;
                ResultSet row = counting.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
