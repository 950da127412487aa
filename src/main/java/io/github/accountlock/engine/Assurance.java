package io.github.accountlock.engine;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.hold.Reading;
import io.github.accountlock.hold.Readings;
import io.github.accountlock.hold.Readings.Due;
import io.github.accountlock.ledger.LedgerBroken;
import io.github.accountlock.ledger.MayNotFollow;
import io.github.accountlock.metrics.Metric;
import io.github.accountlock.provider.ProviderException;
import io.github.accountlock.request.Difference;
import io.github.accountlock.request.Fact.Compared;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.HoldState;
import io.github.accountlock.request.Purpose;
import io.github.accountlock.request.RequestCase;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what we hold with what the clouds say: every hold in its turn, read by one node, one account after the other and
 * within the clouds' limits. What several readings agree on is a fact of the request that holds. Nothing is ever changed at a
 * cloud. Each hold is a few short transactions, and the claim on it ends by itself, so a node that dies leaves the rest to the
 * others.
 */
final class Assurance implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Assurance.class);

    private static final Duration LOOKED_FOR = Duration.ofMinutes(1);

    /** Far longer than one reading takes. */
    private static final Duration CLAIM = Duration.ofMinutes(2);

    /** Where the cloud gave no answer, or a request is at work on the account. */
    private static final Duration AGAIN = Duration.ofMinutes(10);

    private static final int PAGE = 50;
    private static final String NOTHING_SEEN = "no_answer";

    private final AccountLockServices services;
    private final Readings holds;
    private final Duration every;
    private final int wanted;
    private final BooleanSupplier jobsRun;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "account-lock-assurance");
        daemon.setDaemon(true);
        return daemon;
    });

    /**
     * @param every how long between two readings of a hold
     * @param wanted how many readings have to agree
     * @param jobsRun whether this node works on jobs; one that serves people only reads nothing
     */
    Assurance(AccountLockServices services, Duration every, int wanted, BooleanSupplier jobsRun) {
        this.services = services;
        this.holds = new Readings(services.connections());
        this.every = every;
        this.wanted = wanted;
        this.jobsRun = jobsRun;
    }

    void start(BooleanSupplier engineRuns) {
        for (Difference found : Difference.values()) {
            services.meters().count(Metric.READINGS, 0, label(found));
        }
        services.meters().count(Metric.READINGS, 0, NOTHING_SEEN);
        long seconds = LOOKED_FOR.toSeconds();
        thread.scheduleWithFixedDelay(() -> tick(engineRuns), seconds, seconds, TimeUnit.SECONDS);
    }

    private void tick(BooleanSupplier engineRuns) {
        if (!engineRuns.getAsBoolean()) {
            thread.shutdown();
        } else if (jobsRun.getAsBoolean()) {
            run();
        }
    }

    /** Everything that is due. */
    @Override
    public void run() {
        try {
            Set<String> away = new HashSet<>();
            int read = 0;
            for (Page page = page(away); page.claimed() > 0; page = page(away)) {
                read += page.read();
            }
            if (read > 0) {
                LOG.info("LOCK-070 {} of the accounts that are held were compared with their clouds", read);
            }
        } catch (RuntimeException failed) {
            LOG.warn("LOCK-074 what is held is not compared with the clouds now: {}", failed.getMessage());
        }
    }

    private record Page(int claimed, int read) {}

    /** Some of what is due; nothing claimed if nothing is, or if other nodes are at it. */
    private Page page(Set<String> away) {
        int claimed = 0;
        int read = 0;
        for (Due due : holds.due(now(), every, PAGE)) {
            if (jobsRun.getAsBoolean() && holds.claim(due, now().plus(CLAIM))) {
                claimed++;
                read += isRead(due, away) ? 1 : 0;
            }
        }
        return new Page(claimed, read);
    }

    /** False if nothing was seen; it is tried again soon. */
    private boolean isRead(Due due, Set<String> away) {
        try {
            RequestCase request = services.ledger().of(due.requestId());
            if (request.hold().filter(HoldState::stands).isEmpty()) {
                holds.putOff(due.requestId(), now().plus(every)); // a row that lies: "audit verify" names it
                return false;
            }
            AccountRef account = request.request().account();
            Optional<Looked> look = away.contains(instance(account)) ? Optional.empty() : look(due, account, away);
            Optional<Difference> found = look.flatMap(request::difference);
            services.meters()
                    .count(Metric.READINGS, 1, found.map(Assurance::label).orElse(NOTHING_SEEN));
            if (found.isEmpty()) {
                holds.putOff(due.requestId(), now().plus(AGAIN));
                return false;
            }
            add(due, request, found.get(), look.orElseThrow());
            return true;
        } catch (LedgerBroken broken) {
            holds.putOff(due.requestId(), now().plus(every));
            LOG.error("LOCK-075 request {}: what it holds is not compared: {}", due.requestId(), broken.getMessage());
            return false;
        }
    }

    /** Empty if nothing was seen that counts. */
    private Optional<Looked> look(Due due, AccountRef account, Set<String> away) {
        if (holds.isWorkedOn(due.accountPath())) {
            return Optional.empty();
        }
        try {
            Looked look = services.locking().look(account, Purpose.LIVE, false);
            return Optional.of(look).filter(seen -> !holds.isWorkedOn(due.accountPath()));
        } catch (ProviderException failed) {
            boolean throttled = failed instanceof ProviderException.Unavailable busy && busy.isThrottled();
            if (!throttled) {
                away.add(instance(account));
            }
            LOG.warn("LOCK-073 {}: not compared with its cloud, it is tried again: {}", account, failed.getMessage());
            return Optional.empty();
        }
    }

    private void add(Due due, RequestCase request, Difference found, Looked look) {
        Duration settle = request.frozen().settle();
        Reading reading = due.reading()
                .map(before -> before.and(found, look.asked()))
                .orElseGet(() -> Reading.of(found, look.asked()));
        boolean news = found != request.toldLast();
        if (news && reading.confirmed(wanted, settle)) {
            tell(due.requestId(), request, reading, look.detail());
        }
        boolean doubtful = news && !reading.confirmed(wanted, settle);
        holds.keep(due.requestId(), reading, look.at().plus(doubtful ? settle.plusSeconds(1) : every));
    }

    private void tell(String requestId, RequestCase request, Reading reading, String detail) {
        AccountRef account = request.request().account();
        Difference found = reading.showed();
        try {
            services.ledger()
                    .commit(
                            requestId,
                            new Compared(now(), found, reading.first(), reading.latest(), reading.count(), detail));
        } catch (MayNotFollow overtaken) {
            return; // the hold has ended, or is about to, or another node was faster
        }
        if (found == Difference.AS_HELD) {
            LOG.info("LOCK-072 {}: is {} again (request {})", account, found.words(), requestId);
        } else {
            LOG.warn("LOCK-071 {}: is {} (request {})", account, found.words(), requestId);
        }
    }

    private Instant now() {
        return services.clock().instant();
    }

    private static String instance(AccountRef account) {
        return account.provider() + "/" + account.region() + "/" + account.instanceId();
    }

    private static String label(Difference found) {
        return found.name().toLowerCase(Locale.ROOT);
    }
}
